import { describe, expect, it } from 'vitest'
import { type ChargePointOptions, createMemoryStateStore } from '../src/index.js'
import { bigEv, inS, setUpCharging } from './support/charging.js'
import { type Payload, type Setup, settle } from './support/csms.js'
import { alarms, all, clear, curve, droop, givenW, giving, limit, ready, set, trip, type V } from './support/der.js'
import { reported } from './support/device-model.js'
import { ocpp16, ocpp21, ocpp201 } from './support/versions.js'

describe('what a car gives back', () => {
  it('is no more than a part of what the inverter can: that of the EVSE, or that of the car (R01, R03)', async () => {
    const atDc = await giving()
    await set(atDc, limit('x', 10))
    expect(givenW(atDc)).toBe(5_000)
    await atDc.station.stop()
    const atAc = await giving({})
    await set(atAc, limit('x', 10))
    expect(givenW(atAc)).toBe(2_000)
    expect(atAc.station.readMeter().exportWh).toBe(0)
    await atAc.csms.pass(3_600_000, 60_000)
    expect(atAc.station.readMeter().exportWh).toBeCloseTo(2_000, 0)
    await atAc.station.stop()
  })

  it('stays as it is where the limit is not reached, and nothing is told', async () => {
    const setup = await giving()
    await set(setup, limit('x', 80))
    expect([givenW(setup), alarms(setup)]).toEqual([10_000, []])
    setup.station.setDischarge({ dischargeW: 45_000 })
    await settle()
    expect(givenW(setup)).toBe(20_000)
    await setup.station.stop()
  })

  it('falls with a frequency that rises (FreqDroop, R04 scenario 1, R05.FR.01–02)', async () => {
    const setup = await giving()
    await set(setup, { controlId: 'x', controlType: 'FreqDroop', freqDroop: { priority: 1, ...droop } })
    expect([givenW(setup), alarms(setup)]).toEqual([10_000, []])
    setup.station.setGrid({ frequencyHz: 50.45 })
    await settle()
    // 0.25 Hz of 50 Hz are 0.5 %, which is a tenth of 5 %: 10 % of 50 kW less.
    expect([givenW(setup), alarms(setup)]).toEqual([5_000, [['FreqDroop', 'OverFrequency', false]]])
    setup.station.setGrid({ frequencyHz: 51 })
    await settle()
    expect(givenW(setup)).toBe(0)
    setup.station.setGrid({ frequencyHz: 50 })
    await settle()
    expect([givenW(setup), alarms(setup)]).toEqual([
      10_000,
      [
        ['FreqDroop', 'OverFrequency', false],
        ['FreqDroop', 'OverFrequency', true],
      ],
    ])
    expect(setup.csms.last('NotifyDERAlarm')).toEqual({
      controlType: 'FreqDroop',
      gridEventFault: 'OverFrequency',
      alarmEnded: true,
      timestamp: inS(setup.csms, 0),
    })
    await setup.station.stop()
  })

  it('falls with a voltage that rises (VoltWatt, R05)', async () => {
    const setup = await giving()
    await set(setup, { controlId: 'x', controlType: 'VoltWatt', curve: curve('PctMaxW', [106, 100], [110, 0]) })
    setup.station.setGrid({ voltagePercent: 109.6 })
    await settle()
    expect([givenW(setup), alarms(setup)]).toEqual([5_000, [['VoltWatt', 'OverVoltage', false]]])
    await setup.station.stop()
  })

  it('is the least that any control leaves, and the csms hears of the one that takes most (R05.FR.03–04)', async () => {
    const setup = await giving()
    await set(setup, limit('x', 16))
    expect([givenW(setup), alarms(setup)]).toEqual([8_000, [['LimitMaxDischarge', undefined, false]]])
    await set(setup, { controlId: 'y', controlType: 'FreqWatt', curve: curve('PctMaxW', [50.2, 100], [52.2, 0]) })
    setup.station.setGrid({ frequencyHz: 52 })
    await settle()
    expect(givenW(setup)).toBe(5_000)
    // 8.5 kW of it, which is more than the 8 that are left anyhow.
    setup.station.setGrid({ frequencyHz: 51.86 })
    await settle()
    expect(givenW(setup)).toBe(8_000)
    await clear(setup, {})
    expect([givenW(setup), alarms(setup)]).toEqual([
      10_000,
      [
        ['LimitMaxDischarge', undefined, false],
        ['FreqWatt', 'OverFrequency', false],
        ['LimitMaxDischarge', undefined, false],
        ['LimitMaxDischarge', undefined, true],
      ],
    ])
    await setup.station.stop()
  })

  it('does not change with reactive power, and nothing is told of it (R04 scenario 4)', async () => {
    const setup = await giving()
    for (const request of all.filter((one) => /Var$|PF/.test(String((one as Payload)['controlType'])))) await set(setup, request)
    setup.station.setGrid({ voltagePercent: 108 })
    await settle()
    expect([givenW(setup), alarms(setup)]).toEqual([10_000, []])
    await setup.station.stop()
  })

  it('stops in a trip, and flows again once the station may enter service (R04 scenario 3, R05)', async () => {
    const setup = await giving()
    await set(setup, { controlId: 'x', controlType: 'HFMustTrip', curve: trip([51, 10], [52, 1]) })
    await set(setup, {
      ...all[0],
      enterService: { priority: 1, highVoltage: 110, lowVoltage: 90, highFreq: 50.2, lowFreq: 49.8, delay: 60 },
    })
    setup.station.setGrid({ frequencyHz: 51.5 })
    await setup.csms.pass(9_000)
    expect([givenW(setup), alarms(setup)]).toEqual([10_000, []])
    await setup.csms.pass(1_000)
    expect([givenW(setup), alarms(setup)]).toEqual([0, [['HFMustTrip', 'OverFrequency', false]]])
    expect(setup.csms.last('TransactionEvent')).toMatchObject({ transactionInfo: { chargingState: 'SuspendedEVSE' } })
    setup.station.setGrid({ frequencyHz: 50 })
    await setup.csms.pass(59_000)
    expect(givenW(setup)).toBe(0)
    await setup.csms.pass(1_000)
    expect([givenW(setup), alarms(setup)]).toEqual([
      10_000,
      [
        ['HFMustTrip', 'OverFrequency', false],
        ['HFMustTrip', 'OverFrequency', true],
      ],
    ])
    await setup.station.stop()
  })
})

