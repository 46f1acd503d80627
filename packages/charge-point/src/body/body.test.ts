import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exportW, powerW, reactiveVar } from './conditions.js'
import { createBody, createEv } from './create.js'
import type { BodyEffect } from './effects.js'
import { socPercent } from './ev.js'
import type { BodyEvent } from './events.js'
import { ceilingW } from './power.js'
import { reduce } from './reduce.js'
import { type BodyRules, type BodyState, type ConnectorStatus, type TxPoint, txPoints, txStopPoints } from './state.js'
import { chart } from './status.js'

const points: readonly TxPoint[] = txPoints

const newBody = (start: readonly TxPoint[], stop: readonly TxPoint[], more: Partial<BodyRules> = {}, maxPowerW = 30_000): BodyState =>
  createBody(
    {
      maxPowerW,
      rules: { txStartPoints: start, txStopPoints: stop, connectionTimeoutMs: 60_000, ...more },
      evses: [1, 2].map((connectors) => ({
        connectors: Array.from({ length: connectors }, () => ({ isOperative: true, isReserved: false, faults: [] })),
        kind: 'AC',
        phases: 3,
        voltageV: 230,
        maxPowerW: 22_000,
        energyWh: 0,
      })),
    },
    0,
  )

// Mostly places that exist, and mostly what leads to charging: else two EVSEs hardly ever charge at one time.
const evseId = fc.oneof({ arbitrary: fc.constantFrom(1, 2), weight: 19 }, { arbitrary: fc.constant(3), weight: 1 })
const place = { evseId, connectorId: fc.oneof({ arbitrary: fc.constant(1), weight: 4 }, { arbitrary: fc.constant(2), weight: 1 }) }
const token = fc.constantFrom({ idToken: 'A', type: 'ISO14443' }, { idToken: 'B', type: 'ISO14443' })
const anyEv = fc
  .record({
    socPercent: fc.integer({ min: 0, max: 100 }),
    maxPowerW: fc.integer({ min: 1_000, max: 50_000 }),
    maxDischargeW: fc.constantFrom(0, 0, 10_000),
    reserveSocPercent: fc.constantFrom(0, 30),
    phases: fc.constantFrom(1 as const, 2 as const, 3 as const),
  })
  .map(createEv)
const limit = fc.oneof(
  fc.record({ energyWh: fc.integer({ min: -1, max: 3_000 }) }),
  fc.record({ timeS: fc.integer({ min: 0, max: 3_600 }) }),
  fc.record({ socPercent: fc.integer({ min: 0, max: 100 }) }),
  fc.record({ cost: fc.integer({ min: 0, max: 10 }) }),
)
const fault = fc.constantFrom('GroundFailure', 'OtherError')
const forConnectorId = fc.option(fc.constantFrom(1, 2), { nil: undefined, freq: 3 })
const endCause = fc.constantFrom(
  'stopAuthorized' as const,
  'remoteStop' as const,
  'deauthorized' as const,
  'stoppedByEv' as const,
  'unlockCommand' as const,
)
const steering = fc.option(
  fc.record({
    dischargeW: fc.constantFrom(undefined, 0, 4_000, 40_000),
    dischargeLimitW: fc.constantFrom(undefined, 0, 3_000),
    reactiveVar: fc.constantFrom(undefined, -2_000, 2_000),
  }),
  { nil: undefined },
)
const limitW = fc.option(fc.integer({ min: 0, max: 25_000 }), { nil: undefined })

const event = <T extends string, R extends object>(weight: number, type: T, fields: { [K in keyof R]: fc.Arbitrary<R[K]> }) => ({
  weight,
  arbitrary: fc.record({ type: fc.constant(type), ...fields }),
})

