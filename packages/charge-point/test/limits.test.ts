import { describe, expect, it } from 'vitest'
import { ocpp21 } from '../src/versions/ocpp21.js'
import { type Payload, settle, setUpAccepted } from './support/csms.js'
import { ocpp16, ocpp201, versions2 } from './support/versions.js'
import { story } from './support/words.js'

const ev = { batteryCapacityWh: 10_000, socPercent: 50, maxPowerW: 10_000 }

const limitOf = ({ transactionInfo }: Payload): unknown => (transactionInfo as Payload)['transactionLimit']

const start = async (settings: object = {}) => {
  const setup = await setUpAccepted(ocpp21, { settings: { sampleIntervalS: 0, ...settings } })
  await setup.station.startCharging({ idToken: 'CARD', ev })
  await settle()
  return setup
}

describe('a 2.1 transaction with a limit', () => {
  it.each([
    [{ maxEnergyWh: 500 }, { maxEnergy: 500 }, 180, 'EnergyLimitReached'],
    [{ maxTimeS: 90 }, { maxTime: 90 }, 90, 'TimeLimitReached'],
    [{ maxSocPercent: 60 }, { maxSoC: 60 }, 360, 'SoCLimitReached'],
  ])(
    'of the driver tells of it once, and stops the energy at it: %o (E16.FR.01, E16.FR.05, E16.FR.09, E16.FR.19)',
    async (limit, wire, seconds, trigger) => {
      const { station, csms } = await start()
      station.limitTransaction(limit)
      await settle()
      expect(story(csms).at(-1)).toBe('2 Updated LimitSet Charging')
      expect(limitOf(csms.last('TransactionEvent'))).toEqual(wire)
      await csms.pass((seconds - 1) * 1000)
      expect(story(csms)).toHaveLength(3)
      await csms.pass(1_001)
      expect(story(csms).at(-1)).toBe(`3 Updated ${trigger} SuspendedEVSE`)
      expect(csms.of('TransactionEvent').filter((event) => limitOf(event) !== undefined)).toHaveLength(1)
      expect(station.state.evses[0]?.energyWh).toBeCloseTo(seconds * (10_000 / 3600), 3)
      await csms.pass(600_000, 60_000)
      expect(station.state.evses[0]?.energyWh).toBeCloseTo(seconds * (10_000 / 3600), 3)
      await station.stop()
    },
  )

  it.each([
    [{ maxEnergyWh: 500 }, 'EnergyLimitReached', 'EnergyLimitReached'],
    [{ maxTimeS: 90 }, 'TimeLimitReached', 'TimeLimitReached'],
    [{ maxSocPercent: 60 }, 'SoCLimitReached', 'SOCLimitReached'],
  ])('ends at it where energy is what counts: %o (E16.FR.06)', async (limit, trigger, reason) => {
    const { station, csms } = await start({ txStopPoints: ['EnergyTransfer'] })
    station.limitTransaction(limit)
    await csms.pass(360_000)
    expect(story(csms).at(-1)).toBe(`3 Ended ${trigger} EVConnected ${reason}`)
    await station.stop()
  })

  it('of the csms confirms it, and stops where the costs that the csms tells reach it (E16.FR.03, E16.FR.15)', async () => {
    const { station, csms } = await setUpAccepted(ocpp21, { settings: { sampleIntervalS: 60 } })
    let totalCost = 0
    csms.answers['TransactionEvent'] = ({ eventType }) => {
      totalCost += 1
      return eventType === 'Started' ? { idTokenInfo: { status: 'Accepted' }, transactionLimit: { maxCost: 5 } } : { totalCost }
    }
    const costs: (number | undefined)[] = []
    station.on('transaction.answered', ({ totalCost: cost }) => costs.push(cost))
    await station.startCharging({ idToken: 'CARD', ev })
    await settle()
    const set = csms.of('TransactionEvent').find((event) => event['triggerReason'] === 'LimitSet') ?? {}
    expect(limitOf(set)).toEqual({ maxCost: 5 })
    await csms.pass(180_000)
    expect(story(csms).some((one) => one.includes('CostLimitReached SuspendedEVSE'))).toBe(true)
    expect(costs).toEqual([undefined, 2, 3, 4, 5, 6, 7].slice(0, costs.length))
    expect(station.state.evses[0]?.powerW).toBe(0)
    await station.stop()
  })

  it('ends with LocalOutOfCredit at the limit of cost where energy is what counts', async () => {
    const { station, csms } = await setUpAccepted(ocpp21, { settings: { txStopPoints: ['EnergyTransfer'], sampleIntervalS: 60 } })
    csms.answers['TransactionEvent'] = ({ eventType, triggerReason }) =>
      eventType === 'Started' ? { transactionLimit: { maxCost: 5 } } : triggerReason === 'MeterValuePeriodic' ? { totalCost: 5.5 } : {}
    await station.startCharging({ idToken: 'CARD', ev })
    await csms.pass(60_000)
    expect(story(csms).at(-1)).toBe('4 Ended CostLimitReached EVConnected LocalOutOfCredit')
    await station.stop()
  })

  it('may not be given more by the driver than by the csms, which has the last word (E16.FR.04, E16.FR.07)', async () => {
    const { station, csms } = await setUpAccepted(ocpp21, { settings: { sampleIntervalS: 0 } })
    csms.answers['TransactionEvent'] = ({ eventType }) => (eventType === 'Started' ? { transactionLimit: { maxEnergy: 500 } } : {})
    expect(() => station.limitTransaction({ maxEnergyWh: 1 })).toThrow(expect.objectContaining({ code: 'NO_TRANSACTION' }))
    await station.startCharging({ idToken: 'CARD', ev })
    await settle()
    expect(() => station.limitTransaction({ maxEnergyWh: 501 })).toThrow(expect.objectContaining({ code: 'LIMIT_TOO_HIGH' }))
    expect(() => station.limitTransaction({ maxEnergyWh: Number.NaN })).toThrow(TypeError)
    const before = story(csms).length
    station.limitTransaction({ maxEnergyWh: 400, maxTimeS: 3_600 })
    await settle()
    expect(story(csms)).toHaveLength(before + 1)
    expect(limitOf(csms.last('TransactionEvent'))).toEqual({ maxEnergy: 400, maxTime: 3_600 })
    await station.stop()
  })

  it('goes on when the limit is raised, and stops at once where it is passed already (E16.FR.10, E16.FR.14)', async () => {
    const { station, csms } = await start()
    await csms.pass(60_000)
    station.limitTransaction({ maxEnergyWh: 100 })
    await settle()
    expect(story(csms).slice(-2)).toEqual(['2 Updated LimitSet Charging', '3 Updated EnergyLimitReached SuspendedEVSE'])
    station.limitTransaction({ maxEnergyWh: 1_000 })
    await settle()
    expect(story(csms).slice(-2)).toEqual(['4 Updated LimitSet SuspendedEVSE', '5 Updated ChargingStateChanged Charging'])
    await station.stop()
  })

  it('keeps it through a power cut (E17.FR.01)', async () => {
    const { station, csms } = await start()
    station.limitTransaction({ maxEnergyWh: 500 })
    await csms.pass(60_000)
    station.powerCut()
    await station.powerRestored()
    await csms.pass(119_000)
    expect(station.state.evses[0]?.powerW).toBe(10_000)
    await csms.pass(2_000)
    expect(story(csms).at(-1)).toBe('4 Updated EnergyLimitReached SuspendedEVSE')
    await station.stop()
  })
})