describe('what a car takes', () => {
  const taking = async (options: Partial<ChargePointOptions<V>> = {}): Promise<Setup<V>> => {
    const setup = await ready(options)
    await setup.station.startCharging({ idToken: 'CARD', ev: { ...bigEv, maxPowerW: 10_000 } })
    await settle()
    setup.csms.forget()
    return setup
  }

  const takenW = ({ station }: Setup<V>): number => Math.round(station.readMeter().powerW)

  it('falls with a frequency that falls (FreqDroop)', async () => {
    const setup = await taking()
    await set(setup, { controlId: 'x', controlType: 'FreqDroop', freqDroop: { priority: 1, ...droop } })
    setup.station.setGrid({ frequencyHz: 49.55 })
    await settle()
    // 10 % of 22 kW less.
    expect([takenW(setup), alarms(setup)]).toEqual([7_800, [['FreqDroop', 'UnderFrequency', false]]])
    setup.station.setGrid({ frequencyHz: 50.5 })
    await settle()
    expect([takenW(setup), alarms(setup).length]).toEqual([10_000, 2])
    await setup.station.stop()
  })

  it('stops for a moment where the voltage is too low (LVMomCess)', async () => {
    const setup = await taking()
    await set(setup, { controlId: 'x', controlType: 'LVMomCess', curve: trip([50, 0]) })
    setup.station.setGrid({ voltagePercent: 45 })
    await settle()
    expect([takenW(setup), alarms(setup)]).toEqual([0, [['LVMomCess', 'UnderVoltage', false]]])
    setup.station.setGrid({ voltagePercent: 95 })
    await settle()
    expect([takenW(setup), alarms(setup).length]).toEqual([10_000, 2])
    await setup.station.stop()
  })

  it('is not told of where nobody takes or gives anything: there is nothing to deviate from (R05.FR.01)', async () => {
    const setup = await ready()
    await set(setup, { controlId: 'x', controlType: 'LVMomCess', curve: trip([50, 0]) })
    setup.station.setGrid({ voltagePercent: 45 })
    await settle()
    expect(alarms(setup)).toEqual([])
    await setup.station.startCharging({ idToken: 'CARD', ev: bigEv })
    await settle()
    expect(alarms(setup)).toEqual([['LVMomCess', 'UnderVoltage', false]])
    setup.station.unplug()
    await settle()
    expect(alarms(setup).at(-1)).toEqual(['LVMomCess', 'UnderVoltage', true])
    await setup.station.stop()
  })

  it('is left alone by controls that are switched off', async () => {
    const setup = await taking()
    await set(setup, { controlId: 'x', controlType: 'LVMomCess', curve: trip([50, 0]) })
    setup.station.setGrid({ voltagePercent: 45 })
    await settle()
    setup.station.configure({ derControlEnabled: false })
    await settle()
    expect([takenW(setup), alarms(setup).length]).toEqual([10_000, 2])
    await setup.station.stop()
  })

  it('is told to go by the rules of the grid until the alarm has ended, also after a power cut (R05.FR.02)', async () => {
    const setup = await taking({ state: createMemoryStateStore(), settings: { txResumptionTimeoutS: 0 } })
    await set(setup, { controlId: 'x', controlType: 'LVMomCess', curve: trip([50, 0]) })
    setup.station.setGrid({ voltagePercent: 45 })
    await settle()
    setup.station.powerCut()
    setup.station.setGrid({ voltagePercent: 100 })
    setup.csms.forget()
    await setup.station.powerRestored()
    await settle()
    expect(alarms(setup)).toEqual([['LVMomCess', 'UnderVoltage', true]])
    await setup.station.stop()
  })
})

