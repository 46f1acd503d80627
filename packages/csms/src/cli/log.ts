import { createRedactor, type Protocol, printable, type Redactor } from '@ocpp-kit/rpc'
import type { Csms } from '../csms.js'
import { energyWhOf } from '../features/transactions/transaction.js'
import type { Exchange } from '../message-log.js'
import { type LogLevel, logLevels } from './options.js'
import { describeRefusal } from './refusal.js'

export interface LogLine {
  readonly level: 'error' | 'info' | 'debug'
  /** What it is about, for programs: `message`, `transaction.started` … */
  readonly event: string
  readonly identity?: string | undefined
  /** For people. */
  readonly text: string
  /** For programs. */
  readonly data?: object | undefined
}

/** Takes one line of a log. */
export type WriteLine = (line: LogLine) => void

interface LogOptions {
  readonly write: (text: string) => void
  readonly level: LogLevel
  readonly hasColour: boolean
  readonly now?: (() => Date) | undefined
}

const isShown = (level: LogLevel, line: LogLine): boolean => logLevels.indexOf(line.level) <= logLevels.indexOf(level)

/** An identity has at most 48 characters where it keeps to the rules. */
const maxIdentityLength = 48
/** A line of a station's making is no longer than this; payloads are shown to those who ask for them. */
const maxTextLength = 400
const maxPayloadLength = 20_000

/** For people: time, station, what happened; in colour on a terminal. What stations say is shown as text, and never as more. */
export const createTextLog = ({ write, level, hasColour, now = () => new Date() }: LogOptions): WriteLine => {
  const paint = (code: number, text: string): string => (hasColour ? `\u001b[${code}m${text}\u001b[0m` : text)
  return (line) => {
    if (!isShown(level, line)) return
    const said = printable(line.text, line.level === 'debug' ? maxPayloadLength : maxTextLength)
    const text = line.level === 'error' ? paint(31, said) : line.event === 'message' ? said : paint(36, said)
    const identity = printable(line.identity ?? '', maxIdentityLength).padEnd(12)
    write(`${paint(90, now().toISOString().slice(11, 23))}  ${identity} ${text}\n`)
  }
}

/** For programs: one JSON object a line. */
export const createJsonLog =
  ({ write, level, now = () => new Date() }: LogOptions): WriteLine =>
  (line) => {
    if (!isShown(level, line)) return
    const { event, identity, text, data } = line
    write(`${printable(JSON.stringify({ at: now().toISOString(), level: line.level, event, identity, text, ...data }))}\n`)
  }

const arrow = { in: '→', out: '←' } as const

/** Time and station stand before it: direction as the csms sees it, action, status, ms. */
function describeExchange({ direction, action, status, isError, latencyMs }: Exchange): string {
  const outcome = isError ? `✗ ${status}` : status
  const took = latencyMs === undefined ? '' : `${latencyMs} ms`
  return `${arrow[direction]} ${action.padEnd(24)} ${outcome.padEnd(14)} ${took}`.trimEnd()
}

interface FollowOptions {
  readonly write: WriteLine
  /** The versions of the csms, for stations that offer others. */
  readonly spoken: readonly string[]
  readonly redactor?: Redactor | undefined
}

/** Follows a csms and writes down what happens to it; id tokens and secrets are left out. */
export function follow<P extends Protocol>(csms: Csms<P>, { write, spoken, redactor = createRedactor() }: FollowOptions): void {
  const info = (event: string, identity: string, text: string, data?: object): void => write({ level: 'info', event, identity, text, data })
  csms.on('station', ({ identity, version }) => info('station', identity, `connected, OCPP ${version}`, { version }))
  csms.on('station.refused', (refusal) => {
    const { reason, status, identity, offered, remoteAddress } = refusal
    const data = { reason, status, offered, remoteAddress }
    info('station.refused', identity ?? remoteAddress ?? '', describeRefusal(refusal, spoken), data)
  })
  csms.on('station.disconnected', ({ station, code, reason }) =>
    info('station.disconnected', station.identity, `disconnected (${code}${reason && ` ${reason}`})`, { code, reason }),
  )
  csms.on('station.booted', ({ station, boot, registration }) =>
    info('station.booted', station.identity, `${boot.vendor} ${boot.model} booted: ${registration}`, { registration }),
  )
  csms.on('transaction.started', ({ station, transaction }) => {
    const { transactionId, evseId, idToken } = transaction
    const token = idToken === undefined ? '' : ` by ${redactor.token(idToken.idToken)}`
    info('transaction.started', station.identity, `transaction ${transactionId} started on EVSE ${evseId}${token}`, {
      transactionId,
      evseId,
    })
  })
  csms.on('transaction.ended', ({ station, transaction }) => {
    const { transactionId, stoppedReason, flags } = transaction
    const energyWh = energyWhOf(transaction)
    const energy = energyWh === null ? 'no energy known' : `${(energyWh / 1000).toFixed(3)} kWh`
    const data = { transactionId, stoppedReason, energyWh, flags }
    info('transaction.ended', station.identity, `transaction ${transactionId} ended (${stoppedReason}), ${energy}`, data)
  })
  csms.on('message', (exchange) => {
    const { identity, direction, action, status, isError, latencyMs, request, response } = exchange
    info('message', identity, describeExchange(exchange), { direction, action, status, isError, latencyMs })
    const payloads = {
      request: redactor.payload(request, action),
      ...(response !== undefined && { response: redactor.payload(response) }),
    }
    write({ level: 'debug', event: 'payload', identity, text: JSON.stringify(payloads), data: payloads })
  })
  csms.on('message.failed', ({ station, action, error }) => {
    const text = `${action} could not be stored: ${messageOf(error)}`
    write({ level: 'error', event: 'message.failed', identity: station.identity, text })
  })
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
