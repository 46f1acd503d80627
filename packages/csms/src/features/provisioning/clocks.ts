import type { AnyMessage } from '@ocpp-kit/rpc'
import type { Session } from '../../connection/sessions.js'
import { type Core, nowIso } from '../../core.js'
import { readInstant } from '../../instant.js'
import { inBackground } from './background.js'
import { addDriftSample, type DriftSamples, driftOf } from './clock-drift.js'

/** After a connection opens, what was queued meanwhile comes first, with times that are long past. */
const settlingMs = 60_000
/** A change of the drift that is worth a write. */
const notableMs = 5_000

/** The time that a message says it is, where the station sends it at once; `undefined` for what may have been queued. */
export type LiveTimestamp = (action: string, request: object) => unknown

interface Measured {
  samples: DriftSamples
  savedMs: number | undefined
  isTold: boolean
}

export interface Clocks {
  /** Looks at the time in a message that was let in; its payload is not checked yet. */
  measure(message: AnyMessage): void
}

/** Measures how far the clocks of stations are from the csms's, by messages that were sent at once (never by queued ones). */
export function createClocks(
  core: Core,
  { thresholdMs }: { readonly thresholdMs: number },
  liveTimestampOf: (version: string) => LiveTimestamp | undefined,
): Clocks {
  const { sessions, store, clock, events } = core
  const connectedAt = new WeakMap<object, number>()
  const bySession = new WeakMap<Session, Measured>()

  const save = async (session: Session, driftMs: number): Promise<void> => {
    const { key: station, identity } = session
    await store.provisioning.save({ station, identity, clock: { driftMs, measuredAt: nowIso(clock) } })
  }

  const tell = (session: Session, measured: Measured, driftMs: number): void => {
    const isWrong = Math.abs(driftMs) > thresholdMs
    if (isWrong && !measured.isTold) events.emit('station.clockDrift', { station: core.station(session.identity), driftMs })
    measured.isTold = isWrong
  }

  events.on('station', (connection) => connectedAt.set(connection, clock.monotonic()))

  return {
    measure: ({ connection, action, request }) => {
      const timestamp = readInstant(liveTimestampOf(connection.version)?.(action, request))
      const since = connectedAt.get(connection)
      if (timestamp === undefined || since === undefined || clock.monotonic() - since < settlingMs) return
      const session = sessions.of(connection)
      const measured = bySession.get(session) ?? { samples: [], savedMs: undefined, isTold: false }
      bySession.set(session, measured)
      measured.samples = addDriftSample(measured.samples, clock.now() - Date.parse(timestamp))
      const driftMs = driftOf(measured.samples)
      if (driftMs === undefined) return
      if (measured.savedMs === undefined || Math.abs(driftMs - measured.savedMs) >= notableMs) {
        measured.savedMs = driftMs
        inBackground(core, 'station.clockDrift', save(session, driftMs))
      }
      tell(session, measured, driftMs)
    },
  }
}
