import { describe, expect, it } from 'vitest'
import { type ChargePointOptions, createMemoryStateStore } from '../src/index.js'
import { bigEv, inS, setUpCharging } from './support/charging.js'
import { type Payload, settle } from './support/csms.js'
import { costsTold, finalCosts, nameForDrivers, periodsOf, type Station21, setDefault, tariff, tariffsTold } from './support/tariffs.js'
import { ocpp21 } from './support/versions.js'
import { story } from './support/words.js'

const hour = 3_600_000
const accepted = { status: 'Accepted' }
const condition = (conditions: object): object => ({ energy: { prices: [{ priceKwh: 1, conditions }] } })

const ready = (options: Partial<ChargePointOptions<typeof ocpp21>> = {}): Promise<Station21> =>
  setUpCharging(ocpp21, { evses: [{}, {}], ...options, settings: { runningCostEnabled: false, ...options.settings } })

const get = ({ csms }: Station21, evseId = 0): Promise<Payload> => csms.call('GetTariffs', { evseId })

const assigned = async (setup: Station21, evseId = 0): Promise<unknown> => (await get(setup, evseId))['tariffAssignments']

const charge = async ({ station }: Station21, idToken = 'CARD', evseId = 1): Promise<void> => {
  await station.startCharging({ evseId, idToken, ev: bigEv })
  await settle()
}

const problems = ({ csms }: Station21): unknown[] =>
  csms.of('NotifyEvent').flatMap(({ eventData }) => (eventData as Payload[]).map(({ actualValue, techCode }) => [actualValue, techCode]))

