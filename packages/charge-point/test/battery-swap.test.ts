import { describe, expect, it } from 'vitest'
import { type BatterySwapOptions, type ChargePointOptions, createMemoryStateStore, type SwapEvent } from '../src/index.js'
import { runClock } from './support/charging.js'
import { type Payload, settle, setUp, type TestCsms } from './support/csms.js'
import { reported } from './support/device-model.js'
import { ocpp16, ocpp21, ocpp201 } from './support/versions.js'

const full = { serialNumber: 'FULL', socPercent: 85, sohPercent: 97, productionDate: '2025-03-01T00:00:00.000Z', vendorInfo: 'cells' }
const empty = { serialNumber: 'EMPTY', socPercent: 12.5, sohPercent: 91 }

/** Two slots, the second of which holds a full battery. */
const oneFull: BatterySwapOptions = { batteries: [{ evseId: 2, ...full }] }

const swapStation = async (batterySwap: BatterySwapOptions = oneFull, options: Partial<ChargePointOptions<typeof ocpp21>> = {}) => {
  const setup = await setUp(ocpp21, { evses: [{ kind: 'DC' }, { kind: 'DC' }], batterySwap, ...options })
  runClock(setup.csms)
  const steps: SwapEvent[] = []
  setup.station.on('batterySwap', (event) => steps.push(event))
  await setup.station.start()
  await settle()
  return { ...setup, steps }
}

const swapOf = async (...setup: Parameters<typeof swapStation>) => {
  const made = await swapStation(...setup)
  made.csms.forget()
  return made
}

const request = (csms: TestCsms, requestId = 7): Promise<Payload> =>
  csms.call('RequestBatterySwap', { requestId, idToken: { idToken: 'APP', type: 'Central' } })

const eventOf = (csms: TestCsms, evseId: number, eventType: string): Payload | undefined =>
  csms
    .of('TransactionEvent')
    .find((event) => event['eventType'] === eventType && (event['evse'] as { id: number } | undefined)?.id === evseId)

