import type { Core } from '../../core.js'
import { maxFileBytes } from '../files/transfer.js'
import type { SecurityEvent } from '../security/event.js'
import type { LogBook } from './log-book.js'

/** From when to when, ms; either end may be open. */
export interface TimeWindow {
  readonly fromMs: number | undefined
  readonly toMs: number | undefined
}

/** Instant and text of what a log says. */
interface LogLine {
  readonly atMs: number
  readonly text: string
}

/** How the station is now, and what its log book tells of before; nothing of it outside the window. */
export function diagnosticsLog(core: Core, book: LogBook, window: TimeWindow): string {
  const atMs = core.time.nowMs()
  return format([...book.lines, ...portrait(core).map((text) => ({ atMs, text }))], window)
}

export const securityLog = (entries: readonly SecurityEvent[], window: TimeWindow): string =>
  format(
    entries.map(({ type, timestamp, techInfo }) => ({
      atMs: Date.parse(timestamp),
      text: techInfo === undefined ? type : `${type} ${techInfo}`,
    })),
    window,
  )

/** At most 255 characters, of those that every file system takes. */
export const logFileName = (identity: string, kind: string, atMs: number): string =>
  `${identity.replace(/[^\w.-]/g, '_')}-${kind}-${new Date(atMs).toISOString().replace(/[:.]/g, '')}.log`

function format(lines: readonly LogLine[], { fromMs = Number.NEGATIVE_INFINITY, toMs = Number.POSITIVE_INFINITY }: TimeWindow): string {
  return lines
    .filter(({ atMs }) => atMs >= fromMs && atMs <= toMs)
    .map(({ atMs, text }) => `${new Date(atMs).toISOString()} ${text}\n`)
    .join('')
    .slice(-maxFileBytes)
}

function portrait({ facts, link, settings, body }: Core): readonly string[] {
  const { vendor, model, serialNumber, firmwareVersion } = facts
  return [
    `station ${JSON.stringify({ identity: facts.identity, vendor, model, serialNumber, firmwareVersion })}`,
    `connection ${link.isOnline ? 'online' : 'offline'}, ${link.registration}`,
    `settings ${JSON.stringify(settings.values)}`,
    ...body.state.evses.map(({ evseId, energyWh, limitW, transaction, connectors }) => {
      const states = connectors.map(({ connectorId, status, faults }) => ({ connectorId, status, faults }))
      return `evse ${JSON.stringify({ evseId, energyWh, limitW, chargingState: transaction?.chargingState, connectors: states })}`
    }),
  ]
}