describe('a default tariff of a 2.1 station', () => {
  it('is installed at all EVSEs or at one, where it replaces the other (I07.FR.10–12, I07.FR.22, I09.FR.01–04)', async () => {
    const setup = await ready()
    expect(await get(setup)).toEqual({ status: 'NoTariff' })
    expect(await setDefault(setup, tariff('T1'))).toEqual(accepted)
    expect(await setDefault(setup, tariff('T2'), 2)).toEqual(accepted)
    const first = { tariffId: 'T1', tariffKind: 'DefaultTariff', evseIds: [1] }
    const second = { tariffId: 'T2', tariffKind: 'DefaultTariff', evseIds: [2] }
    expect(await assigned(setup)).toEqual([first, second])
    expect(await assigned(setup, 2)).toEqual([second])
    await setDefault(setup, tariff('T3'))
    expect(await assigned(setup)).toEqual([{ tariffId: 'T3', tariffKind: 'DefaultTariff', evseIds: [1, 2] }])
    await setup.station.stop()
  })

  it.each([
    ['TooManyElements (I07.FR.02)', tariff('T1', { energy: { prices: [{ priceKwh: 1 }, { priceKwh: 2 }, { priceKwh: 3 }] } }), undefined],
    ['ConditionNotSupported (I07.FR.03)', tariff('T1', condition({ evseKind: 'AC' })), undefined],
    ['Rejected for its currency (I07.FR.05)', { ...tariff('T1'), currency: 'e' }, 'InvalidValue'],
  ])('is answered %s', async (name, one, reasonCode) => {
    const setup = await ready({ settings: { tariffMaxElements: 2, tariffConditions: false } })
    const [status] = name.split(' ')
    expect(await setDefault(setup, one)).toEqual({ status, ...(reasonCode && { statusInfo: { reasonCode } }) })
    expect(await get(setup)).toEqual({ status: 'NoTariff' })
    await setup.station.stop()
  })

  it.each([
    { startTimeOfDay: '08:00', endTimeOfDay: '24:00' },
    { validFromDate: '2025-13-01' },
    { validFromDate: '2025-02-01', validToDate: '2025-01-01' },
    { minPower: 5, maxPower: 5 },
    { minEnergy: 1, maxEnergy: -5 },
  ])('is Rejected for conditions that nothing can meet: %o (I07.FR.05)', async (conditions) => {
    const setup = await ready()
    const answer = await setDefault(setup, tariff('T1', condition(conditions))).catch(({ code }: { code: string }) => ({ code }))
    expect(answer).not.toEqual(accepted)
    expect(await get(setup)).toEqual({ status: 'NoTariff' })
    await setup.station.stop()
  })

  it('is not taken twice, nor for an EVSE that is not there (I07.FR.04, I07.FR.06)', async () => {
    const setup = await ready()
    await setDefault(setup, tariff('T1'), 1)
    expect(await setDefault(setup, tariff('T1'), 2)).toEqual({ status: 'DuplicateTariffId' })
    expect(await setDefault(setup, tariff('T2'), 3)).toEqual({ status: 'Rejected', statusInfo: { reasonCode: 'UnknownEvse' } })
    await setup.station.stop()
  })

  it('is not supported where tariffs are switched off (I07.FR.01, I11.FR.01)', async () => {
    const setup = await ready({ settings: { tariffEnabled: false } })
    await expect(setDefault(setup, tariff('T1'))).rejects.toMatchObject({ code: 'NotSupported' })
    const change = setup.csms.call('ChangeTransactionTariff', { transactionId: 'any', tariff: tariff('T1') })
    await expect(change).rejects.toMatchObject({ code: 'NotSupported' })
    await setup.station.stop()
  })

  it('waits for its time, and replaces the one before then (I07.FR.18–21, I07.FR.23, I09.FR.07)', async () => {
    const setup = await ready()
    const { csms } = setup
    const inAnHour = inS(csms, 3_600)
    const inTwo = inS(csms, 7_200)
    await setDefault(setup, tariff('T1'), 1)
    await setDefault(setup, { ...tariff('T3'), validFrom: inTwo }, 1)
    await setDefault(setup, { ...tariff('T2'), validFrom: inAnHour }, 1)
    const ids = async (): Promise<unknown> => ((await assigned(setup)) as Payload[]).map(({ tariffId, validFrom }) => [tariffId, validFrom])
    expect(await ids()).toEqual([
      ['T1', undefined],
      ['T3', inTwo],
      ['T2', inAnHour],
    ])
    await charge(setup)
    expect(tariffsTold(csms)).toEqual([['Authorized', 'T1']])
    await csms.pass(hour, hour)
    expect(await ids()).toEqual([
      ['T3', inTwo],
      ['T2', inAnHour],
    ])
    // What runs goes on as it began (I07.FR.24).
    await setup.station.stopCharging()
    await settle()
    expect(periodsOf(finalCosts(csms))).toEqual(['T1: Energy 22000'])
    await csms.pass(hour, hour)
    expect(await ids()).toEqual([['T3', inTwo]])
    await setup.station.stop()
  })

  it('survives a power cut (I07.FR.13)', async () => {
    const state = createMemoryStateStore()
    const setup = await ready({ state })
    await setDefault(setup, tariff('T1'))
    await setup.station.stop()
    const again = await ready({ state })
    expect(await assigned(again)).toMatchObject([{ tariffId: 'T1', evseIds: [1, 2] }])
    await again.station.stop()
  })

  it.each([
    [{}, ['T1', 'T2'], []],
    [{ tariffIds: ['T2', 'T9'] }, ['T2'], ['T1']],
    [{ evseId: 1 }, ['T1'], ['T2']],
    [{ tariffIds: ['T1'], evseId: 2 }, [undefined], ['T1', 'T2']],
  ])('is cleared by %o (I10.FR.01–06)', async (request, cleared, left) => {
    const setup = await ready()
    await setDefault(setup, tariff('T1'), 1)
    await setDefault(setup, tariff('T2'), 2)
    const { clearTariffsResult } = await setup.csms.call('ClearTariffs', request)
    const status = cleared[0] === undefined ? 'NoTariff' : 'Accepted'
    expect(clearTariffsResult).toEqual(cleared.map((tariffId) => ({ ...(tariffId && { tariffId }), status })))
    expect((((await assigned(setup)) ?? []) as Payload[]).map(({ tariffId }) => tariffId)).toEqual(left)
    await setup.station.stop()
  })

  it('goes on in the transaction that goes by it when it is cleared (I10.FR.07)', async () => {
    const setup = await ready()
    await setDefault(setup, tariff('T1'))
    await charge(setup)
    await setup.csms.call('ClearTariffs', {})
    await setup.csms.pass(hour, hour)
    await setup.station.stopCharging()
    await settle()
    expect(finalCosts(setup.csms).totalCost.total.exclTax).toBeCloseTo(6.6, 4)
    await setup.station.stop()
  })

  it('is turned down by a driver before the car is there: nothing is charged (I07.FR.30–31)', async () => {
    const setup = await ready({ settings: { txStartPoints: ['Authorized'], txStopPoints: ['Authorized'] } })
    const { station, csms } = setup
    await setDefault(setup, tariff('T1'))
    await station.presentCard({ evseId: 1, idToken: 'CARD' })
    station.declineTariff({ evseId: 1 })
    await settle()
    expect(story(csms)).toEqual(['0 Started Authorized Idle', '1 Ended TariffNotAccepted Idle DeAuthorized'])
    expect(tariffsTold(csms)).toEqual([])
    expect(costsTold(csms)).toEqual([])
    expect(() => station.declineTariff({ evseId: 1 })).toThrow(expect.objectContaining({ code: 'NOT_AUTHORIZED' }))
    await charge(setup)
    expect(() => station.declineTariff()).toThrow(expect.objectContaining({ code: 'TARIFF_ACCEPTED' }))
    await station.stop()
  })
})

