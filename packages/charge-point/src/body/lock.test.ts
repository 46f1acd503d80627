import { describe, expect, it } from 'vitest'
import { nextMs } from './advance.js'
import { createBody, createEv } from './create.js'
import type { BodyEffect } from './effects.js'
import type { BodyEvent, Refusal } from './events.js'
import { reduce } from './reduce.js'
import type { BodyState, EvseState } from './state.js'

const token = { idToken: 'A', type: 'ISO14443' }
const place = { evseId: 1, connectorId: 1 }
const ev = createEv({ batteryCapacityWh: 100_000, socPercent: 10, maxPowerW: 10_000 })

type Happening = BodyEvent extends infer E ? (E extends BodyEvent ? Omit<E, 'atMs'> : never) : never

interface Played {
  readonly state: BodyState
  readonly evse: EvseState
  readonly effects: readonly BodyEffect[]
  readonly refusals: readonly Refusal[]
}

const plug: Happening = { type: 'pluggedIn', ...place, ev }
const card: Happening = { type: 'authorized', evseId: 1, token, by: 'card' }
const end = (cause: 'stopAuthorized' | 'deauthorized'): Happening => ({ type: 'authorizationEnded', evseId: 1, cause })

/** One EVSE with one connector, to which these things happen, a second apart. */
function play(events: readonly Happening[], { hasLock = true, unlocks = true, lastAtMs = 0 } = {}): Played {
  const connectors = [{ isOperative: true, isReserved: false, faults: [], hasLock }]
  const rules = {
    txStartPoints: ['PowerPathClosed' as const],
    txStopPoints: ['EVConnected' as const, 'Authorized' as const],
    connectionTimeoutMs: 0,
    unlocksOnEvSideDisconnect: unlocks,
  }
  const evsePlan = { connectors, kind: 'AC' as const, phases: 3 as const, voltageV: 230, maxPowerW: 22_000, energyWh: 500 }
  let state = createBody({ maxPowerW: 22_000, rules, evses: [evsePlan] }, 0)
  const effects: BodyEffect[] = []
  const refusals: Refusal[] = []
  for (const [index, event] of events.entries()) {
    const isLast = index === events.length - 1
    const reaction = reduce(state, { ...event, atMs: isLast && lastAtMs > 0 ? lastAtMs : index * 1_000 } as BodyEvent)
    state = reaction.state
    effects.push(...reaction.effects)
    if (reaction.refusal !== undefined) refusals.push(reaction.refusal)
  }
  return { state, evse: state.evses[0] as EvseState, effects, refusals }
}

const holder = (events: readonly Happening[], options?: Parameters<typeof play>[1]): string | undefined =>
  play(events, options).evse.connectors[0]?.lockedFor?.idToken

describe('a lock', () => {
  it('closes when driver and car are there, in either order', () => {
    expect(holder([plug])).toBeUndefined()
    expect(holder([card])).toBeUndefined()
    expect(holder([plug, card])).toBe('A')
    expect(holder([card, plug])).toBe('A')
  })

  it('opens when the driver ends the session, and stays closed when the csms does', () => {
    expect(holder([plug, card, end('stopAuthorized')])).toBeUndefined()
    expect(holder([plug, card, end('deauthorized')])).toBe('A')
    expect(holder([plug, card, end('deauthorized'), { type: 'timePassed' }])).toBe('A')
  })

  it('opens with the other end of the cable where that is set', () => {
    const events: Happening[] = [plug, card, { type: 'unplugged', ...place }]
    expect(holder(events)).toBeUndefined()
    expect(holder(events, { unlocks: false })).toBe('A')
  })

  it('opens on request, and tells each change once', () => {
    const { effects, evse } = play([plug, card, end('deauthorized'), { type: 'unlocked', ...place }, { type: 'unlocked', ...place }])
    expect(evse.connectors[0]?.lockedFor).toBeUndefined()
    expect(effects.filter(({ type }) => type === 'lockChanged')).toEqual([
      { type: 'lockChanged', ...place, isLocked: true },
      { type: 'lockChanged', ...place, isLocked: false },
    ])
  })

  it('stays as it is while it is stuck', () => {
    const stuck: Happening = { type: 'faulted', ...place, fault: 'ConnectorLockFailure' }
    const { evse, refusals } = play([plug, card, stuck, { type: 'unlocked', ...place }])
    expect(evse.connectors[0]?.lockedFor?.idToken).toBe('A')
    expect(refusals).toEqual(['LOCK_FAILED'])
    expect(holder([stuck, plug, card])).toBeUndefined()
  })

  it('is not there with a fixed cable', () => {
    expect(holder([plug, card], { hasLock: false })).toBeUndefined()
  })
})

describe('energy for a driver whom the csms has refused', () => {
  const withdrawn = (allowanceWh: number): Happening => ({ type: 'authorizationWithdrawn', evseId: 1, allowanceWh })

  it('flows until the allowance is used up, counted from the start of the transaction', () => {
    const { state, evse } = play([plug, card, withdrawn(1_000)])
    expect(evse.offeredW).toBeGreaterThan(0)
    // 10 kW need 360 s for 1,000 Wh; the transaction began after 1 s.
    expect(nextMs(state)).toBeCloseTo(361_000, -1)
  })

  it('stops exactly there, also when nobody looks in time', () => {
    const { evse, effects } = play([plug, card, withdrawn(1_000), { type: 'timePassed' }], { lastAtMs: 3_600_000 })
    expect(evse.energyWh).toBeCloseTo(1_500, 6)
    expect(evse).toMatchObject({ offeredW: 0, authorization: { isWithdrawn: true }, transaction: { chargingState: 'suspendedEvse' } })
    expect(effects.at(-2)).toMatchObject({ type: 'transactionUpdated', cause: 'chargingStateChanged' })
  })

  it('stops at once where it is used up already', () => {
    expect(play([plug, card, { type: 'timePassed' }, withdrawn(1)]).evse.offeredW).toBe(0)
  })

  it('ends a transaction that stands on it, as one that was not authorized (E05.FR.02)', () => {
    const stop: Happening = { type: 'rulesChanged', rules: { txStopPoints: ['EnergyTransfer'] } }
    expect(play([stop, plug, card, withdrawn(0)]).effects.at(-2)).toMatchObject({ type: 'lockChanged' })
    expect(play([stop, plug, card, withdrawn(0)]).effects.find(({ type }) => type === 'transactionEnded')).toMatchObject({
      cause: 'deauthorized',
    })
  })
})

describe('a connector that is kept', () => {
  const keep: Happening = { type: 'reservationChanged', ...place, isReserved: true }

  it('shows so, whoever plugs in, until the driver is let in (G03.FR.09, H03.FR.10)', () => {
    expect(play([keep, plug]).evse.connectors[0]?.status).toBe('Reserved')
    expect(play([keep, plug, card]).evse.connectors[0]?.status).toBe('Charging')
    expect(play([keep, card]).evse.connectors[0]?.status).toBe('Preparing')
  })
})

describe('a transaction whose driver may not charge any more', () => {
  it('takes no other driver, and the same again (C01.FR.23)', () => {
    const stop: Happening = { type: 'rulesChanged', rules: { txStopPoints: ['EVConnected'] } }
    const other: Happening = { type: 'authorized', evseId: 1, token: { idToken: 'B', type: 'ISO14443' }, by: 'card' }
    const { refusals, evse } = play([stop, plug, card, end('stopAuthorized'), other, card])
    expect(refusals).toEqual(['OTHER_DRIVER'])
    expect(evse.authorization?.token.idToken).toBe('A')
  })
})
