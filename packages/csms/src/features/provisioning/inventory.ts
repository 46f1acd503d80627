import { type Core, nowIso } from '../../core.js'
import { inBackground } from './background.js'
import type { Report } from './report.js'
import { isFull, type Reports } from './reports.js'
import type { BootFacts, Inventory, StationRecord } from './station-record.js'
import { Timers } from './timers.js'

/** A station that is ready has much to say; and of many that are ready at once, not all are asked at once. */
const leastDelayMs = 5_000
const spreadMs = 25_000
/** Between two tries, where a station failed to report or says that it cannot now (B07.FR.13). */
const pauseMs = 3_600_000

/** What a change of means that a station may have other variables (B07.FR.14). */
const deviceOf = ({ vendor, model, serialNumber, firmwareVersion }: BootFacts): string =>
  JSON.stringify([vendor, model, serialNumber ?? '', firmwareVersion ?? ''])

/** Whether a station is to be asked for a full report: it never gave one, or is another device since. */
function needsInventory({ boot, inventory }: StationRecord, nowMs: number): boolean {
  if (boot === undefined) return false
  if (inventory === undefined || inventory.device !== deviceOf(boot)) return true
  return inventory.state === 'failed' && nowMs >= Date.parse(inventory.at) + pauseMs
}

/** What a full report that ended says of the station, `undefined` where it goes on under another request id. */
export function inventoryStateOf({ state, status, repeatedAs }: Report): Inventory['state'] | undefined {
  if (state === 'complete') return 'complete'
  if (repeatedAs !== undefined || state === 'requested') return undefined
  return status === 'NotSupported' || status === 'NotImplemented' || state === 'empty' ? 'unsupported' : 'failed'
}

/** Asks stations for a full report on first contact and after a change of firmware or hardware (B07.FR.14). */
export function keepInventories(core: Core, reports: Reports, random: () => number): void {
  const { store, sessions, clock, events } = core
  const timers = new Timers(clock)

  const ask = async (identity: string): Promise<void> => {
    const station = sessions.keyOf(identity)
    const record = await store.provisioning.find(station)
    if (record === undefined || sessions.find(identity)?.connection === undefined || !needsInventory(record, clock.now())) return
    const waiting = await reports.waiting(identity)
    if (!waiting.some(({ request }) => isFull(request))) await reports.request(identity, {})
  }

  const plan = (identity: string, delayMs: number): void =>
    timers.set(sessions.keyOf(identity).stationId, delayMs, () => inBackground(core, 'report.ended', ask(identity)))

  const ended = async (identity: string, report: Report): Promise<void> => {
    const state = inventoryStateOf(report)
    const boot = (await store.provisioning.find(report.station))?.boot
    if (state === undefined || boot === undefined) return
    if (report.status === 'Rejected' && sessions.find(identity)?.connection !== undefined) plan(identity, pauseMs)
    await store.provisioning.save({ station: report.station, identity, inventory: { device: deviceOf(boot), state, at: nowIso(clock) } })
  }

  events.on('station.ready', ({ station }) => plan(station.identity, leastDelayMs + random() * spreadMs))
  events.on('station.disconnected', ({ station }) => timers.clear(sessions.keyOf(station.identity).stationId))
  events.on('report.ended', ({ station, report }) => {
    if (isFull(report.request)) inBackground(core, 'report.ended', ended(station.identity, report))
  })
}