describe('the tariff of a driver', () => {
  it('counts for his transaction alone, told once (I08.FR.04, I08.FR.10, I08.FR.22, I09.FR.05–06)', async () => {
    const setup = await ready()
    const { station, csms } = setup
    await setDefault(setup, tariff('T1'))
    nameForDrivers(csms, { ...tariff('D1', { energy: { prices: [{ priceKwh: 1 }] } }), validFrom: inS(csms, 7_200) })
    await station.presentCard({ evseId: 1, idToken: 'CARD' })
    const driver = { tariffId: 'D1', tariffKind: 'DriverTariff', idTokens: ['CARD'] }
    expect(await assigned(setup)).toContainEqual(driver)
    station.plugIn({ ev: bigEv })
    await settle()
    expect(await assigned(setup)).toContainEqual({ ...driver, evseIds: [1] })
    await csms.pass(hour, hour)
    await station.stopCharging()
    await settle()
    expect(tariffsTold(csms)).toEqual([['CablePluggedIn', 'D1']])
    expect(finalCosts(csms).totalCost.total.exclTax).toBeCloseTo(22, 3)
    // It is gone with the transaction (I08.FR.06).
    expect(await assigned(setup)).toMatchObject([{ tariffId: 'T1' }])
    await station.stop()
  })

  it('is gone when he does not come in time (I08.FR.07)', async () => {
    const setup = await ready()
    nameForDrivers(setup.csms, tariff('D1'))
    await setup.station.presentCard({ evseId: 1, idToken: 'CARD' })
    await setup.csms.pass(61_000)
    expect(await get(setup)).toEqual({ status: 'NoTariff' })
    await setup.station.stop()
  })

  it('is told when the card comes after the cable (I08 scenario 2)', async () => {
    const setup = await ready({ settings: { txStartPoints: ['EVConnected'] } })
    nameForDrivers(setup.csms, tariff('D1'))
    await charge(setup)
    expect(tariffsTold(setup.csms)).toEqual([['Authorized', 'D1']])
    await setup.station.stop()
  })

  it('is remembered with his token (I08.FR.05)', async () => {
    const setup = await ready({ settings: { localPreAuthorize: true } })
    const { station, csms } = setup
    nameForDrivers(csms, tariff('D1'))
    await charge(setup)
    await station.stopCharging()
    station.unplug()
    await settle()
    csms.forget()
    await charge(setup)
    expect(csms.of('Authorize')).toEqual([])
    expect(tariffsTold(csms)).toEqual([['Authorized', 'D1']])
    await station.stop()
  })

  const broken = tariff('D1', { energy: { prices: Array.from({ length: 11 }, () => ({ priceKwh: 1 })) } })

  it.each([
    ['Deauthorize', 'refused', []],
    ['UseDefaultTariff', 'started', [['Authorized', 'T1']]],
    ['CentralCost', 'started', []],
  ])('that cannot be worked with: %s (I08.FR.30–33, I08.FR.37)', async (handleFailedTariff, outcome, told) => {
    const setup = await ready({ settings: { handleFailedTariff } })
    const { station, csms } = setup
    await setDefault(setup, tariff('T1'))
    nameForDrivers(csms, broken)
    station.plugIn({ ev: bigEv })
    expect(await station.presentCard({ evseId: 1, idToken: 'CARD' })).toMatchObject({ outcome })
    await settle()
    expect(tariffsTold(csms)).toEqual(told)
    expect(problems(setup)).toEqual([['true', 'TooManyElements']])
    await station.stop()
  })

  it('that can be worked with again ends the alarm (I08.FR.35–36)', async () => {
    const setup = await ready()
    const { station, csms } = setup
    const variable = { component: { name: 'TariffCostCtrlr' }, variable: { name: 'Problem' } }
    const problem = async (): Promise<unknown> =>
      ((await csms.call('GetVariables', { getVariableData: [variable] }))['getVariableResult'] as [Payload])[0]['attributeValue']
    nameForDrivers(csms, broken)
    await station.presentCard({ evseId: 1, idToken: 'CARD' })
    expect(await problem()).toBe('true')
    nameForDrivers(csms, tariff('D1'))
    await station.presentCard({ evseId: 2, idToken: 'OTHER' })
    await settle()
    expect(await problem()).toBe('false')
    expect(problems(setup)).toEqual([
      ['true', 'TooManyElements'],
      ['false', undefined],
    ])
    await station.stop()
  })

  it('that cannot be worked with is told by the monitor of the csms where it has one (I08.FR.37)', async () => {
    const setup = await ready()
    const { station, csms } = setup
    const variable = { component: { name: 'TariffCostCtrlr' }, variable: { name: 'Problem' } }
    await csms.call('SetVariableMonitoring', { setMonitoringData: [{ type: 'Delta', value: 1, severity: 4, ...variable }] })
    nameForDrivers(csms, broken)
    await station.presentCard({ evseId: 1, idToken: 'CARD' })
    await settle()
    const events = csms.of('NotifyEvent').flatMap(({ eventData }) => eventData as Payload[])
    expect(events).toMatchObject([{ trigger: 'Delta', eventNotificationType: 'CustomMonitor', actualValue: 'true' }])
    await station.stop()
  })
})

