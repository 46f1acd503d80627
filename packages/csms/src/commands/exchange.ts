import { randomUUID } from 'node:crypto'
import { type AnyConnection, isConnectionError, isOcppError } from '@ocpp-kit/rpc'
import { type Core, nowIso } from '../core.js'
import type { Command, CommandError } from './command.js'
import { countOf, joined, type LimitsFor, type ListRule, partsOf } from './parts.js'
import type { CommandEffect, CommandEvent } from './reduce.js'
import { type CommandRow, outcomeOf } from './rows.js'

export interface ExchangeOptions {
  readonly core: Core
  readonly limitsFor: LimitsFor
  rowOf(command: Pick<Command, 'action' | 'version'>, spoken: string | undefined): CommandRow | undefined
  /** When a silent station is asked again. */
  retryAt(command: Command): string
  /** The station refused it because it had not booted. */
  tooEarly(connection: AnyConnection, command: Command): void
  /** It was answered after its time. */
  late(command: Command, event: CommandEvent): void
}

/** Puts commands on the wire, and tells what came of each. Never rejects but for a defect. */
export interface CommandExchange {
  send(
    command: Command,
    write: Extract<CommandEffect, { type: 'write' }>,
    to: { readonly connection: AnyConnection; readonly row: CommandRow },
  ): Promise<CommandEvent>
  /** Asks a station whether a command took effect; nothing is certain where it does not say. */
  readBack(command: Command): Promise<CommandEvent>
}

export function createExchange({ core, limitsFor, rowOf, retryAt, tooEarly, late }: ExchangeOptions): CommandExchange {
  const { sessions } = core
  const now = (): string => nowIso(core.clock)

  const send: CommandExchange['send'] = async (command, { messageId, payload }, { connection, row }) => {
    const { action, identity, timeoutMs, attempt } = command
    const answers: object[] = []
    // Parts after the first have ids of their own.
    let partId = messageId
    try {
      for (const part of await partsFor({ identity, connection }, row.list, payload)) {
        partId = answers.length === 0 ? messageId : randomUUID()
        answers.push(await connection.callUntyped(action, part, { messageId: partId, timeoutMs }))
      }
      const response = joined(answers, row.list)
      return { type: 'answered', at: now(), messageId, response, outcome: outcomeOf(row, response, attempt) }
    } catch (error) {
      const silent = { at: now(), messageId, retryAt: retryAt(command) }
      const canReadBack = connection.isOpen && row.readBack?.(command.payload) !== undefined
      if (isOcppError(error)) {
        const faulty = {
          at: now(),
          messageId,
          error: commandErrorOf(error),
          ...(answers.length > 0 && { response: joined(answers, row.list) }),
        }
        if (error.origin === 'peer') {
          // One that has not booted takes nothing yet (1.6-J errata 3.8, B03.FR.08); it may be about to.
          const isTooEarly = error.code === 'SecurityError' && answers.length === 0 && sessions.of(connection).boot === 'none'
          if (isTooEarly) tooEarly(connection, command)
          return { type: 'callError', ...faulty, ...(isTooEarly && { isTooEarly }) }
        }
        // What names the message was found wrong in its answer, what does not in the request.
        return error.messageId === partId ? { type: 'invalidAnswer', ...faulty } : { type: 'unsent', ...silent }
      }
      if (!isConnectionError(error)) {
        core.failed(error, 'command')
        return { type: 'noAnswer', reason: 'noAnswer', canReadBack, ...silent }
      }
      if (!error.sent) return { type: 'unsent', ...silent }
      if (error.code === 'CALL_TIMEOUT') watchLateAnswer(command, connection, row)
      return { type: 'noAnswer', reason: error.code === 'CALL_TIMEOUT' ? 'noAnswer' : 'connectionLost', canReadBack, ...silent }
    }
  }

  /** A request as the station takes it: one part after the other, where it takes less at a time. */
  const partsFor = async (
    station: { readonly identity: string; readonly connection: AnyConnection },
    list: ListRule | undefined,
    payload: object,
  ): Promise<readonly object[]> => {
    if (list === undefined || countOf(payload, list) < 2) return [payload]
    const limits = await limitsFor(station, list.message, countOf(payload, list)).catch((error: unknown) => {
      // One that refuses to say what it takes is sent one at a time; one that has gone is sent nothing.
      if (!isOcppError(error) && !isConnectionError(error)) throw error
      return { items: 1 }
    })
    return partsOf(payload, list, limits)
  }

  /** A station that answers after its time has answered all the same; the connection tells it of no call. */
  const watchLateAnswer = (command: Command, connection: AnyConnection, row: CommandRow): void => {
    if (command.behaves !== 'oneShot') return
    const { messageId = '', attempt } = command
    const off = connection.on('frame', ({ direction, text, verdict }) => {
      if (direction === 'out' || verdict.kind !== 'unmatched' || !text.includes(messageId)) return
      const [type, id, third, description, details] = JSON.parse(text) as readonly unknown[]
      if (id !== messageId) return
      off()
      const at = now()
      const event: CommandEvent =
        type === 3
          ? { type: 'answered', at, messageId, response: third as object, outcome: outcomeOf(row, third as object, attempt) }
          : {
              type: 'callError',
              at,
              messageId,
              error: { code: String(third), description: String(description), details: details as object },
            }
      late(command, event)
    })
  }

  const readBack: CommandExchange['readBack'] = async (command) => {
    const { identity, timeoutMs } = command
    const connection = sessions.find(identity)?.connection
    const question = rowOf(command, connection?.version)?.readBack?.(command.payload)
    if (connection === undefined || question === undefined) return { type: 'readBack', at: now(), verdict: 'unknown' }
    try {
      const { action, request } = question
      const list = rowOf({ ...command, action }, connection.version)?.list
      const answers: object[] = []
      for (const part of await partsFor({ identity, connection }, list, request))
        answers.push(await connection.callUntyped(action, part, { timeoutMs }))
      const isApplied = question.isApplied(joined(answers, list))
      return { type: 'readBack', at: now(), verdict: isApplied === undefined ? 'unknown' : isApplied ? 'applied' : 'notApplied' }
    } catch {
      return { type: 'readBack', at: now(), verdict: 'unknown' }
    }
  }

  return { send, readBack }
}

export const commandErrorOf = ({ code, description, details }: CommandError): CommandError => ({ code, description, details })