describe('an alarm of a car', () => {
  it('is told, and its end, with what the car says of it (R02, R05.FR.01–02)', async () => {
    const setup = await giving({})
    setup.station.raiseDerAlarm({ controlType: 'HFMustTrip', gridEventFault: 'OverFrequency', extraInfo: 'inverter 2' })
    await settle()
    expect(setup.csms.last('NotifyDERAlarm')).toEqual({
      controlType: 'HFMustTrip',
      gridEventFault: 'OverFrequency',
      extraInfo: 'inverter 2',
      timestamp: inS(setup.csms, 0),
    })
    setup.station.endDerAlarm()
    setup.station.endDerAlarm()
    await settle()
    expect(alarms(setup)).toEqual([
      ['HFMustTrip', 'OverFrequency', false],
      ['HFMustTrip', 'OverFrequency', true],
    ])
    await setup.station.stop()
  })

  it('goes with the car, and waits for the csms', async () => {
    const setup = await giving({})
    await setup.csms.cut()
    setup.station.raiseDerAlarm({ controlType: 'VoltWatt', gridEventFault: 'VoltageImbalance' })
    setup.station.unplug()
    await setup.csms.restore()
    expect(alarms(setup)).toEqual([
      ['VoltWatt', 'VoltageImbalance', false],
      ['VoltWatt', 'VoltageImbalance', true],
    ])
    await setup.station.stop()
  })

  it('does not outlive a restart of the station, which tells its end (R05.FR.02)', async () => {
    const setup = await giving({})
    setup.station.raiseDerAlarm({ controlType: 'HFMustTrip' })
    await setup.csms.call('Reset', { type: 'Immediate' })
    await setup.csms.pass(10_000)
    expect(alarms(setup)).toEqual([
      ['HFMustTrip', undefined, false],
      ['HFMustTrip', undefined, true],
    ])
    await setup.station.stop()
  })

  it('needs a car, a type and a version', async () => {
    const setup = await ready()
    const raise =
      (controlType: string, more: object = {}) =>
      () =>
        setup.station.raiseDerAlarm({ controlType, ...more })
    expect(raise('VoltWatt')).toThrow('no car is plugged in')
    expect(raise('Nothing')).toThrow('controlType: there is no "Nothing"')
    expect(raise('VoltWatt', { gridEventFault: 'Boredom' })).toThrow('gridEventFault must be one of')
    expect(raise('VoltWatt', { evseId: 9 })).toThrow('there is no such EVSE')
    expect(() => setup.station.setGrid({ frequencyHz: -1 })).toThrow('frequencyHz must be a number from 0 to 100')
    await setup.station.stop()
    const old = await setUpCharging(ocpp201)
    expect(() => old.station.raiseDerAlarm({ controlType: 'VoltWatt' })).toThrow('OCPP 2.0.1 has no controls of the grid')
    await old.station.stop()
  })
})