describe('a battery swap', () => {
  it('opens an empty slot, takes the empty battery and gives the full one (S01.FR.01, S03.FR.01, FR.03)', async () => {
    const { station, csms, steps } = await swapOf()
    expect(await station.presentCard({ idToken: 'CARD' })).toEqual({ outcome: 'started', status: 'Accepted', evseId: 1 })
    expect(csms.last('Authorize')).toEqual({ idToken: { idToken: 'CARD', type: 'ISO14443' } })
    expect(station.insertBatteries({ batteries: [empty] })).toEqual([2])
    await settle()
    const idToken = { idToken: 'CARD', type: 'ISO14443' }
    expect(csms.last('BatterySwap')).toEqual({
      eventType: 'BatteryIn',
      requestId: 1,
      idToken,
      batteryData: [{ evseId: 1, serialNumber: 'EMPTY', soC: 12.5, soH: 91 }],
    })
    expect(csms.last('StatusNotification')).toMatchObject({ evseId: 1, connectorStatus: 'Occupied' })
    expect(station.takeBatteries()).toMatchObject([{ evseId: 2, serialNumber: 'FULL', socPercent: 85 }])
    await settle()
    expect(csms.last('BatterySwap')).toEqual({
      eventType: 'BatteryOut',
      requestId: 1,
      idToken,
      batteryData: [{ evseId: 2, serialNumber: 'FULL', soC: 85, soH: 97, productionDate: full.productionDate, vendorInfo: 'cells' }],
    })
    expect(csms.last('StatusNotification')).toMatchObject({ evseId: 2, connectorStatus: 'Available' })
    expect(station.readBatteries()).toMatchObject([{ evseId: 1, serialNumber: 'EMPTY' }])
    expect(steps).toEqual([
      { requestId: 1, step: 'opened', evseIds: [1] },
      { requestId: 1, step: 'offered', evseIds: [2] },
      { requestId: 1, step: 'done', evseIds: [2] },
    ])
    await station.stop()
  })

  it('begins with a request of the csms, whose number it keeps (S02.FR.01–02)', async () => {
    const { station, csms } = await swapOf()
    expect(await request(csms)).toEqual({ status: 'Accepted' })
    expect(csms.of('Authorize')).toEqual([])
    station.insertBatteries({ batteries: [empty] })
    station.takeBatteries()
    await settle()
    expect(csms.of('BatterySwap')).toMatchObject([
      { eventType: 'BatteryIn', requestId: 7, idToken: { idToken: 'APP', type: 'Central' } },
      { eventType: 'BatteryOut', requestId: 7, idToken: { idToken: 'APP', type: 'Central' } },
    ])
    await station.stop()
  })

  it('is of a whole set, of the fullest batteries', async () => {
    const batteries = [85, 81, 90, 50].map((socPercent, index) => ({ evseId: index + 1, serialNumber: `B${index + 1}`, socPercent }))
    const evses = Array.from({ length: 6 }, () => ({ kind: 'DC' as const }))
    const { station } = await swapOf({ batteries, setSize: 2 }, { evses })
    await station.presentCard({ idToken: 'CARD' })
    expect(() => station.insertBatteries({ batteries: [empty] })).toThrow(TypeError)
    expect(station.insertBatteries({ batteries: [empty, { ...empty, serialNumber: 'EMPTY 2' }] })).toEqual([3, 1])
    expect(station.takeBatteries().map(({ serialNumber }) => serialNumber)).toEqual(['B3', 'B1'])
    expect(station.readBatteries().map(({ serialNumber }) => serialNumber)).toEqual(['B2', 'B4', 'EMPTY', 'EMPTY 2'])
    await station.stop()
  })

  it('is refused where no battery is full enough (S02.FR.04, S03.FR.05)', async () => {
    const { station, csms } = await swapOf({ batteries: [{ evseId: 2, ...full, socPercent: 79 }] })
    expect(await station.presentCard({ idToken: 'CARD' })).toMatchObject({ outcome: 'refused', status: 'NoBatteryAvailable' })
    expect(await request(csms)).toEqual({ status: 'Rejected', statusInfo: { reasonCode: 'NoBatteryAvailable' } })
    // …until it has been charged (S04.FR.05).
    await csms.pass(120_000)
    expect(await request(csms)).toEqual({ status: 'Accepted' })
    await station.stop()
  })

  it('is refused while another one is under way, where no slot is empty, and to whom the csms does not want', async () => {
    const { station, csms } = await swapOf()
    await request(csms)
    expect(await request(csms, 8)).toMatchObject({ status: 'Rejected', statusInfo: { additionalInfo: 'another swap is under way' } })
    station.insertBatteries({ batteries: [empty] })
    await csms.pass(60_000)
    expect(await request(csms, 9)).toMatchObject({ status: 'Rejected', statusInfo: { additionalInfo: 'no slot is empty' } })
    csms.answers['Authorize'] = () => ({ idTokenInfo: { status: 'Blocked' } })
    expect(await station.presentCard({ idToken: 'BAD' })).toMatchObject({ outcome: 'refused', status: 'Blocked' })
    await station.stop()
  })

  it('ends where no battery is put in, and nothing is told of it (S01.FR.02, S02.FR.05)', async () => {
    const { station, csms, steps } = await swapOf(oneFull, { settings: { swapTimeoutInS: 30 } })
    await station.presentCard({ idToken: 'CARD' })
    await csms.pass(30_000)
    expect(() => station.insertBatteries({ batteries: [empty] })).toThrow(expect.objectContaining({ code: 'NO_SWAP' }))
    expect(csms.of('BatterySwap')).toEqual([])
    expect(steps.map(({ step }) => step)).toEqual(['opened', 'aborted'])
    expect(await request(csms)).toEqual({ status: 'Accepted' })
    await station.stop()
  })

  it('tells where nobody takes the batteries that are offered (S03.FR.06)', async () => {
    const { station, csms } = await swapOf(oneFull, { settings: { swapTimeoutOutS: 30 } })
    await request(csms)
    station.insertBatteries({ batteries: [empty] })
    await csms.pass(30_000)
    expect(csms.last('BatterySwap')).toMatchObject({
      eventType: 'BatteryOutTimeout',
      requestId: 7,
      idToken: { idToken: 'APP' },
      batteryData: [{ evseId: 2, serialNumber: 'FULL' }],
    })
    expect(() => station.takeBatteries()).toThrow(expect.objectContaining({ code: 'NO_SWAP' }))
    expect(station.readBatteries()).toHaveLength(2)
    await station.stop()
  })

  it('reaches the csms later where the line is down', async () => {
    const { station, csms } = await swapOf()
    await request(csms)
    await csms.cut()
    station.insertBatteries({ batteries: [empty] })
    station.takeBatteries()
    await settle()
    expect(csms.of('BatterySwap')).toEqual([])
    await csms.restore()
    await settle()
    expect(csms.of('BatterySwap').map(({ eventType }) => eventType)).toEqual(['BatteryIn', 'BatteryOut'])
    await station.stop()
  })

  it('goes on after a power cut once the batteries are in, and does not before', async () => {
    const { station, csms } = await swapOf(oneFull, { state: createMemoryStateStore() })
    await request(csms)
    station.powerCut()
    expect(() => station.insertBatteries({ batteries: [empty] })).toThrow(expect.objectContaining({ code: 'NO_POWER' }))
    await station.powerRestored()
    expect(() => station.insertBatteries({ batteries: [empty] })).toThrow(expect.objectContaining({ code: 'NO_SWAP' }))
    await request(csms, 8)
    station.insertBatteries({ batteries: [empty] })
    await settle()
    station.powerCut()
    await station.powerRestored()
    expect(station.takeBatteries()).toMatchObject([{ serialNumber: 'FULL' }])
    await settle()
    expect(csms.last('BatterySwap')).toMatchObject({ eventType: 'BatteryOut', requestId: 8 })
    await station.stop()
  })

  it('is none of a slot that is broken', async () => {
    const { station, csms } = await swapOf(oneFull, { evses: [{ kind: 'DC' }, { kind: 'DC' }, { kind: 'DC' }] })
    station.setFault({ evseId: 1, fault: 'OtherError' })
    expect(await request(csms)).toEqual({ status: 'Accepted' })
    station.setFault({ evseId: 3, fault: 'OtherError' })
    expect(() => station.insertBatteries({ batteries: [empty] })).toThrow(expect.objectContaining({ code: 'NOT_AVAILABLE' }))
    station.clearFault({ evseId: 3, fault: 'OtherError' })
    expect(station.insertBatteries({ batteries: [empty] })).toEqual([2])
    await station.stop()
  })
})