const anyEvent = fc.oneof(
  event(2, 'timePassed', {}),
  event(6, 'pluggedIn', { ...place, ev: anyEv }),
  event(1, 'unplugged', place),
  event(6, 'authorized', { evseId, token, by: fc.constantFrom('card', 'remote'), forConnectorId }),
  event(1, 'authorizationEnded', { evseId, cause: endCause }),
  event(1, 'authorizationWithdrawn', { evseId, allowanceWh: fc.constantFrom(0, 500) }),
  event(1, 'unlocked', place),
  event(1, 'evChanged', { ...place, isReady: fc.boolean() }),
  event(1, 'faulted', { ...place, fault }),
  event(2, 'faultCleared', { ...place, fault }),
  event(1, 'availabilityChanged', { ...place, isOperative: fc.boolean() }),
  event(1, 'reservationChanged', { ...place, isReserved: fc.boolean() }),
  event(1, 'limitChanged', { evseId, limitW }),
  event(1, 'schedulesApplied', {
    stationW: limitW,
    evses: fc.array(fc.record({ evseId, limitW, phases: fc.constantFrom(1, 2, 3, undefined), steering }), { maxLength: 2 }),
  }),
  event(1, 'bayEntered', { evseId }),
  event(1, 'bayLeft', { evseId }),
  event(1, 'dischargeChanged', { evseId, dischargeW: fc.constantFrom(0, 5_000, 50_000) }),
  event(2, 'gridLimited', { evses: fc.array(fc.record({ evseId, importW: limitW, exportW: limitW }), { maxLength: 2 }) }),
  event(2, 'transactionLimited', { evseId, limit }),
  event(1, 'costKnown', { evseId, cost: fc.integer({ min: 0, max: 12 }) }),
  event(1, 'stopped', { evseId: fc.option(evseId, { nil: undefined }), cause: fc.constantFrom('emergencyStop', 'other') }),
  event(1, 'powerLost', {}),
  event(4, 'powerRestored', {
    resumes: fc.boolean(),
    cause: fc.constantFrom('powerLoss', 'reboot'),
    allowsEnergy: fc.boolean(),
    delayMs: fc.constantFrom(0, 30_000),
  }),
  event(1, 'resetting', { evseId: fc.option(evseId, { nil: undefined }), isForced: fc.boolean() }),
)

const story = fc.array(fc.tuple(fc.integer({ min: 0, max: 900_000 }), anyEvent), { maxLength: 60 })
const rules = fc.tuple(
  fc.subarray([...points], { minLength: 1 }),
  fc.subarray([...txStopPoints], { minLength: 1 }),
  fc.record({ stopsOnEvSideDisconnect: fc.boolean(), isReturnTimed: fc.boolean(), signsData: fc.boolean() }),
)

interface Step {
  readonly before: BodyState
  readonly after: BodyState
  readonly effects: readonly BodyEffect[]
}

function play(
  [start, stop, more]: readonly [readonly TxPoint[], readonly TxPoint[], Partial<BodyRules>?],
  events: readonly (readonly [number, object])[],
): Step[] {
  let state = newBody(start, stop, more)
  let atMs = 0
  return events.map(([ms, event]) => {
    atMs += ms
    const before = state
    const { state: after, effects } = reduce(before, { ...event, atMs } as BodyEvent)
    state = after
    return { before, after, effects }
  })
}

const law = (name: string, check: (steps: readonly Step[]) => void): void => {
  it(name, () => {
    fc.assert(
      fc.property(rules, story, (points, events) => check(play(points, events))),
      { numRuns: process.env['OCPP_KIT_LONG'] === '1' ? 20_000 : 500 },
    )
  }, 600_000)
}

