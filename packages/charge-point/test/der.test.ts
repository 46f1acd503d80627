import { describe, expect, it } from 'vitest'
import { createMemoryStateStore } from '../src/index.js'
import { inS, watchTimers } from './support/charging.js'
import { type Payload, settle } from './support/csms.js'
import { all, clear, curve, dc, droop, get, givenW, giving, limit, ready, set, startsAndStops, timed, trip } from './support/der.js'

describe('a control of the grid', () => {
  it('of each type is taken and reported as it was set (R04.FR.02, FR.16, FR.31–33)', async () => {
    const setup = await ready()
    for (const request of all) expect(await set(setup, request)).toEqual({ status: 'Accepted' })
    const { status, ids, parts } = await get(setup)
    expect(status).toBe('Accepted')
    expect(new Set(ids)).toEqual(new Set(all.map((request) => (request as Payload)['controlId'])))
    expect(parts.every(({ requestId }) => requestId === 7)).toBe(true)
    expect(parts.at(-1)).not.toHaveProperty('tbc')
    const one = async (controlType: string): Promise<Payload | undefined> => (await get(setup, { controlType })).parts[0]
    const flags = { isDefault: true, isSuperseded: false }
    expect(await one('FixedPFInject')).toEqual({
      requestId: 7,
      fixedPFInject: [{ id: 'control-2', ...flags, fixedPF: { priority: 1, displacement: 0.95, excitation: false } }],
    })
    expect(await one('VoltVar')).toMatchObject({
      curve: [{ id: 'control-9', curveType: 'VoltVar', ...flags, curve: { yUnit: 'PctMaxVar' } }],
    })
    expect(await one('Gradients')).toEqual({
      requestId: 7,
      gradient: [{ id: 'control-5', gradient: { priority: 1, gradient: 10, softGradient: 0 } }],
    })
    expect(await one('LimitMaxDischarge')).toMatchObject({ limitMaxDischarge: [{ id: 'control-6', ...flags }] })
    expect(setup.errors).toEqual([])
    await setup.station.stop()
  })

  it('is one of many that come in parts (R04.FR.32)', async () => {
    const setup = await ready()
    for (let index = 0; index < 24; index += 1) await timed(setup, `t${index}`, 50, 1_000 + index, 10)
    for (const request of all.slice(7))
      for (let index = 0; index < 3; index += 1)
        await set(setup, { ...request, controlId: `${(request as Payload)['controlId']}-${index}` })
    const { ids, parts } = await get(setup)
    expect(ids).toHaveLength(24 + 15 * 3)
    expect(parts.length).toBeGreaterThan(1)
    expect(parts.map(({ tbc = false }) => tbc)).toEqual([...parts.slice(1).map(() => true), false])
    await setup.station.stop()
  })

  it.each([
    ['two settings', 'InvalidValue', { ...all[4], gradient: { priority: 1, gradient: 1, softGradient: 1 } }, 'R04.FR.17'],
    ['the setting of another type', 'InvalidValue', { controlType: 'FreqDroop', curve: trip([52, 1]) }, 'R04.FR.17'],
    ['no setting', 'MissingParam', { controlType: 'FreqDroop' }, 'R04.FR.17'],
    ['a default with a start', 'InvalidValue', limit('x', 50, { startTime: '2100-01-01T00:00:00Z' }), 'R04.FR.13'],
    ['a default with a duration', 'InvalidValue', limit('x', 50, { duration: 5 }), 'R04.FR.13'],
    ['EnterService on schedule', 'InvalidValue', { ...all[0], isDefault: false }, 'R04.FR.15'],
    ['Gradients on schedule', 'InvalidValue', { ...all[5], isDefault: false }, 'R04.FR.15'],
    ['a scheduled one without its time', 'MissingParam', { ...limit('x', 50), isDefault: false }, '§2.37'],
    [
      'one that is over',
      'InvalidValue',
      { ...limit('x', 50, { startTime: '2000-01-01T00:00:00Z', duration: 5 }), isDefault: false },
      'R04.FR.10',
    ],
    [
      'no time at all',
      'ValueOutOfRange',
      { ...limit('x', 50, { startTime: '2100-01-01T00:00:00Z', duration: 0 }), isDefault: false },
      'R04.FR.10',
    ],
    ['more than everything', 'ValueOutOfRange', limit('x', 101), '§2.64'],
    ['a limit without a value', 'MissingParam', { controlType: 'LimitMaxDischarge', limitMaxDischarge: { priority: 1 } }, '§2.64'],
    [
      'a power factor above 1',
      'ValueOutOfRange',
      { controlType: 'FixedPFAbsorb', fixedPFAbsorb: { priority: 1, displacement: 1.1, excitation: true } },
      '§2.50',
    ],
    [
      'too much reactive power',
      'ValueOutOfRange',
      { controlType: 'FixedVar', fixedVar: { priority: 1, setpoint: -101, unit: 'PctMaxVar' } },
      '§2.52',
    ],
    [
      'a droop the wrong way round',
      'InvalidValue',
      { controlType: 'FreqDroop', freqDroop: { priority: 1, ...droop, overFreq: 49 } },
      '§2.54',
    ],
    ['a watt curve in var', 'InvalidValue', { controlType: 'VoltWatt', curve: curve('PctMaxVar', [100, 100]) }, '§3.35'],
    ['a curve that goes back', 'InvalidValue', { controlType: 'FreqWatt', curve: curve('PctMaxW', [51, 100], [50, 0]) }, '§2.37'],
    ['a trip in the past', 'ValueOutOfRange', { controlType: 'HFMustTrip', curve: trip([52, -1]) }, '§2.36'],
    [
      'half of a mean value',
      'MissingParam',
      { controlType: 'HVMustTrip', curve: { ...trip([120, 1]), voltageParams: { hv10MinMeanValue: 110 } } },
      '§2.120',
    ],
  ])('with %s is refused as %s', async (_, reasonCode, request) => {
    const setup = await ready()
    expect(await set(setup, { controlId: 'x', ...request })).toEqual({ status: 'Rejected', statusInfo: { reasonCode } })
    expect((await get(setup)).status).toBe('NotFound')
    await setup.station.stop()
  })

  it('of a type that the station does not take is not supported (R04.FR.01, FR.36, FR.43)', async () => {
    const setup = await ready({ settings: { derControlTypes: ['FreqDroop'] } })
    expect(await set(setup, limit('x', 50))).toEqual({ status: 'NotSupported' })
    expect((await get(setup, { controlType: 'LimitMaxDischarge' })).status).toBe('NotSupported')
    expect(await clear(setup, { controlType: 'LimitMaxDischarge' })).toBe('NotSupported')
    expect(await set(setup, { controlId: 'y', ...all[4] })).toEqual({ status: 'Accepted' })
    setup.station.configure({ derControlEnabled: false })
    expect(await set(setup, { controlId: 'y', ...all[4] })).toEqual({ status: 'NotSupported' })
    await setup.station.stop()
  })

  it('is found by what a request names (R04.FR.30, FR.34–35, FR.37)', async () => {
    const setup = await ready()
    await set(setup, { ...all[4], controlId: 'droop' })
    await set(setup, limit('limit', 50))
    await timed(setup, 'timed', 20, 100, 100)
    expect((await get(setup, { isDefault: true })).ids.sort()).toEqual(['droop', 'limit'])
    expect((await get(setup, { isDefault: false })).ids).toEqual(['timed'])
    expect((await get(setup, { controlType: 'LimitMaxDischarge' })).ids).toEqual(['limit', 'timed'])
    expect((await get(setup, { controlType: 'LimitMaxDischarge', isDefault: false })).ids).toEqual(['timed'])
    expect((await get(setup, { controlId: 'limit' })).ids).toEqual(['limit'])
    expect((await get(setup, { controlId: 'limit', isDefault: false })).status).toBe('NotFound')
    expect((await get(setup, { controlType: 'VoltVar' })).status).toBe('NotFound')
    expect((await get(setup, { controlId: 'nobody' })).status).toBe('NotFound')
    await setup.station.stop()
  })

  it('is cleared by what a request names (R04.FR.41–42, FR.44–46)', async () => {
    const setup = await ready()
    const fill = async (): Promise<void> => {
      await set(setup, { ...all[4], controlId: 'droop' })
      await set(setup, limit('limit', 50))
      await timed(setup, 'timed', 20, 100, 100)
    }
    await fill()
    expect(await clear(setup, { controlId: 'timed' })).toBe('NotFound')
    expect(await clear(setup, { controlId: 'limit' })).toBe('Accepted')
    expect(await clear(setup, { controlType: 'LimitMaxDischarge' })).toBe('NotFound')
    expect(await clear(setup, { controlType: 'LimitMaxDischarge', isDefault: false })).toBe('Accepted')
    expect((await get(setup)).ids).toEqual(['droop'])
    await fill()
    expect(await clear(setup, {})).toBe('Accepted')
    expect((await get(setup)).ids).toEqual(['timed'])
    expect(await clear(setup, { isDefault: false })).toBe('Accepted')
    expect(await clear(setup, { isDefault: false })).toBe('Accepted')
    expect((await get(setup)).status).toBe('NotFound')
    await setup.station.stop()
  })

  it('tells which others it supersedes, which stay until they are over (R04.FR.03, FR.06, FR.08–09)', async () => {
    const setup = await ready()
    await set(setup, limit('a', 50, {}, 5))
    expect(await set(setup, limit('b', 40, {}, 2))).toEqual({ status: 'Accepted', supersededIds: ['a'] })
    expect(await set(setup, limit('c', 30, {}, 9))).toEqual({ status: 'Accepted', supersededIds: ['c'] })
    const { parts } = await get(setup, { controlType: 'LimitMaxDischarge' })
    expect(parts).toMatchObject([
      {
        limitMaxDischarge: [
          { id: 'a', isDefault: true, isSuperseded: true },
          { id: 'b', isSuperseded: false },
          { id: 'c', isSuperseded: true },
        ],
      },
    ])
    await setup.station.stop()
  })
})