describe('a battery in its slot', () => {
  it('charges in a transaction of its own (S04.FR.01, FR.03, S03.FR.02)', async () => {
    const { station, csms } = await swapOf()
    await request(csms)
    station.insertBatteries({ batteries: [empty] })
    await settle()
    expect(eventOf(csms, 1, 'Started')).toMatchObject({
      triggerReason: 'CablePluggedIn',
      transactionInfo: { chargingState: 'Charging' },
      idToken: { idToken: '', type: 'NoAuthorization' },
    })
    await station.stop()
  })

  it('has the token that the csms gives to batteries (S04.FR.02)', async () => {
    const { station, csms } = await swapOf(oneFull, { settings: { swapIdToken: 'BSS-001' } })
    await request(csms)
    station.insertBatteries({ batteries: [empty] })
    await settle()
    expect(eventOf(csms, 1, 'Started')).toMatchObject({ idToken: { idToken: 'BSS-001', type: 'Central' } })
    await station.stop()
  })

  it('tells how full it is, and stops where it is full enough (S04.FR.04, FR.06)', async () => {
    const { station, csms } = await swapOf(oneFull, { settings: { sampleIntervalS: 60, sampledMeasurands: ['SoC'] } })
    await csms.pass(60_000)
    const sample = csms.of('TransactionEvent').find(({ triggerReason }) => triggerReason === 'MeterValuePeriodic')
    expect(sample).toMatchObject({ meterValue: [{ sampledValue: [{ measurand: 'SoC' }] }] })
    await csms.pass(600_000)
    expect(csms.of('TransactionEvent').find(({ triggerReason }) => triggerReason === 'EnergyLimitReached')).toMatchObject({
      eventType: 'Updated',
      transactionInfo: { chargingState: 'SuspendedEVSE' },
    })
    expect(station.readBatteries()[0]?.socPercent).toBeCloseTo(90)
    // A higher limit lets the energy flow again.
    station.configure({ swapMaxSocPercent: 95 })
    await csms.pass(1_200_000, 10_000)
    expect(station.readBatteries()[0]?.socPercent).toBeCloseTo(95)
    await station.stop()
  })

  it('ends its transaction when it is taken out (S04.FR.07)', async () => {
    const { station, csms } = await swapOf()
    await request(csms)
    station.insertBatteries({ batteries: [empty] })
    station.takeBatteries()
    await settle()
    expect(csms.of('TransactionEvent').find(({ eventType }) => eventType === 'Ended')).toMatchObject({
      triggerReason: 'EVCommunicationLost',
      transactionInfo: { chargingState: 'Idle', stoppedReason: 'EVDisconnected' },
    })
    await station.stop()
  })

  it('begins a new transaction after each start of the station (S04.FR.11)', async () => {
    const { station, csms } = await swapStation()
    expect(eventOf(csms, 2, 'Started')).toMatchObject({ transactionInfo: { chargingState: 'Charging' } })
    for (const restart of ['power cut', 'reset'] as const) {
      csms.forget()
      if (restart === 'reset') await csms.call('Reset', { type: 'Immediate' })
      else station.powerCut()
      if (restart === 'power cut') await station.powerRestored()
      await csms.pass(5_000)
      expect(csms.of('TransactionEvent').map(({ eventType }) => eventType)).toEqual(expect.arrayContaining(['Ended', 'Started']))
      expect(eventOf(csms, 2, 'Started')).toMatchObject({ triggerReason: 'CablePluggedIn', transactionInfo: { chargingState: 'Charging' } })
    }
    // What has reached its limit is told so at once.
    await csms.pass(600_000)
    csms.forget()
    station.powerCut()
    await station.powerRestored()
    await settle()
    expect(csms.of('TransactionEvent').map(({ triggerReason }) => triggerReason)).toEqual(
      expect.arrayContaining(['CablePluggedIn', 'EnergyLimitReached']),
    )
    expect(station.readMeter(2).powerW).toBe(0)
    await station.stop()
  })
})

