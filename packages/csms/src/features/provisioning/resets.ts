import { type Core, nowIso } from '../../core.js'
import type { ProvisioningReach } from './adapter.js'
import { inBackground } from './background.js'
import type { Reset, ResetResult } from './commands.js'
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
  /** Tells of a reset that had its boot. */
  booted(identity: string, reset: RequestedReset): void
}

/** Resets stations and follows what comes of it. The reset of one EVSE is not followed: the station does not boot. */
export function createResets(core: Core, { reach }: Pick<ProvisioningReach, 'reach'>): Resets {
  const { store, sessions, clock, events } = core
  const timers = new Timers(clock)

  const follow = (identity: string): void =>
    timers.set(sessions.keyOf(identity).stationId, rebootMs, () => inBackground(core, 'station.reset', overdue(identity)))

  const overdue = async (identity: string): Promise<void> => {
    const reset = (await store.provisioning.find(sessions.keyOf(identity)))?.reset
    if (reset === undefined || resetState(reset, clock.now()) !== 'overdue') return
    events.emit('station.reset', { station: core.station(identity), reset, state: 'overdue' })
  }

  return {
    reset: async (identity, reset) => {
      const { connection, adapter } = await reach(identity, 'reset')
      const result = await adapter.reset(connection, reset)
      const isWhole = reset.evseId === undefined || reset.evseId === 0
      if (result.status === 'Rejected' || !isWhole) return result
      const requested: RequestedReset = { type: reset.type, status: result.status, requestedAt: nowIso(clock) }
      await store.provisioning.save({ station: sessions.keyOf(identity), identity, reset: requested })
      if (result.status === 'Accepted') follow(identity)
      return result
    },

    booted: (identity, reset) => {
      timers.clear(sessions.keyOf(identity).stationId)
      events.emit('station.reset', { station: core.station(identity), reset, state: 'booted' })
    },
  }
}
