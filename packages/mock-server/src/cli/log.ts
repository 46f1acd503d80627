import { createRedactor, printable } from '@ocpp-kit/rpc'
import type { HandshakeRefusal } from '@ocpp-kit/rpc/ws'
import { causeOf } from '../connection-log.js'
import { messageOf } from '../errors.js'
import type { LoggedMessage } from '../message-log.js'
import type { MockServer } from '../mock-server.js'
import type { RuleBreach } from '../verdict-log.js'

export interface LogLine {
  /** `problem`: somebody broke a rule or was refused. */
  readonly level: 'error' | 'problem' | 'info'
  /** What it is about, for programs: `message`, `connected`, `verdict` … */
  readonly event: string
  readonly station?: string | undefined
  /** For people. */
  readonly text: string
  /** For programs. */
  readonly data?: object | undefined
}

/** Takes one line of a log. */
export type WriteLine = (line: LogLine) => void

export interface LogOptions {
  readonly write: (text: string) => void
  readonly hasColour: boolean
  readonly now?: (() => Date) | undefined
}

const colours = { error: 31, problem: 33, info: 36 } as const

/** For people: time, station, what happened; in colour on a terminal. */
export const createTextLog = ({ write, hasColour, now = () => new Date() }: LogOptions): WriteLine => {
  const paint = (code: number, text: string): string => (hasColour ? `\u001b[${code}m${text}\u001b[0m` : text)
  return ({ level, event, station = '', text }) => {
    const shown = printable(text)
    const painted = event === 'message' ? shown : paint(colours[level], shown)
    write(`${paint(90, now().toISOString().slice(11, 23))}  ${printable(station).padEnd(12)} ${painted}\n`)
  }
}

/** For programs: one JSON object a line. */
export const createJsonLog =
  ({ write, now = () => new Date() }: LogOptions): WriteLine =>
  ({ level, event, station, text, data }) => {
    write(`${printable(JSON.stringify({ at: now().toISOString(), level, event, station, text, ...data }))}\n`)
  }

/** Nearly every frame is shorter; the rest must not bury a terminal. */
const maxShown = 2_000

const shorten = (text: string): string =>
  text.length > maxShown ? `${text.slice(0, maxShown)}… (${text.length} characters; all of them with --json)` : text

const arrow = { in: '→', out: '←' } as const

/** Time and station stand before it: direction as the server sees it, action, outcome, the frame. */
function describeMessage({ direction, kind, action, status, tookMs }: LoggedMessage, frame: string): string {
  const isRequest = kind === 'CALL' || kind === 'SEND'
  const isError = kind === 'CALLERROR' || kind === 'CALLRESULTERROR'
  const outcome = isRequest ? '' : `${isError ? '✗ ' : ''}${status || 'answered'}${tookMs === undefined ? '' : ` in ${tookMs} ms`}`
  return `${arrow[direction]} ${(action ?? kind ?? 'no frame').padEnd(24)} ${outcome.padEnd(20)} ${shorten(frame)}`.trimEnd()
}

const describeBreach = ({ by, action, rule, pointer, code, message }: RuleBreach): string => {
  const who = by === 'station' ? 'the station' : 'this server'
  const place = [action, pointer].filter((part) => part !== undefined && part !== '').join(' ')
  return `${who} broke ${rule}${place && ` at ${place}`}${code === undefined ? '' : ` (${code})`}: ${message}`
}

function describeRefusal(refusal: HandshakeRefusal): string {
  const { reason, status, remoteAddress, offered } = refusal
  const cause = causeOf(refusal)
  const answer = status === undefined ? '' : ` with ${status}`
  const from = remoteAddress ? `from ${remoteAddress}` : 'from an address that is no longer known'
  // Before the upgrade nothing was offered.
  const offer = reason === 'tlsFailed' || reason === 'untrustedCertificate' ? '' : `, offering ${offered.join(', ') || 'no subprotocol'}`
  return `refused${answer}: ${reason}${cause === undefined ? '' : `, ${cause}`} (${from}${offer})`
}

/** Follows a server and writes down what happens; id tokens and secrets are left out unless `isRaw`. */
export function follow(server: MockServer, write: WriteLine, isRaw: boolean): void {
  const redactor = createRedactor()
  const info = (event: string, station: string, text: string, data?: object): void => write({ level: 'info', event, station, text, data })
  const problem = (event: string, station: string | undefined, text: string, data?: object): void =>
    write({ level: 'problem', event, station, text, data })

  server.on('connected', ({ identity, version, remoteAddress }) =>
    info('connected', identity, `connected from ${remoteAddress}, OCPP ${version}`, { version, remoteAddress }),
  )
  server.on('disconnected', ({ station, code, reason }) =>
    info('disconnected', station, `disconnected (${code}${reason && ` ${reason}`})`, { code, reason }),
  )
  server.on('handshakeRefused', (refusal) => {
    const { reason, status, identity, remoteAddress, offered } = refusal
    problem('refused', identity, describeRefusal(refusal), { reason, cause: causeOf(refusal), status, remoteAddress, offered })
  })
  server.on('booted', ({ station, registration }) => info('booted', station, `booted: ${registration}`, { registration }))
  server.on('message', (message) => {
    const frame = isRaw ? message.frame : redactor.frame(message.frame)
    const { station, at: _, ...rest } = message
    info('message', station, describeMessage(message, frame), { ...rest, frame })
  })
  server.on('verdict', (breach) => {
    const { station, at: _, message: expected, ...rest } = breach
    problem('verdict', station, describeBreach(breach), { ...rest, expected })
  })
  server.on('commandFailed', ({ station, action, error }) =>
    problem('commandFailed', station, `${action} failed: ${messageOf(error)}`, { action, error: messageOf(error) }),
  )
  server.on('commandLacking', ({ station, version, action }) =>
    problem('commandLacking', station, `OCPP ${version} has no ${action}: it is not sent to this station`, { version, action }),
  )
  server.on('rule', ({ station, action, rule }) => info('rule', station, `${rule} takes ${action}`, { action, rule }))
  server.on('fault', ({ station, direction, do: kind, name, rule }) =>
    info('fault', station, `fault: ${kind} ${direction === 'in' ? 'from' : 'to'} the station (${name ?? `faults[${rule}]`})`, {
      do: kind,
      direction,
      rule,
      name,
    }),
  )
  server.on('error', ({ error, where }) => {
    const text = `${where.action ?? where.event ?? 'error'}: ${messageOf(error)}`
    write({ level: 'error', event: 'error', station: where.connection?.identity, text })
  })
}