describe('the device model of a swap station', () => {
  const read = async (csms: TestCsms, component: object, name: string, instance?: string): Promise<unknown> => {
    const variable = { name, ...(instance === undefined ? {} : { instance }) }
    const answer = await csms.call('GetVariables', { getVariableData: [{ component, variable }] })
    const [{ attributeStatus, attributeValue }] = answer['getVariableResult'] as [Payload]
    return attributeStatus === 'Accepted' ? attributeValue : attributeStatus
  }
  const write = async (csms: TestCsms, name: string, attributeValue: string): Promise<unknown> => {
    const data = { component: { name: 'BatterySwapCtrlr' }, variable: { name }, attributeValue }
    return ((await csms.call('SetVariables', { setVariableData: [data] }))['setVariableResult'] as [Payload])[0]['attributeStatus']
  }
  const slot = (evseId: number): object => ({ name: 'BatteryCartridge', evse: { id: evseId } })
  const door = (evseId: number): object => ({ name: 'Connector', evse: { id: evseId, connectorId: 1 } })

  it('tells what is in the slots, and takes what is configured (S04.FR.08–10)', async () => {
    const { station, csms } = await swapOf()
    expect(await read(csms, slot(2), 'Available')).toBe('true')
    expect(await read(csms, slot(2), 'SoC')).toBe('85')
    expect(await read(csms, slot(2), 'SoH')).toBe('97')
    expect(await read(csms, slot(2), 'WorkingMode')).toBe('CV')
    expect(await read(csms, slot(1), 'Available')).toBe('false')
    expect(await read(csms, slot(1), 'WorkingMode')).toBe('Standby')
    expect(await read(csms, door(1), 'SlotStatus')).toBe('Locked')
    expect(await read(csms, door(1), 'ConnectorType')).toBe('BatterySlot')
    expect(await read(csms, { name: 'TxCtrlr' }, 'TxStartPoint')).toBe('EVConnected')
    expect(await read(csms, { name: 'TxCtrlr' }, 'TxStopPoint')).toBe('EVConnected')
    expect(await read(csms, { name: 'BatterySwapCtrlr' }, 'Timeout', 'In')).toBe('60')
    await request(csms)
    expect(await read(csms, door(1), 'SlotStatus')).toBe('Open')
    station.setFault({ evseId: 1, fault: 'OtherError' })
    expect(await read(csms, door(1), 'SlotStatus')).toBe('Faulted')
    expect(await write(csms, 'TargetSoc', '91')).toBe('Rejected')
    expect(await write(csms, 'MaxSoc', '79')).toBe('Rejected')
    expect(await write(csms, 'TargetSoc', '86')).toBe('Accepted')
    expect(await write(csms, 'MaxSoc', '86')).toBe('Accepted')
    await csms.pass(300_000)
    expect(await read(csms, slot(2), 'WorkingMode')).toBe('Full')
    await station.stop()
  })

  it('is none of any other station, which swaps nothing', async () => {
    const { station, csms } = await setUp(ocpp21)
    await station.start()
    expect(await read(csms, { name: 'BatterySwapCtrlr' }, 'MaxSoc')).toBe('UnknownComponent')
    expect(await read(csms, door(1), 'SlotStatus')).toBe('UnknownVariable')
    expect(await read(csms, door(1), 'ConnectorType')).toBe('sType2')
    expect(await request(csms)).toMatchObject({ status: 'Rejected', statusInfo: { reasonCode: 'UnsupportedRequest' } })
    expect(() => station.takeBatteries()).toThrow(expect.objectContaining({ code: 'NO_SWAP' }))
    expect(station.readBatteries()).toEqual([])
    csms.forget()
    await csms.call('GetBaseReport', { requestId: 1, reportBase: 'FullInventory' })
    const names = reported(csms).map(({ component }) => component.name)
    expect(names.filter((name) => name.startsWith('Battery'))).toEqual([])
    expect(names).toContain('Connector')
    await station.stop()
  })

  it.each([
    ['1.6', ocpp16],
    ['2.0.1', ocpp201],
  ] as const)('is nothing for %s', async (_, version) => {
    await expect(setUp<typeof ocpp16 | typeof ocpp201>(version, { batterySwap: oneFull })).rejects.toThrow('2.1')
  })

  it('begins with what was known of the batteries, which must be right', async () => {
    const wrong: readonly BatterySwapOptions[] = [
      { batteries: [{ ...full, evseId: 3 }] },
      { batteries: [{ ...full, evseId: 1, socPercent: 101 }] },
      { batteries: [{ ...full, evseId: 1, serialNumber: '' }] },
      { batteries: [{ ...full, evseId: 1, productionDate: 'once' }] },
      { setSize: 3 },
    ]
    for (const batterySwap of wrong) await expect(swapStation(batterySwap)).rejects.toThrow(TypeError)
  })
})
