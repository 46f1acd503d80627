import type { AnyMessage } from '@ocpp-kit/rpc'
import type { MockVersion, Registration, Scene, StationState, Token } from '../src/version.js'

export const noon = new Date('2026-01-01T12:00:00.000Z')

interface SceneOptions {
  readonly tokens?: readonly Token[]
  readonly unknownTokens?: 'accept' | 'refuse'
  readonly boot?: readonly Registration[]
  readonly intervalSeconds?: number
}

/** A server with plain settings, and one station that it has not met. */
export function createScene({
  tokens = [],
  unknownTokens = 'accept',
  boot = ['Accepted'],
  intervalSeconds = 300,
}: SceneOptions = {}): Scene {
  const station: StationState = {
    identity: 'CP1',
    boots: 0,
    registration: undefined,
    vendor: undefined,
    model: undefined,
    firmwareVersion: undefined,
    transactions: new Map(),
    nextNumber: counter(),
  }
  return {
    station,
    world: {
      now: () => noon,
      intervalSeconds,
      registrationFor: ({ boots }) => boot[boots] ?? boot.at(-1) ?? 'Accepted',
      token: (idToken) => tokens.find((token) => token.idToken.toLowerCase() === idToken.toLowerCase()),
      tokens,
      unknownTokens,
      nextTransactionId: counter(),
    },
  }
}

function counter(): () => number {
  let last = 0
  return () => {
    last += 1
    return last
  }
}

/** Answers as the server does, whatever the action's types. */
export function answer(version: MockVersion, action: string, request: object, scene: Scene): object | undefined {
  const answerOf = version.answers[action]
  if (answerOf === undefined) throw new Error(`No answer to ${action}.`)
  return answerOf(request as never, scene, { action, request } as AnyMessage)
}

/** The payload of a command, made as the server does. */
export function payload(version: MockVersion, action: string, scene: Scene): object {
  const facts = version.commands[action]
  if (facts === undefined) throw new Error(`No command ${action}.`)
  return facts.payload(scene)
}

/** What the check of a command says of a response to its default payload. */
export const check = (version: MockVersion, action: string, response: object, scene: Scene, request = payload(version, action, scene)) =>
  version.commands[action]?.check?.(response as never, request as never, scene)