describe('the nameplate of an inverter', () => {
  const names = (setup: Setup<V>): string[] =>
    reported(setup.csms)
      .filter(({ component }) => component.name.endsWith('DERCtrlr'))
      .map(({ component, variable }) => `${component.name}@${component.evse?.id}.${variable.name}`)

  it('is told for each DC EVSE, and what an AC one can emulate (R01.FR.01–02, R03.FR.03)', async () => {
    const setup = await ready({ evses: [{ kind: 'DC', maxPowerW: 50_000 }, { kind: 'AC' }] })
    await setup.csms.call('GetBaseReport', { requestId: 1, reportBase: 'FullInventory' })
    await settle()
    const mandatory =
      'MaxW,OverExcitedW,OverExcitedPF,UnderExcitedW,UnderExcitedPF,MaxVA,MaxVar,MaxVarNeg,MaxChargeRateW,MaxChargeRateVA,ModesSupported,InverterManufacturer,InverterModel,InverterSwVersion,InverterHwVersion,ReactiveSusceptance'
    expect(names(setup)).toEqual(
      expect.arrayContaining([...mandatory.split(',').map((name) => `DCDERCtrlr@1.${name}`), 'ACDERCtrlr@2.ModesSupported']),
    )
    expect(names(setup).filter((name) => /DCDERCtrlr@2|ACDERCtrlr@1/.test(name))).toEqual([])
    const told = (component: string, variable: string): string | undefined =>
      reported(setup.csms).find((one) => one.component.name === component && one.variable.name === variable)?.variableAttribute[0]?.value
    expect(told('DCDERCtrlr', 'MaxW')).toBe('50000')
    expect(told('DCDERCtrlr', 'OverExcitedW')).toBe('45000')
    expect(told('DCDERCtrlr', 'ModesSupported')?.split(',')).toHaveLength(22)
    expect(told('ACDERCtrlr', 'ModesSupported')).not.toContain('Var')
    await setup.station.stop()
  })

  it('is for EVSEs of its kind alone', async () => {
    const setup = await ready({ evses: [{ kind: 'DC' }, { kind: 'AC' }] })
    const ask = async (evseId: number): Promise<unknown> => {
      const component = { name: 'DCDERCtrlr', evse: { id: evseId } }
      const { getVariableResult } = await setup.csms.call('GetVariables', { getVariableData: [{ component, variable: { name: 'MaxVA' } }] })
      return (getVariableResult as Payload[])[0]?.['attributeStatus']
    }
    expect([await ask(1), await ask(2)]).toEqual(['Accepted', 'UnknownComponent'])
    await setup.station.stop()
  })

  it('in a car goes with what the car needs (R02.FR.01, R03.FR.01)', async () => {
    const setup = await giving({})
    setup.csms.answers['NotifyEVChargingNeeds'] = () => ({ status: 'Accepted' })
    const inverter = { evSupportedDERControl: ['HFMustTrip'], evInverterManufacturer: 'ACME', maxDischargeApparentPower: 11_000 }
    expect(await setup.station.requestEnergy({ inverter, energyWh: 5_000 })).toBe('Accepted')
    expect(setup.csms.last('NotifyEVChargingNeeds')['chargingNeeds']).toEqual({
      requestedEnergyTransfer: 'AC_BPT_DER',
      v2xChargingParameters: { maxChargePower: 22_000, maxDischargePower: 20_000, evTargetEnergyRequest: 5_000 },
      derChargingParameters: inverter,
    })
    await setup.station.stop()
  })
})

describe('the grid', () => {
  it('is what meters show, in all versions', async () => {
    for (const version of [ocpp16, ocpp201, ocpp21] as const) {
      const { station } = await setUpCharging(version, { evses: [{ kind: 'AC' }, { kind: 'DC' }] })
      expect(station.readMeter(1)).toMatchObject({ frequencyHz: 50, voltageV: 230 })
      station.setGrid({ frequencyHz: 49.9 })
      station.setGrid({ voltagePercent: 95 })
      expect(station.readMeter(1)).toMatchObject({ frequencyHz: 49.9, voltageV: 218.5 })
      expect(station.readMeter(2)).toMatchObject({ frequencyHz: 49.9, voltageV: 400 })
      expect(station.readMeter(0)).toMatchObject({ frequencyHz: 49.9, voltageV: 218.5 })
      await station.stop()
    }
  })

  it('is what it is, whether the station has power or not', async () => {
    const { station } = await setUpCharging(ocpp21, { state: createMemoryStateStore() })
    station.setGrid({ frequencyHz: 49.9 })
    station.powerCut()
    await station.powerRestored()
    expect(station.readMeter().frequencyHz).toBe(49.9)
    await station.stop()
  })
})
