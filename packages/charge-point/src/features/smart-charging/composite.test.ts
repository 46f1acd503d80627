import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { convert, type PhaseRule, totalW } from './combine.js'
import { type CompositeRequest, type CompositeSchedule, compositeSchedule, type EvseInput, maxPeriods } from './composite.js'
import { leadsAt } from './leading.js'
import type { Installed, Unit } from './profile.js'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const epochMs = Date.UTC(2026, 0, 5)
const supply = { voltageV: 230, phases: 3 }

const evse = (evseId: number): EvseInput => ({
  place: { evseId, relativeMs: epochMs, transactionKey: evseId },
  supply,
  ownLimit: { A: 32, W: 22_080 },
})

const plain: Installed = {
  id: 1,
  evseId: 1,
  purpose: 'TxDefaultProfile',
  kind: 'Relative',
  stackLevel: 0,
  source: 'CSO',
  wire: {},
  schedules: [{ id: 1, unit: 'A', periods: [{ startS: 0, limit: 6 }] }],
}

const periods = fc
  .array(
    fc.record({
      startS: fc.integer({ min: 1, max: 7_200 }),
      limit: fc.integer({ min: 0, max: 400 }),
      numberPhases: fc.constantFrom(1, 2, 3, undefined),
    }),
    {
      maxLength: 4,
    },
  )
  .map((list) => [{ ...list[0], startS: 0, limit: list[0]?.limit ?? 6 }, ...list.slice(1)].sort((a, b) => a.startS - b.startS))

const profile = (id: number): fc.Arbitrary<Installed> =>
  fc
    .record({
      purpose: fc.constantFrom('ChargingStationMaxProfile', 'ChargingStationExternalConstraints', 'TxDefaultProfile', 'TxProfile'),
      kind: fc.constantFrom('Absolute', 'Recurring', 'Relative'),
      recurrence: fc.constantFrom('Daily', 'Weekly'),
      stackLevel: fc.nat(2),
      evseId: fc.constantFrom(0, 1),
      unit: fc.constantFrom<Unit>('A', 'W'),
      startS: fc.integer({ min: -7_200, max: 7_200 }),
      durationS: fc.option(fc.integer({ min: 1, max: 9_000 }), { nil: undefined }),
      validFromS: fc.option(fc.integer({ min: -3_600, max: 3_600 }), { nil: undefined }),
      validToS: fc.option(fc.integer({ min: -3_600, max: 9_000 }), { nil: undefined }),
      periods,
    })
    .map(({ unit, startS, durationS, validFromS, validToS, periods: list, ...rest }) => ({
      ...rest,
      id,
      evseId: rest.purpose === 'TxProfile' ? 1 : rest.purpose === 'ChargingStationMaxProfile' ? 0 : rest.evseId,
      source: 'CSO',
      wire: {},
      transactionKey: rest.purpose === 'TxProfile' ? 1 : undefined,
      validFromMs: validFromS === undefined ? undefined : epochMs + validFromS * 1000,
      validToMs: validToS === undefined ? undefined : epochMs + validToS * 1000,
      schedules: [
        {
          id: 1,
          unit,
          startMs: rest.kind === 'Relative' ? undefined : epochMs + startS * 1000,
          durationS,
          periods: unit === 'W' ? list.map((one) => ({ ...one, limit: one.limit * 100 })) : list,
        },
      ],
    }))

const profiles = fc.tuple(profile(1), profile(2), profile(3), profile(4))
const rule = fc.constantFrom<PhaseRule>('fewest', 'ofLowest')
const unit = fc.constantFrom<Unit>('A', 'W')

const request = (list: readonly Installed[], phaseRule: PhaseRule, wanted: Unit, fromS = 0, toS = 7_200): CompositeRequest => ({
  profiles: list,
  evses: [evse(1)],
  isStation: false,
  fromMs: epochMs + fromS * 1000,
  toMs: epochMs + toS * 1000,
  unit: wanted,
  phaseRule,
})

const at = ({ periods: list }: CompositeSchedule, second: number): CompositeSchedule['periods'][number] | undefined =>
  list.findLast(({ startS }) => startS <= second)

