import { printable } from '@ocpp-kit/rpc'
import type { ChargePoint } from '../charge-point.js'
import type { FaultRecord, MessageRecord } from '../events.js'
import { printed, withoutPins } from '../features/authorization/secret.js'
import type { RuleBreach } from '../wire/verdicts.js'

/** What a line of text may take of a message, and an action in it. */
const maxTextLength = 400
const maxActionLength = 60

/** Writes one line per thing that happens. */
export interface Log {
  line(kind: string, text: string, data?: object): void
}

const colours: Readonly<Record<string, number>> = {
  in: 36,
  out: 32,
  error: 31,
  verdict: 31,
  fault: 33,
  status: 33,
  session: 35,
  link: 34,
  meter: 90,
  fleet: 34,
  control: 34,
}

/** For people: time, what it is about, what happened; in colour on a terminal. */
export function createTextLog(write: (text: string) => void, hasColour: boolean, now: () => Date = () => new Date()): Log {
  const paint = (code: number | undefined, text: string): string =>
    hasColour && code !== undefined ? `\u001b[${code}m${text}\u001b[0m` : text
  return {
    line: (kind, text) => {
      const time = now().toISOString().slice(11, 23)
      write(`${paint(90, time)}  ${paint(colours[kind], kind.padEnd(7))} ${printable(text, maxTextLength)}\n`)
    },
  }
}

/** For programs: one JSON object a line, with `at` and `event`. */
export const createJsonLog = (write: (text: string) => void, now: () => Date = () => new Date()): Log => ({
  line: (kind, text, data) =>
    write(`${printable(JSON.stringify({ at: now().toISOString(), event: kind, text: printable(text, maxTextLength), ...data }))}\n`),
})

const arrow = { in: '←', out: '→' } as const

/** The one word of a payload that tells most. */
function gist(payload: unknown): string {
  if (typeof payload !== 'object' || payload === null) return ''
  const fields = payload as Record<string, unknown>
  const nested = (fields['idTagInfo'] ?? fields['idTokenInfo']) as { status?: unknown } | undefined
  const words = [
    fields['eventType'],
    fields['triggerReason'],
    fields['status'],
    fields['connectorStatus'],
    fields['type'],
    fields['requestedMessage'],
    fields['errorCode'],
    nested?.status,
  ]
  return words.filter((word) => typeof word === 'string').join(' ')
}

function describeMessage({ direction, kind, action, payload, tookMs, text }: MessageRecord): string {
  const took = tookMs === undefined ? '' : `  ${Math.round(tookMs)} ms`
  const name = printable(action || text, maxActionLength)
  const what = kind === 'request' ? '' : ` (${kind})`
  return `${arrow[direction]} ${`${name}${what}`.padEnd(32)} ${gist(payload)}${took}`
}

function describeBreach({ by, action, rule, pointer, code, message }: RuleBreach): string {
  const who = by === 'csms' ? 'the csms' : 'this station'
  const place = [action, pointer].filter((part) => part !== undefined && part !== '').join(' ')
  return `${who} broke ${rule}${place && ` at ${place}`}${code === undefined ? '' : ` (${code})`}: ${message}`
}

const describeFault = ({ direction, do: kind, rule, name }: FaultRecord): string =>
  `${kind} ${direction === 'in' ? 'from' : 'to'} the csms (${name ?? `faults[${rule}]`})`

const watts = (power: number): string => (power >= 1000 ? `${(power / 1000).toFixed(1)} kW` : `${Math.round(power)} W`)

/** Follows a station and writes down what happens to it. */
export function follow(station: ChargePoint, log: Log): void {
  station.on('connected', ({ version }) => log.line('link', `connected, OCPP ${version}`, { version }))
  station.on('disconnected', ({ code, reason }) => log.line('link', `disconnected (${code}${reason && ` ${reason}`})`, { code, reason }))
  station.on('attemptFailed', ({ error }) => log.line('error', `no connection: ${messageOf(error)}`))
  station.on('firmware.status', ({ status, requestId }) => log.line('status', `firmware: ${status}`, { firmwareStatus: status, requestId }))
  station.on('log.status', ({ status, requestId }) => log.line('status', `log: ${status}`, { logStatus: status, requestId }))
  station.on('registered', ({ status, interval }) =>
    log.line('link', `${status} by the csms, interval ${interval} s`, { status, interval }),
  )
  station.on('rebooting', ({ reason }) => log.line('link', `rebooting (${reason})`, { reason }))
  station.on('message', (message) =>
    log.line(message.kind === 'error' ? 'error' : message.direction, describeMessage(message), {
      direction: message.direction,
      kind: message.kind,
      action: message.action,
      payload: withoutPins(message.payload),
      tookMs: message.tookMs,
    }),
  )
  station.on('connector.status', (event) =>
    log.line('status', `EVSE ${event.evseId} connector ${event.connectorId}: ${event.status}`, event),
  )
  station.on('refused', ({ token, status }) => log.line('session', `card ${printed(token)} refused: ${status}`, { status }))
  station.on('transaction.started', (event) =>
    log.line('session', `EVSE ${event.evseId}: transaction ${event.key} started (${event.cause})`, withoutPins(event)),
  )
  station.on('meter.sample', (event) => {
    const soc = event.socPercent === undefined ? '' : `, ${event.socPercent.toFixed(1)} %`
    log.line('meter', `EVSE ${event.evseId}: ${watts(event.powerW)}, ${(event.energyWh / 1000).toFixed(3)} kWh${soc}`, event)
  })
  station.on('transaction.ended', (event) =>
    log.line(
      'session',
      `EVSE ${event.evseId}: transaction ${event.key} ended (${event.cause}), ${(event.deliveredWh / 1000).toFixed(3)} kWh`,
      withoutPins(event),
    ),
  )
  station.on('verdict', (breach) => log.line('verdict', describeBreach(breach), breach))
  station.on('fault', (fault) => log.line('fault', describeFault(fault), fault))
  station.on('messageDropped', ({ action, error }) => log.line('error', `${action} given up: ${messageOf(error)}`))
  station.on('error', ({ error, during }) => log.line('error', `${during}: ${messageOf(error)}`, { during }))
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