describe('a limit of the driver in older versions', () => {
  it('stops the energy without an announcement in 2.0.1', async () => {
    const { station, csms } = await setUpAccepted(ocpp201, { settings: { sampleIntervalS: 0 } })
    await station.startCharging({ idToken: 'CARD', ev })
    station.limitTransaction({ maxEnergyWh: 500 })
    await csms.pass(180_001)
    expect(story(csms).slice(1)).toEqual(['1 Updated ChargingStateChanged Charging', '2 Updated EnergyLimitReached SuspendedEVSE'])
    await station.stop()
  })

  it('shows as SuspendedEVSE in 1.6', async () => {
    const { station, csms } = await setUpAccepted(ocpp16, { settings: { sampleIntervalS: 0 } })
    await station.startCharging({ idToken: 'CARD', ev })
    station.limitTransaction({ maxTimeS: 60 })
    await csms.pass(60_000)
    expect(csms.last('StatusNotification')).toMatchObject({ status: 'SuspendedEVSE' })
    await station.stop()
  })
})

describe.each(versions2)('what the csms says of a transaction in %s', (_, version) => {
  it('is an event: costs, priority, the driver, and what to show him (I03, E05.FR.01)', async () => {
    const { station, csms } = await setUpAccepted(version, { settings: { sampleIntervalS: 0 } })
    const personal = { format: 'UTF8', content: 'Welcome' }
    csms.answers['TransactionEvent'] = ({ eventType }) =>
      eventType === 'Ended'
        ? { totalCost: 0 }
        : {
            idTokenInfo: { status: 'Accepted', groupIdToken: { idToken: 'G', type: 'Central' } },
            chargingPriority: 3,
            updatedPersonalMessage: personal,
          }
    const said: unknown[] = []
    station.on('transaction.answered', ({ key, evseId, transactionId, connectorId, token, cause, ...details }) => said.push([key, details]))
    await station.startCharging({ idToken: 'CARD', ev })
    await station.stopCharging()
    await settle()
    expect(said[0]).toEqual([
      1,
      expect.objectContaining({
        chargingPriority: 3,
        updatedPersonalMessage: personal,
        idTokenInfo: expect.objectContaining({ status: 'Accepted' }),
      }),
    ])
    expect(said.at(-1)).toEqual([1, expect.objectContaining({ totalCost: 0 })])
    await station.stop()
  })
})