describe('a scheduled control', () => {
  it('begins and ends on time, told each time, and leaves the rest to the default (R04.FR.05, FR.10–11, FR.20, FR.22)', async () => {
    const setup = await giving()
    await set(setup, limit('default', 16))
    expect(givenW(setup)).toBe(8_000)
    await timed(setup, 'timed', 8, 60, 120)
    expect(startsAndStops(setup)).toEqual([])
    await setup.csms.pass(59_000)
    expect([givenW(setup), startsAndStops(setup)]).toEqual([8_000, []])
    await setup.csms.pass(1_000)
    expect([givenW(setup), startsAndStops(setup)]).toEqual([4_000, [['timed', true]]])
    expect(setup.csms.last('NotifyDERStartStop')).toEqual({ controlId: 'timed', started: true, timestamp: inS(setup.csms, 0) })
    await setup.csms.pass(120_000)
    expect([givenW(setup), startsAndStops(setup)]).toEqual([
      8_000,
      [
        ['timed', true],
        ['timed', false],
      ],
    ])
    expect((await get(setup)).ids).toEqual(['default'])
    await setup.station.stop()
  })

  it('that is to run already begins after the answer', async () => {
    const setup = await giving()
    await timed(setup, 'now', 10, -10, 60)
    expect(startsAndStops(setup)).toEqual([['now', true]])
    expect(givenW(setup)).toBe(5_000)
    await setup.csms.pass(50_000)
    expect([givenW(setup), startsAndStops(setup).length]).toEqual([10_000, 2])
    await setup.station.stop()
  })

  it('takes over from a less important one that runs, which is not told to end (R04.FR.07, FR.21)', async () => {
    const setup = await giving()
    await timed(setup, 'less', 10, 0, 1_000, 5)
    expect(await timed(setup, 'more', 5, 60, 60, 1)).toEqual({ status: 'Accepted' })
    expect(givenW(setup)).toBe(5_000)
    await setup.csms.pass(60_000)
    expect(givenW(setup)).toBe(2_500)
    await setup.csms.pass(60_000)
    // What is superseded does not come back (R04.FR.09).
    expect(givenW(setup)).toBe(10_000)
    await setup.csms.pass(1_000_000, 100_000)
    expect(startsAndStops(setup)).toEqual([
      ['less', true],
      ['more', true, 'less'],
      ['more', false],
    ])
    expect((await get(setup)).status).toBe('NotFound')
    await setup.station.stop()
  })

  it('ends at once when it is cleared, and what it left goes on (R04.FR.11)', async () => {
    const setup = await giving()
    await timed(setup, 'a', 10, 0, 1_000)
    expect(givenW(setup)).toBe(5_000)
    await clear(setup, { isDefault: false, controlId: 'a' })
    expect(givenW(setup)).toBe(10_000)
    await setup.station.stop()
  })

  it('is told later where it begins and ends offline', async () => {
    const setup = await giving()
    await timed(setup, 'a', 10, 60, 60)
    await setup.csms.cut()
    await setup.csms.pass(200_000, 10_000)
    await setup.csms.restore()
    expect(startsAndStops(setup)).toEqual([
      ['a', true],
      ['a', false],
    ])
    const [first, second] = setup.csms.of('NotifyDERStartStop').map(({ timestamp }) => Date.parse(String(timestamp)))
    expect((second ?? 0) - (first ?? 0)).toBe(60_000)
    await setup.station.stop()
  })

  it('outlives a power cut, is told to have ended in it, and begins late where it has to (R01.FR.03, R02.FR.02, R03.FR.02)', async () => {
    const setup = await giving({ ...dc, state: createMemoryStateStore() })
    await set(setup, limit('default', 50))
    await timed(setup, 'over', 10, 0, 60)
    await set(setup, {
      ...all[8],
      controlId: 'late',
      isDefault: false,
      curve: { ...curve('PctMaxW', [110, 0]), startTime: inS(setup.csms, 30), duration: 600 },
    })
    setup.station.powerCut()
    await setup.csms.pass(100_000, 10_000)
    setup.csms.forget()
    await setup.station.powerRestored()
    await settle()
    expect(startsAndStops(setup)).toEqual([
      ['over', false],
      ['late', true],
    ])
    expect((await get(setup)).ids.sort()).toEqual(['default', 'late'])
    await setup.station.stop()
  })

  it('begins on time also where the station came back to power without the csms', async () => {
    const setup = await giving({ ...dc, state: createMemoryStateStore() })
    await timed(setup, 'a', 10, 60, 600)
    setup.station.powerCut()
    setup.csms.isReachable = false
    void setup.station.powerRestored().catch(() => {})
    await setup.csms.pass(59_000)
    expect(givenW(setup)).toBe(10_000)
    await setup.csms.pass(1_000)
    expect(givenW(setup)).toBe(5_000)
    await setup.station.stop()
  })

  it('goes by the clock, and begins at once where that is set on', async () => {
    const setup = await giving()
    await timed(setup, 'a', 10, 3_600, 600)
    const { now } = setup.csms
    setup.csms.now = () => new Date(Date.parse(now()) + 3_600_000).toISOString()
    await setup.csms.call('TriggerMessage', { requestedMessage: 'Heartbeat' })
    expect([givenW(setup), startsAndStops(setup)]).toEqual([5_000, [['a', true]]])
    await setup.station.stop()
  })

  it('waits behind one timer, and without controls there is none', async () => {
    const setup = await ready()
    const timers = watchTimers(setup.clock)
    await set(setup, limit('default', 50))
    expect(timers.size).toBe(0)
    await timed(setup, 'a', 10, 60, 60)
    await timed(setup, 'b', 10, 600, 60)
    expect(timers.size).toBe(1)
    await clear(setup, { isDefault: false })
    expect(timers.size).toBe(0)
    await setup.station.stop()
  })
})
