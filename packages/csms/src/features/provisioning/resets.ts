import { type Core, nowIso } from '../../core.js'
import type { ProvisioningReach } from './adapter.js'
import { inBackground } from './background.js'
import type { AnsweredCall, Reset, ResetResult } from './commands.js'
import type { BootFacts, RequestedReset } from './station-record.js'
import { Timers } from './timers.js'

/** How long a station may take to come back that said it resets now. */
const rebootMs = 600_000

/** `waiting`: it has not come back yet, and need not have. `overdue`: it should have. */
export type ResetState = 'waiting' | 'booted' | 'overdue'

/** A scheduled reset waits for transactions, however long they last (B12.FR.01), so it is never overdue. */
export function resetState({ bootedAt, status, requestedAt }: RequestedReset, nowMs: number): ResetState {
  if (bootedAt !== undefined) return 'booted'
  return status === 'Accepted' && nowMs >= Date.parse(requestedAt) + rebootMs ? 'overdue' : 'waiting'
}

/** The reset after a boot; `undefined` where the boot says nothing of it: it was triggered, or the reset has had its boot. */
export function resetAfterBoot(reset: RequestedReset | undefined, { reason }: BootFacts, at: string): RequestedReset | undefined {
  if (reset === undefined || reset.bootedAt !== undefined || reason === 'Triggered') return undefined
  return { ...reset, bootedAt: at, ...(reason !== undefined && { bootReason: reason }) }
}

export interface Resets {
  reset(identity: string, reset: Reset): Promise<ResetResult>
  /** Follows a reset that a command or a raw call has asked for. */
  answered(call: AnsweredCall): void
  /** Tells of a reset that had its boot. */
  booted(identity: string, reset: RequestedReset): void
}

/** Resets stations and follows what comes of it. The reset of one EVSE is not followed: the station does not boot. */
export function createResets(core: Core, { reach, adapterOf }: Pick<ProvisioningReach, 'reach' | 'adapterOf'>): Resets {
  const { store, sessions, clock, events } = core
  const timers = new Timers(clock)

  const follow = (identity: string): void =>
    timers.set(sessions.keyOf(identity).stationId, rebootMs, () => inBackground(core, 'station.reset', overdue(identity)))

  const overdue = async (identity: string): Promise<void> => {
    const reset = (await store.provisioning.find(sessions.keyOf(identity)))?.reset
    if (reset === undefined || resetState(reset, clock.now()) !== 'overdue') return
    events.emit('station.reset', { station: core.station(identity), reset, state: 'overdue' })
  }

  /** Keeps a reset of the whole station that it will do, and waits for its boot. */
  const requested = async (identity: string, { type, evseId = 0 }: Reset, status: unknown): Promise<void> => {
    if ((status !== 'Accepted' && status !== 'Scheduled') || evseId !== 0) return
    const reset: RequestedReset = { type, status, requestedAt: nowIso(clock) }
    await store.provisioning.save({ station: sessions.keyOf(identity), identity, reset })
    if (status === 'Accepted') follow(identity)
  }

  const answered = async ({ identity, version, action, payload, response, sentAt }: AnsweredCall): Promise<void> => {
    const reset = adapterOf(version)?.resetIn(action, payload)
    if (reset === undefined) return
    // An answer may come after the boot that it is about.
    const { bootedAt = '' } = (await store.provisioning.find(sessions.keyOf(identity))) ?? {}
    if (sentAt !== undefined && bootedAt >= sentAt) return
    await requested(identity, reset, (response as Partial<ResetResult>).status)
  }

  events.on('command.ended', ({ command: { identity, version, action, payload, result: response, sentAt } }) => {
    if (response !== undefined) inBackground(core, 'station.reset', answered({ identity, version, action, payload, response, sentAt }))
  })

  return {
    reset: async (identity, reset) => {
      const { connection, adapter } = await reach(identity, 'reset')
      const result = await adapter.reset(connection, reset)
      await requested(identity, reset, result.status)
      return result
    },

    answered: (call) => inBackground(core, 'station.reset', answered(call)),

    booted: (identity, reset) => {
      timers.clear(sessions.keyOf(identity).stationId)
      events.emit('station.reset', { station: core.station(identity), reset, state: 'booted' })
    },
  }
}