describe('a composite schedule', () => {
  it('is at no time above any limit in force, with the phases that it names (K08.FR.04, 1.6 §3.13.3)', () => {
    fc.assert(
      fc.property(profiles, rule, unit, fc.integer({ min: 0, max: 7_199 }), (list, phaseRule, wanted, second) => {
        const schedule = compositeSchedule(request(list, phaseRule, wanted))
        const { limit = 0, numberPhases = 3 } = at(schedule, second) ?? {}
        for (const lead of leadsAt(list, epochMs + second * 1000, evse(1).place)) {
          const own = Math.min(lead.period.numberPhases ?? 3, 3)
          // In A each phase counts; in W of a version without rules each limit has the phases that it names.
          const phases = wanted === 'W' && phaseRule === 'ofLowest' ? own : numberPhases
          const allowed = convert(lead.period.limit ?? Number.POSITIVE_INFINITY, lead.unit, wanted, 230, phases)
          expect(totalW(limit)).toBeLessThanOrEqual(totalW(allowed) + 1e-6)
        }
      }),
    )
  })

  it('does not depend on the order in which profiles were installed', () => {
    fc.assert(
      fc.property(profiles, rule, unit, (list, phaseRule, wanted) => {
        const forwards = compositeSchedule(request(list, phaseRule, wanted))
        expect(compositeSchedule(request([...list].reverse(), phaseRule, wanted))).toEqual(forwards)
      }),
    )
  })

  it('is the same when its window is cut in two', () => {
    fc.assert(
      fc.property(profiles, rule, unit, fc.integer({ min: 1, max: 7_199 }), (list, phaseRule, wanted, cutS) => {
        const whole = compositeSchedule(request(list, phaseRule, wanted))
        const first = compositeSchedule(request(list, phaseRule, wanted, 0, cutS))
        const second = compositeSchedule(request(list, phaseRule, wanted, cutS))
        for (let s = 0; s < 7_200; s += 97) {
          const part = s < cutS ? at(first, s) : at(second, s - cutS)
          expect({ ...part, startS: 0 }).toEqual({ ...at(whole, s), startS: 0 })
        }
      }),
      { numRuns: 50 },
    )
  })

  it('has periods that differ from the one before, in order, from 0 on', () => {
    fc.assert(
      fc.property(profiles, rule, unit, (list, phaseRule, wanted) => {
        const { periods: found } = compositeSchedule(request(list, phaseRule, wanted))
        expect(found[0]?.startS).toBe(0)
        for (const [index, { startS, ...state }] of found.entries()) {
          const previous = found[index - 1]
          if (previous === undefined) continue
          expect(startS).toBeGreaterThan(previous.startS)
          expect(state).not.toEqual({ ...previous, startS: undefined })
        }
      }),
    )
  })

  it('of the station is the sum of those of its EVSEs, where nothing caps it', () => {
    const whole = { ...request([plain], 'fewest', 'A'), evses: [evse(1), evse(2)], isStation: true }
    expect(compositeSchedule(whole).periods[0]?.limit).toBe(38)
    expect(compositeSchedule({ ...whole, stationLimit: { A: 20, W: 13_800 } }).periods[0]?.limit).toBe(20)
  })

  it('obeys limits from outside for the EVSE and for the station, whichever is lower (SC.01)', () => {
    const external = (id: number, evseId: number, limit: number): Installed => ({
      ...plain,
      id,
      evseId,
      purpose: 'ChargingStationExternalConstraints',
      schedules: [{ id: 1, unit: 'A', periods: [{ startS: 0, limit }] }],
    })
    const limitOf = (list: readonly Installed[]) => compositeSchedule(request(list, 'fewest', 'A')).periods[0]?.limit
    expect(limitOf([external(1, 0, 6), external(2, 1, 8)])).toBe(6)
    expect(limitOf([external(1, 0, 8), external(2, 1, 6)])).toBe(6)
  })

  it('prefers what was set for the EVSE itself among equals', () => {
    const priority = (id: number, evseId: number, limit: number): Installed => ({
      ...plain,
      id,
      evseId,
      purpose: 'PriorityCharging',
      schedules: [{ id: 1, unit: 'A', periods: [{ startS: 0, limit }] }],
    })
    const evses = [{ ...evse(1), place: { ...evse(1).place, hasPriority: true } }]
    const list = [priority(1, 0, 6), priority(2, 1, 8)]
    expect(compositeSchedule({ ...request(list, 'fewest', 'A'), evses }).periods[0]?.limit).toBe(8)
  })

  it('shows the least of what is to be discharged (SC.04)', () => {
    const discharging = (purpose: Installed['purpose'], dischargeLimit: number): Installed => ({
      ...plain,
      purpose,
      schedules: [{ id: 1, unit: 'W', periods: [{ startS: 0, dischargeLimit, operationMode: 'ExternalLimits' }] }],
    })
    const list = [discharging('TxDefaultProfile', -9_000), discharging('ChargingStationExternalConstraints', -4_000)]
    expect(compositeSchedule(request(list, 'fewest', 'W')).periods[0]).toMatchObject({ dischargeLimit: -4_000 })
  })

  it('ends early rather than fill a message with years', () => {
    const daily: Installed = {
      ...plain,
      kind: 'Recurring',
      recurrence: 'Daily',
      schedules: [
        {
          id: 1,
          unit: 'A',
          startMs: epochMs,
          periods: [
            { startS: 0, limit: 6 },
            { startS: 3_600, limit: 8 },
          ],
        },
      ],
    }
    const schedule = compositeSchedule({ ...request([daily], 'fewest', 'A'), toMs: epochMs + 5_000 * dayMs })
    expect(schedule.periods).toHaveLength(maxPeriods)
    expect(schedule.durationS).toBe((maxPeriods / 2) * 86_400)
  })
})