describe('whatever happens to a station', () => {
  law('an EVSE has at most one transaction, and each begins and ends once', (steps) => {
    const running = new Map<number, number>()
    const seen = new Set<number>()
    for (const { effects, after } of steps) {
      for (const effect of effects) {
        if (effect.type === 'transactionStarted') {
          expect(running.has(effect.evseId)).toBe(false)
          expect(seen.has(effect.transaction.key)).toBe(false)
          seen.add(effect.transaction.key)
          running.set(effect.evseId, effect.transaction.key)
        } else if (effect.type === 'transactionEnded') {
          expect(running.get(effect.evseId)).toBe(effect.transaction.key)
          running.delete(effect.evseId)
        } else if (effect.type === 'transactionUpdated') {
          expect(running.get(effect.evseId)).toBe(effect.transaction.key)
        }
      }
      for (const { evseId: id, transaction } of after.evses) expect(running.get(id)).toBe(transaction?.key)
    }
  })

  law('an EVSE serves one car at a time', (steps) => {
    for (const { after } of steps) {
      for (const { connectors } of after.evses) expect(connectors.filter(({ ev }) => ev !== undefined).length).toBeLessThanOrEqual(1)
    }
  })

  law('a register never falls', (steps) => {
    for (const { before, after } of steps) {
      for (const [index, evse] of after.evses.entries()) {
        expect(evse.energyWh).toBeGreaterThanOrEqual(before.evses[index]?.energyWh ?? 0)
        expect(evse.exportWh).toBeGreaterThanOrEqual(before.evses[index]?.exportWh ?? 0)
        const { importVarh = 0, exportVarh = 0 } = evse.reactive ?? {}
        expect(importVarh).toBeGreaterThanOrEqual(before.evses[index]?.reactive?.importVarh ?? 0)
        expect(exportVarh).toBeGreaterThanOrEqual(before.evses[index]?.reactive?.exportVarh ?? 0)
        for (const [phase, wattHours] of evse.phaseWh.entries()) {
          expect(wattHours).toBeGreaterThanOrEqual(before.evses[index]?.phaseWh[phase] ?? 0)
        }
        expect(evse.phaseWh.reduce((sum, wattHours) => sum + wattHours, 0)).toBeCloseTo(evse.energyWh, 3)
      }
    }
  })

  law('a connector changes its status only along the chart, and says so (1.6 §4.9)', (steps) => {
    const shown = new Map<string, ConnectorStatus>()
    for (const { effects, after } of steps) {
      for (const effect of effects) {
        if (effect.type !== 'statusChanged') continue
        const name = `${effect.evseId}/${effect.connectorId}`
        expect(chart[shown.get(name) ?? 'Available']).toContain(effect.status)
        shown.set(name, effect.status)
      }
      for (const { evseId: id, connectors } of after.evses) {
        for (const { connectorId, status } of connectors) expect(status).toBe(shown.get(`${id}/${connectorId}`) ?? 'Available')
      }
    }
  })

  law(
    'power stays within the EVSE, its limit and the station, and flows to admitted drivers alone, at the connector they are for',
    (steps) => {
      for (const { after } of steps) {
        let sum = 0
        for (const evse of after.evses) {
          const power = powerW(evse)
          sum += power
          expect(power).toBeLessThanOrEqual(ceilingW(evse) + 1e-9)
          const given = exportW(evse)
          if (power > 0 || given > 0) expect(evse.authorization).toBeDefined()
          expect(Math.max(0, given - (evse.gridExportW ?? given), power - (evse.gridImportW ?? power))).toBeLessThan(1e-9)
          // Nothing flows two ways, and nothing flows without power.
          if (power > 0) expect(given).toBe(0)
          const { dischargeW = evse.dischargeW, dischargeLimitW = Number.POSITIVE_INFINITY } = evse.steering ?? {}
          expect(given).toBeLessThanOrEqual(Math.min(dischargeW, dischargeLimitW, evse.maxPowerW))
          if (evse.authorization === undefined) expect(reactiveVar(evse)).toBe(0)
          if (after.dark !== undefined) expect(power).toBe(0)
          const plugged = evse.connectors.find((one) => one.ev !== undefined)
          if (power > 0) expect([undefined, plugged?.connectorId]).toContain(evse.authorization?.forConnectorId)
        }
        expect(sum).toBeLessThanOrEqual(Math.min(after.maxPowerW, after.scheduledW ?? after.maxPowerW) + 1e-6)
      }
    },
  )

  law('no transaction takes more than its limit of energy, time, charge or cost allows (E16.FR.05, E16.FR.10, E16.FR.19)', (steps) => {
    for (const { before, after } of steps) {
      for (const [index, { transaction, energyWh, connectors }] of after.evses.entries()) {
        const earlier = before.evses[index]
        if (transaction === undefined || earlier?.transaction?.key !== transaction.key) continue
        const { energyWh: most, timeS, socPercent: soc, cost } = earlier.transaction.limit ?? {}
        const takenWh = energyWh - earlier.energyWh
        const wasAboveWh = earlier.energyWh - transaction.startWh
        if (most !== undefined) expect(energyWh - transaction.startWh).toBeLessThanOrEqual(Math.max(most, wasAboveWh) + 1e-3)
        if (timeS !== undefined && before.atMs >= transaction.startedAtMs + timeS * 1000) expect(takenWh).toBe(0)
        if (cost !== undefined && (earlier.transaction.cost ?? 0) >= cost) expect(takenWh).toBe(0)
        const ev = connectors.find((one) => one.ev !== undefined)?.ev
        const evBefore = earlier.connectors.find((one) => one.ev !== undefined)?.ev
        if (soc !== undefined && ev !== undefined && evBefore !== undefined && takenWh > 0) {
          expect(socPercent(ev)).toBeLessThanOrEqual(Math.max(soc, socPercent(evBefore)) + 1e-3)
        }
      }
    }
  })

  law('nothing is told without power, and what ran before goes on or ends once there is power again', (steps) => {
    for (const { before, after, effects } of steps) {
      if (after.dark !== undefined) expect(effects).toEqual([])
      if (before.dark === undefined || after.dark !== undefined) continue
      for (const { evseId: id, transaction } of before.evses) {
        if (transaction === undefined) continue
        const told = effects.filter((effect) => 'transaction' in effect && effect.transaction.key === transaction.key)
        expect(told.map(({ type }) => type)).toContain(
          after.evses.find((evse) => evse.evseId === id)?.transaction?.key === transaction.key ? 'transactionUpdated' : 'transactionEnded',
        )
      }
    }
  })

  law('a refused event changes nothing but the time', (steps) => {
    for (const { after } of steps) {
      const { state, refusal } = reduce(after, { type: 'unplugged', evseId: 9, connectorId: 1, atMs: after.atMs })
      expect(refusal).toBe('UNKNOWN_EVSE')
      expect(state).toEqual(after)
    }
  })
})

