import { describe, expect, it } from 'vitest'
import { powerW } from './conditions.js'
import { createBody, createEv } from './create.js'
import type { BodyEvent } from './events.js'
import { reduce } from './reduce.js'
import type { BodyState } from './state.js'

/** A station that has so much, where cars that want so much charge. */
function charging(maxPowerW: number, wantedW: readonly number[], limits: readonly (number | undefined)[] = []): BodyState {
  const evse = {
    connectors: [{ isOperative: true, isReserved: false, faults: [] }],
    kind: 'AC' as const,
    phases: 3 as const,
    voltageV: 230,
    maxPowerW: 22_000,
    energyWh: 0,
  }
  const rules = { txStartPoints: ['PowerPathClosed' as const], txStopPoints: ['Authorized' as const], connectionTimeoutMs: 0 }
  let state = createBody({ maxPowerW, rules, evses: wantedW.map(() => evse) }, 0)
  const events = wantedW.flatMap((maxPower, index): BodyEvent[] => {
    const evseId = index + 1
    return [
      { type: 'limitChanged', evseId, limitW: limits[index], atMs: 0 },
      { type: 'pluggedIn', evseId, connectorId: 1, ev: createEv({ maxPowerW: maxPower }), atMs: 0 },
      { type: 'authorized', evseId, token: { idToken: `T${evseId}`, type: 'ISO14443' }, by: 'card', atMs: 0 },
    ]
  })
  for (const event of events) state = reduce(state, event).state
  return state
}

/** What each EVSE passes. */
const share = (...[maxPowerW, wantedW, limits]: Parameters<typeof charging>): number[] =>
  charging(maxPowerW, wantedW, limits).evses.map(powerW)

describe('a station shares its power', () => {
  it('not at all while there is enough', () => expect(share(44_000, [11_000, 50_000])).toEqual([11_000, 22_000]))
  it('in equal parts where there is not', () => expect(share(20_000, [22_000, 22_000])).toEqual([10_000, 10_000]))
  it('giving on what one does not want', () => expect(share(20_000, [4_000, 22_000, 22_000])).toEqual([4_000, 8_000, 8_000]))
  it('within the limit of each', () => expect(share(20_000, [22_000, 22_000], [5_000, undefined])).toEqual([5_000, 15_000]))
  it('with nobody where there is none', () => expect(share(0, [22_000, 22_000])).toEqual([0, 0]))
  it('and a transaction that ends tells the others at once what it leaves to them', () => {
    // The second car wants nothing, so nothing of what is short is kept for it.
    const state = charging(30_000, [22_000, 0])
    expect(state.evses[1]?.transaction?.chargingState).toBe('suspendedEvse')
    const after = reduce(state, { type: 'authorizationEnded', evseId: 1, cause: 'remoteStop', atMs: 0 })
    expect(after.state.evses[1]?.transaction?.chargingState).toBe('suspendedEv')
    expect(after.effects).toContainEqual(expect.objectContaining({ type: 'transactionUpdated', evseId: 2, cause: 'chargingStateChanged' }))
  })
})