describe('the tariff of a transaction', () => {
  const change = (setup: Station21, one: Payload, transactionId = setup.station.state.evses[0]?.transaction?.transactionId) =>
    setup.csms.call('ChangeTransactionTariff', { transactionId, tariff: one })

  it('changes when the csms says so, from then on (I11.FR.06–08, I12.FR.30)', async () => {
    const setup = await ready()
    const { station, csms } = setup
    const description = [{ format: 'UTF8', language: 'en', content: 'now 1 euro' }]
    await setDefault(setup, tariff('T1', { energy: { prices: [{ priceKwh: 0.5 }] }, fixedFee: { prices: [{ priceFixed: 1 }] } }))
    await charge(setup)
    await csms.pass(hour, hour)
    const dearer = { energy: { prices: [{ priceKwh: 1 }] }, fixedFee: { prices: [{ priceFixed: 5 }] }, description }
    expect(await change(setup, tariff('X1', dearer))).toEqual(accepted)
    expect(tariffsTold(csms)).toEqual([
      ['Authorized', 'T1'],
      ['TariffChanged', 'X1'],
    ])
    expect(station.state.display.drivers).toMatchObject([{ text: 'now 1 euro' }])
    expect(await assigned(setup, 1)).toContainEqual({ tariffId: 'X1', tariffKind: 'DriverTariff', evseIds: [1], idTokens: ['CARD'] })
    await csms.pass(hour, hour)
    await station.stopCharging()
    await settle()
    const details = finalCosts(csms)
    expect(periodsOf(details)).toEqual(['T1: Energy 22000', 'X1: Energy 22000'])
    expect(details.totalCost.total.exclTax).toBeCloseTo(1 + 11 + 22, 3)
    await station.stop()
  })

  it('may be its first, and counts from then on (I11.FR.07)', async () => {
    const setup = await ready()
    await charge(setup)
    await setup.csms.pass(hour, hour)
    expect(await change(setup, tariff('X1', { energy: { prices: [{ priceKwh: 1 }] } }))).toEqual(accepted)
    await setup.csms.pass(hour, hour)
    await setup.station.stopCharging()
    await settle()
    expect(finalCosts(setup.csms)).toMatchObject({
      totalCost: { total: { exclTax: expect.closeTo(22, 3) } },
      totalUsage: { energy: 44_000 },
    })
    await setup.station.stop()
  })

  it.each([
    ['TooManyElements (I11.FR.02)', tariff('X1', { energy: { prices: [{ priceKwh: 1 }, { priceKwh: 2 }, { priceKwh: 3 }] } }), undefined],
    ['ConditionNotSupported (I11.FR.03)', tariff('X1', condition({ evseKind: 'AC' })), undefined],
    ['TxNotFound (I11.FR.04)', tariff('X1'), 'another'],
    ['NoCurrencyChange (I11.FR.05)', { ...tariff('X1'), currency: 'NOK' }, undefined],
  ])('stays as it is: %s', async (name, one, transactionId) => {
    const setup = await ready({ settings: { tariffMaxElements: 2, tariffConditions: false } })
    await setDefault(setup, tariff('T1'))
    await charge(setup)
    expect(await change(setup, one, transactionId)).toEqual({ status: name.split(' ')[0] })
    expect(tariffsTold(setup.csms)).toEqual([['Authorized', 'T1']])
    await setup.station.stop()
  })
})