describe('a session', () => {
  const tell = (
    events: readonly (readonly [number, object])[],
    start: readonly TxPoint[] = ['PowerPathClosed'],
    stop: readonly TxPoint[] = ['EVConnected', 'Authorized'],
  ) =>
    play([start, stop], events).flatMap(({ effects }) =>
      effects.flatMap((effect) => {
        if (effect.type === 'lockChanged') return []
        if (effect.type === 'statusChanged') return effect.status
        if (effect.type === 'authorizationLapsed') return 'lapsed'
        return `${effect.type.replace('transaction', '')}(${effect.cause})`
      }),
    )
  const ev = createEv({ socPercent: 50 })
  const plugIn = { type: 'pluggedIn', evseId: 1, connectorId: 1, ev }
  const unplug = { type: 'unplugged', evseId: 1, connectorId: 1 }
  const card = { type: 'authorized', evseId: 1, token: { idToken: 'A', type: 'ISO14443' }, by: 'card' }
  const cardAgain = { type: 'authorizationEnded', evseId: 1, cause: 'stopAuthorized' }
  const full = [40 * 3_600_000, { type: 'timePassed' }] as const

  it('goes from plug to card to full to card to leaving', () => {
    expect(tell([[0, plugIn], [5, card], full, [5, cardAgain], [5, unplug]])).toEqual([
      'Preparing',
      'Started(authorized)',
      'Updated(chargingStateChanged)',
      'Charging',
      'Updated(chargingStateChanged)',
      'SuspendedEV',
      'Ended(stopAuthorized)',
      'Finishing',
      'Available',
    ])
  })

  it('begins with the cable when the card came first (TC_E_04)', () => {
    expect(
      tell([
        [0, card],
        [5, plugIn],
      ]),
    ).toEqual(['Preparing', 'Charging', 'Started(cablePluggedIn)', 'Updated(chargingStateChanged)'])
  })

  it('does not begin when nobody plugs in in time (E03.FR.05, 1.6 §4.9 B1)', () => {
    expect(
      tell([
        [0, card],
        [60_000, { type: 'timePassed' }],
      ]),
    ).toEqual(['Preparing', 'lapsed', 'Available'])
  })

  it('ends with EVConnectTimeout where the authorization began it, whatever the stop points are (TC_F_04, E03.FR.05)', () => {
    for (const stop of txStopPoints.filter((point) => point !== 'ParkingBayOccupancy')) {
      expect(
        tell(
          [
            [0, card],
            [60_000, { type: 'timePassed' }],
          ],
          ['Authorized'],
          [stop],
        ),
      ).toEqual(['Started(authorized)', 'Preparing', 'Ended(connectionTimeout)', 'Available'])
    }
  })

  it('goes on without a car where only the driver can end it (TC_E_26)', () => {
    expect(
      tell(
        [
          [0, plugIn],
          [0, card],
          [5, unplug],
          [5, plugIn],
        ],
        ['PowerPathClosed'],
        ['Authorized'],
      ).slice(4),
    ).toEqual(['Updated(evDisconnected)', 'SuspendedEV', 'Charging', 'Updated(cablePluggedIn)', 'Updated(chargingStateChanged)'])
  })

  it('is a transaction from the cable on where EVConnected starts it (TC_E_09)', () => {
    expect(
      tell(
        [
          [0, plugIn],
          [5, card],
        ],
        ['EVConnected'],
      ),
    ).toEqual(['Preparing', 'Started(cablePluggedIn)', 'Updated(authorized)', 'Updated(chargingStateChanged)', 'Charging'])
  })

  it('ends when the car pauses where energy is what counts (TC_E_22)', () => {
    expect(tell([[0, plugIn], [5, card], full], ['EnergyTransfer'], ['EnergyTransfer'])).toEqual([
      'Preparing',
      'Started(chargingStateChanged)',
      'Charging',
      'Ended(chargingStateChanged)',
      'Finishing',
    ])
  })

  it('stands without energy when the csms withdraws the driver (E05.FR.02)', () => {
    expect(
      tell([
        [0, plugIn],
        [5, card],
        [5, { type: 'authorizationWithdrawn', evseId: 1 }],
      ]).slice(-2),
    ).toEqual(['Updated(chargingStateChanged)', 'SuspendedEVSE'])
  })

  it.each([
    [{ energyWh: 500 }, 500],
    [{ timeS: 60 }, (11_000 * 60) / 3_600],
    [{ socPercent: 51 }, 600],
  ])('stops exactly at its limit, however late anybody looks: %o (E16.FR.19)', (limit, expectedWh) => {
    const limited = { type: 'transactionLimited', evseId: 1, limit }
    const day = [86_400_000, { type: 'timePassed' }] as const
    const played = play([['PowerPathClosed'], ['Authorized']], [[0, plugIn], [0, card], [0, limited], day, day])
    expect(played.at(-1)?.after.evses[0]?.energyWh).toBeCloseTo(expectedWh, 3)
    expect(played.at(-2)?.effects.map((effect) => 'cause' in effect && effect.cause)).toContainEqual(expect.stringMatching(/LimitReached$/))
  })

  it('ends on a fault, and the connector shows it (E06.FR.16)', () => {
    expect(
      tell([
        [0, plugIn],
        [5, card],
        [5, { type: 'faulted', evseId: 1, connectorId: 1, fault: 'GroundFailure' }],
      ]).slice(-2),
    ).toEqual(['Ended(groundFault)', 'Faulted'])
  })
})
