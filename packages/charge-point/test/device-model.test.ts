import { describe, expect, it } from 'vitest'
import { type Payload, settle, setUp, setUpAccepted } from './support/csms.js'
import { nameOf, oddVersions2, type Reported, reported } from './support/device-model.js'
import { ocpp21, versions2 } from './support/versions.js'

const offlineThreshold = { component: { name: 'OCPPCommCtrlr' }, variable: { name: 'OfflineThreshold' } }
const offline = { component: { name: 'AuthCtrlr' }, variable: { name: 'LocalAuthorizeOffline' } }

/** What part 5 asks of the Core profile, and part 2 of every station (chapter "Referenced Components and Variables"). */
const required = `
  AlignedDataCtrlr.Interval AlignedDataCtrlr.Measurands AlignedDataCtrlr.TxEndedInterval AlignedDataCtrlr.TxEndedMeasurands
  AuthCtrlr.AuthorizeRemoteStart AuthCtrlr.LocalAuthorizeOffline AuthCtrlr.LocalPreAuthorize
  ChargingStation.AvailabilityState ChargingStation.Available ChargingStation.SupplyPhases
  ClockCtrlr.DateTime ClockCtrlr.TimeSource
  Connector@1/1.Available Connector@1/1.ConnectorType Connector@1/1.SupplyPhases Connector@1/2.Available Connector@2/1.ConnectorType
  DeviceDataCtrlr.BytesPerMessage[GetReport] DeviceDataCtrlr.BytesPerMessage[GetVariables] DeviceDataCtrlr.BytesPerMessage[SetVariables]
  DeviceDataCtrlr.ItemsPerMessage[GetReport] DeviceDataCtrlr.ItemsPerMessage[GetVariables] DeviceDataCtrlr.ItemsPerMessage[SetVariables]
  EVSE@1.AvailabilityState EVSE@1.Available EVSE@1.Power EVSE@1.SupplyPhases EVSE@2.AvailabilityState EVSE@2.Power
  MonitoringCtrlr.BytesPerMessage[SetVariableMonitoring] MonitoringCtrlr.ItemsPerMessage[SetVariableMonitoring]
  OCPPCommCtrlr.FileTransferProtocols OCPPCommCtrlr.MessageTimeout[Default]
  OCPPCommCtrlr.MessageAttemptInterval[TransactionEvent] OCPPCommCtrlr.MessageAttempts[TransactionEvent]
  OCPPCommCtrlr.NetworkConfigurationPriority OCPPCommCtrlr.NetworkProfileConnectionAttempts OCPPCommCtrlr.OfflineThreshold
  OCPPCommCtrlr.ResetRetries OCPPCommCtrlr.UnlockOnEVSideDisconnect
  SampledDataCtrlr.TxEndedInterval SampledDataCtrlr.TxEndedMeasurands SampledDataCtrlr.TxStartedMeasurands
  SampledDataCtrlr.TxUpdatedInterval SampledDataCtrlr.TxUpdatedMeasurands
  SecurityCtrlr.CertificateEntries SecurityCtrlr.OrganizationName SecurityCtrlr.SecurityProfile
  TxCtrlr.EVConnectionTimeOut TxCtrlr.StopTxOnEVSideDisconnect TxCtrlr.StopTxOnInvalidId TxCtrlr.TxStartPoint TxCtrlr.TxStopPoint
`
  .trim()
  .split(/\s+/)

describe.each(versions2)('a %s station', (_, version) => {
  it('tells one value (TC_B_06)', async () => {
    const { station, csms } = await setUpAccepted(version, { settings: { offlineThresholdS: 300 } })
    const answer = await csms.call('GetVariables', { getVariableData: [{ ...offlineThreshold, attributeType: 'Actual' }] })
    expect(answer['getVariableResult']).toEqual([
      { ...offlineThreshold, attributeStatus: 'Accepted', attributeType: 'Actual', attributeValue: '300' },
    ])
    await station.stop()
  })

  it('tells several at once, in the order asked for (B06.FR.01–02, TC_B_07)', async () => {
    const { station, csms } = await setUpAccepted(version, { settings: { offlineThresholdS: 300 } })
    const answer = await csms.call('GetVariables', { getVariableData: [offlineThreshold, offline] })
    expect(answer['getVariableResult']).toMatchObject([
      { ...offlineThreshold, attributeType: 'Actual', attributeValue: '300' },
      { ...offline, attributeType: 'Actual', attributeValue: 'true' },
    ])
    await station.stop()
  })

  it.each([
    ['UnknownComponent (TC_B_32, TC_B_35)', { component: { name: 'UnknownComponent' }, variable: { name: 'OfflineThreshold' } }],
    ['UnknownVariable (TC_B_33, TC_B_36)', { component: { name: 'OCPPCommCtrlr' }, variable: { name: 'UnknownVariable' } }],
    ['NotSupportedAttributeType (TC_B_34, TC_B_37)', { ...offlineThreshold, attributeType: 'Target' }],
  ])('answers %s (B05.FR.04–06, B06.FR.06–08)', async (name, data) => {
    const { station, csms } = await setUpAccepted(version)
    const [attributeStatus] = name.split(' ')
    const got = await csms.call('GetVariables', { getVariableData: [data] })
    expect(got['getVariableResult']).toEqual([{ attributeType: 'Actual', ...data, attributeStatus }])
    const set = await csms.call('SetVariables', { setVariableData: [{ ...data, attributeValue: '1' }] })
    expect(set['setVariableResult']).toEqual([{ attributeType: 'Actual', ...data, attributeStatus }])
    await station.stop()
  })

  it('takes one value (B05.FR.10, TC_B_09)', async () => {
    const { station, csms } = await setUpAccepted(version)
    const data = { ...offlineThreshold, attributeType: 'Actual', attributeValue: '300' }
    const { setVariableResult } = await csms.call('SetVariables', { setVariableData: [data] })
    expect(setVariableResult).toEqual([{ ...offlineThreshold, attributeType: 'Actual', attributeStatus: 'Accepted' }])
    expect(station.settings.offlineThresholdS).toBe(300)
    await station.stop()
  })

  it('takes several at once, and names the attribute even where it was left out (B05.FR.12, TC_B_10)', async () => {
    const { station, csms } = await setUpAccepted(version)
    const answer = await csms.call('SetVariables', {
      setVariableData: [
        { ...offlineThreshold, attributeValue: '300' },
        { ...offline, attributeValue: 'false' },
      ],
    })
    expect(answer['setVariableResult']).toEqual([
      { ...offlineThreshold, attributeType: 'Actual', attributeStatus: 'Accepted' },
      { ...offline, attributeType: 'Actual', attributeStatus: 'Accepted' },
    ])
    expect(station.settings).toMatchObject({ offlineThresholdS: 300, localAuthorizeOffline: false })
    await station.stop()
  })

  it.each([
    ['OfflineThreshold', 'OCPPCommCtrlr', ['300']],
    ['AuthorizeRemoteStart', 'AuthCtrlr', ['true']],
  ])('takes for %s what has its form, and refuses the rest (B05.FR.07–08, TC_B_11)', async (name, component, good) => {
    const { station, csms } = await setUpAccepted(version)
    for (const attributeValue of ['300', '300.1', 'true', '2026-01-01T00:00:00Z', 'abc', '-1', '99999999999']) {
      const { setVariableResult } = await csms.call('SetVariables', {
        setVariableData: [{ component: { name: component }, variable: { name }, attributeValue }],
      })
      const isGood = good.includes(attributeValue)
      expect(setVariableResult).toMatchObject([
        isGood ? { attributeStatus: 'Accepted' } : { attributeStatus: 'Rejected', attributeStatusInfo: { reasonCode: 'InvalidValue' } },
      ])
    }
    await station.stop()
  })

  it('refuses to set what can only be read (B05.FR.09, TC_B_39)', async () => {
    const { station, csms } = await setUpAccepted(version)
    const named = { component: { name: 'OCPPCommCtrlr' }, variable: { name: 'MessageTimeout', instance: 'Default' } }
    const answer = await csms.call('SetVariables', { setVariableData: [{ ...named, attributeValue: '5' }] })
    expect(answer['setVariableResult']).toMatchObject([
      { ...named, attributeStatus: 'Rejected', attributeStatusInfo: { reasonCode: 'ReadOnly' } },
    ])
    await station.stop()
  })

  it('knows other attributes where a variable has them, empty as long as there is no value (B06.FR.13)', async () => {
    const { station, csms } = await setUpAccepted(version)
    const lamp = { component: { name: 'ChargingStatusIndicator' }, variable: { name: 'Percent' } }
    const power = { component: { name: 'EVSE', evse: { id: 1 } }, variable: { name: 'Power' } }
    const read = async (): Promise<unknown[]> => {
      const wishes = [lamp, { ...power, attributeType: 'Target' }, { ...power, attributeType: 'MaxSet' }]
      const { getVariableResult } = await csms.call('GetVariables', { getVariableData: wishes })
      return (getVariableResult as Payload[]).map(({ attributeValue }) => attributeValue)
    }
    expect(await read()).toEqual(['100', '0', ''])
    const set = { setVariableData: [{ ...lamp, attributeType: 'Target', attributeValue: '40' }] }
    expect(await csms.call('SetVariables', set)).toMatchObject({
      setVariableResult: [{ attributeType: 'Target', attributeStatus: 'Accepted' }],
    })
    station.setLimit({ limitW: 5_000 })
    await station.startCharging({ idToken: 'CARD', ev: {} })
    expect(await read()).toEqual(['40', '5000', '5000'])
    const tooBright = { setVariableData: [{ ...lamp, attributeType: 'Target', attributeValue: '101' }] }
    expect(await csms.call('SetVariables', tooBright)).toMatchObject({ setVariableResult: [{ attributeStatus: 'Rejected' }] })
    await station.stop()
  })

  it('refuses a request of too many elements or bytes (B06.FR.16–17, B08.FR.17–18)', async () => {
    const { station, csms } = await setUpAccepted(version)
    const many = Array.from({ length: 101 }, () => offlineThreshold)
    await expect(csms.call('GetVariables', { getVariableData: many })).rejects.toMatchObject({ code: 'OccurrenceConstraintViolation' })
    await expect(csms.call('GetReport', { requestId: 1, componentVariable: many })).rejects.toMatchObject({
      code: 'OccurrenceConstraintViolation',
    })
    const long = { ...offlineThreshold, attributeValue: 'x'.repeat(1_000) }
    await expect(csms.call('SetVariables', { setVariableData: Array.from({ length: 70 }, () => long) })).rejects.toMatchObject({
      code: 'FormatViolation',
    })
    await station.stop()
  })

  it('reports everything in numbered parts, with characteristics (B07.FR.03–11, TC_B_13, TC_B_53)', async () => {
    const { station, csms } = await setUpAccepted(version, { evses: [{ connectors: 2 }, { kind: 'DC' }] })
    expect(await csms.call('GetBaseReport', { requestId: 7, reportBase: 'FullInventory' })).toEqual({ status: 'Accepted' })
    await settle()
    const parts = csms.of('NotifyReport')
    expect(parts.length).toBeGreaterThan(1)
    expect(parts.map(({ seqNo }) => seqNo)).toEqual(parts.map((_part, index) => index))
    expect(parts.map(({ tbc }) => tbc)).toEqual(parts.map((_part, index) => index < parts.length - 1))
    expect(new Set(parts.map(({ requestId }) => requestId))).toEqual(new Set([7]))
    expect(parts.every(({ generatedAt }) => typeof generatedAt === 'string')).toBe(true)
    const all = reported(csms)
    const names = all.map(nameOf)
    expect(required.filter((name) => !names.includes(name))).toEqual([])
    expect(new Set(names).size).toBe(names.length)
    for (const one of all) expect(faultsOf(one)).toEqual([])
    expect(all.find((one) => nameOf(one) === 'EVSE@2.Power')?.variableCharacteristics).toEqual({
      dataType: 'decimal',
      unit: 'W',
      minLimit: 0,
      maxLimit: 150_000,
      supportsMonitoring: true,
    })
    expect(all.find((one) => nameOf(one) === 'EVSE@1.Power')?.variableAttribute.map(({ type }) => type)).toEqual([
      'Actual',
      'Target',
      'MaxSet',
    ])
    await station.stop()
  })

  it('reports what can be set, and only that (B07.FR.07, TC_B_12)', async () => {
    const { station, csms } = await setUpAccepted(version)
    expect(await csms.call('GetBaseReport', { requestId: 8, reportBase: 'ConfigurationInventory' })).toEqual({ status: 'Accepted' })
    await settle()
    const all = reported(csms)
    expect(all.filter(({ variableAttribute }) => variableAttribute.every(({ mutability }) => mutability === 'ReadOnly'))).toEqual([])
    expect(all.map(nameOf)).toEqual(expect.arrayContaining(['OCPPCommCtrlr.OfflineThreshold', 'TxCtrlr.TxStartPoint']))
    expect(all.find((one) => nameOf(one) === 'TxCtrlr.TxStartPoint')).toMatchObject({
      variableAttribute: [{ mutability: 'ReadWrite', persistent: true, value: 'PowerPathClosed' }],
      variableCharacteristics: { dataType: 'MemberList', valuesList: expect.stringContaining('EVConnected,Authorized') },
    })
    await station.stop()
  })

  it('reports states and what is broken in a summary (B07.FR.09, TC_B_14)', async () => {
    const { station, csms } = await setUpAccepted(version, { evses: [{ connectors: 2 }, {}] })
    const summary = async (): Promise<string[]> => {
      csms.forget()
      await csms.call('GetBaseReport', { requestId: 9, reportBase: 'SummaryInventory' })
      await settle()
      return reported(csms).map((one) => `${nameOf(one)} ${one.variableAttribute[0]?.value}`)
    }
    expect(await summary()).toEqual([
      'ChargingStation.AvailabilityState Available',
      'EVSE@1.AvailabilityState Available',
      'EVSE@2.AvailabilityState Available',
    ])
    station.plugIn({ evseId: 1, connectorId: 2 })
    station.setFault({ evseId: 2, fault: 'GroundFailure' })
    await settle()
    expect(await summary()).toEqual([
      'ChargingStation.AvailabilityState Occupied',
      'ChargingStation.Problem true',
      'EVSE@1.AvailabilityState Occupied',
      'EVSE@2.AvailabilityState Faulted',
      'EVSE@2.Problem true',
      'Connector@1/1.AvailabilityState Available',
      'Connector@2/1.Problem true',
    ])
    await station.stop()
  })

  it('makes no summary where it can make none (B07.FR.02, TC_B_15)', async () => {
    const settings = { reportBases: ['ConfigurationInventory', 'FullInventory'] }
    const { station, csms } = await setUpAccepted(version, { settings })
    const answer = await csms.call('GetBaseReport', { requestId: 9, reportBase: 'SummaryInventory' })
    expect(answer).toEqual({ status: 'NotSupported', statusInfo: { reasonCode: 'UnsupportedParam' } })
    await csms.pass(10_000)
    expect(csms.of('NotifyReport')).toEqual([])
    expect(await csms.call('GetBaseReport', { requestId: 10, reportBase: 'FullInventory' })).toEqual({ status: 'Accepted' })
    await station.stop()
  })

  it('reports nothing where it does not know one of the criteria (B08.FR.02, TC_B_19)', async () => {
    const { station, csms } = await setUpAccepted(version, { settings: { reportCriteria: ['Available', 'Enabled'] } })
    const answer = await csms.call('GetReport', { requestId: 1, componentCriteria: ['Available', 'Problem'] })
    expect(answer).toEqual({ status: 'NotSupported', statusInfo: { reasonCode: 'UnsupportedParam' } })
    await csms.pass(10_000)
    expect(csms.of('NotifyReport')).toEqual([])
    expect(await csms.call('GetReport', { requestId: 2, componentCriteria: ['Available'] })).toEqual({ status: 'Accepted' })
    await station.stop()
  })

  it('reports the components that are enabled, and those that cannot be disabled (B08.FR.07–09, TC_B_16)', async () => {
    const { station, csms } = await setUpAccepted(version)
    await csms.call('SetVariables', {
      setVariableData: [{ component: { name: 'MonitoringCtrlr' }, variable: { name: 'Enabled' }, attributeValue: 'false' }],
    })
    expect(await csms.call('GetReport', { requestId: 1, componentCriteria: ['Enabled'] })).toEqual({ status: 'Accepted' })
    await settle()
    const all = reported(csms)
    const enabled = all.filter(({ variable }) => variable.name === 'Enabled')
    expect(enabled.map(nameOf)).toContain('AuthCtrlr.Enabled')
    expect(enabled.map(({ variableAttribute: [first] }) => first?.value)).toEqual(enabled.map(() => 'true'))
    expect(all.map(({ component }) => component.name)).toContain('ClockCtrlr')
    expect(all.map(({ component }) => component.name)).not.toContain('MonitoringCtrlr')
    expect(all.every(({ variableCharacteristics }) => variableCharacteristics !== undefined)).toBe(true)
    await station.stop()
  })

  it.each([
    [
      'one variable (TC_B_17)',
      [{ component: { name: 'EVSE', evse: { id: 1 } }, variable: { name: 'AvailabilityState' } }],
      ['EVSE@1.AvailabilityState'],
    ],
    [
      'all instances (B08.FR.21, TC_B_54)',
      [{ component: { name: 'DeviceDataCtrlr' }, variable: { name: 'ItemsPerMessage' } }],
      ['GetReport', 'GetVariables', 'SetVariables'].map((instance) => `DeviceDataCtrlr.ItemsPerMessage[${instance}]`),
    ],
    [
      'one instance (TC_B_55)',
      [{ component: { name: 'DeviceDataCtrlr' }, variable: { name: 'ItemsPerMessage', instance: 'GetReport' } }],
      ['DeviceDataCtrlr.ItemsPerMessage[GetReport]'],
    ],
    [
      'every EVSE (B08.FR.23, TC_B_56)',
      [{ component: { name: 'EVSE' }, variable: { name: 'AvailabilityState' } }],
      ['EVSE@1.AvailabilityState', 'EVSE@2.AvailabilityState'],
    ],
    [
      'every connector of an EVSE (B08.FR.22)',
      [{ component: { name: 'Connector', evse: { id: 1 } }, variable: { name: 'Problem' } }],
      ['Connector@1/1.Problem', 'Connector@1/2.Problem'],
    ],
    [
      'all variables of a component (B08.FR.20)',
      [{ component: { name: 'ClockCtrlr' } }],
      [
        'ClockCtrlr.DateTime',
        'ClockCtrlr.TimeSource',
        ...(version === ocpp21 ? ['ClockCtrlr.TimeZone'] : []),
        'ClockCtrlr.TimeAdjustmentReportingThreshold',
      ],
    ],
  ])('reports %s (B08.FR.11)', async (_name, componentVariable, expected) => {
    const { station, csms } = await setUpAccepted(version, { evses: [{ connectors: 2 }, {}] })
    expect(await csms.call('GetReport', { requestId: 3, componentVariable })).toEqual({ status: 'Accepted' })
    await settle()
    expect(csms.of('NotifyReport')).toMatchObject([{ requestId: 3, seqNo: 0, tbc: false }])
    expect(reported(csms).map(nameOf)).toEqual(expected)
    await station.stop()
  })

  it('reports what fits both criteria and names, or says that nothing does (B08.FR.05, B08.FR.15, TC_B_17, TC_B_18)', async () => {
    const { station, csms } = await setUpAccepted(version)
    const componentVariable = [{ component: { name: 'EVSE', evse: { id: 1 } }, variable: { name: 'AvailabilityState' } }]
    expect(await csms.call('GetReport', { requestId: 1, componentCriteria: ['Available'], componentVariable })).toEqual({
      status: 'Accepted',
    })
    await settle()
    expect(reported(csms)).toEqual([
      {
        component: { name: 'EVSE', evse: { id: 1 } },
        variable: { name: 'AvailabilityState' },
        variableAttribute: [{ type: 'Actual', value: 'Available', mutability: 'ReadOnly' }],
        variableCharacteristics: {
          dataType: 'OptionList',
          valuesList: 'Available,Occupied,Reserved,Unavailable,Faulted',
          supportsMonitoring: true,
        },
      },
    ])
    csms.forget()
    const problem = { requestId: 2, componentCriteria: ['Problem'], componentVariable }
    expect(await csms.call('GetReport', problem)).toEqual({ status: 'EmptyResultSet' })
    await settle()
    expect(csms.received).toEqual([])
    station.setFault({ fault: 'GroundFailure' })
    await settle()
    expect(await csms.call('GetReport', problem)).toEqual({ status: 'Accepted' })
    await settle()
    await station.stop()
  })

  it('reports what has a problem and nothing else (B08.FR.10)', async () => {
    const { station, csms } = await setUpAccepted(version, { evses: [{}, {}] })
    const wish = { requestId: 1, componentCriteria: ['Problem'] }
    expect(await csms.call('GetReport', wish)).toEqual({ status: 'EmptyResultSet' })
    station.setFault({ evseId: 2, fault: 'GroundFailure' })
    await settle()
    expect(await csms.call('GetReport', wish)).toEqual({ status: 'Accepted' })
    await settle()
    const places = reported(csms).map((one) => nameOf(one).split('.')[0])
    expect([...new Set(places)]).toEqual(['ChargingStation', 'EVSE@2', 'Connector@2/1'])
    await station.stop()
  })

  it('takes no second report while one is under way, and gives up one that fails (B07.FR.13, B08.FR.16)', async () => {
    const { station, csms, errors } = await setUpAccepted(version)
    let release = (): void => {}
    csms.answers['NotifyReport'] = () =>
      new Promise((_resolve, reject) => {
        release = () => reject(new Error('database down'))
      })
    await csms.call('GetBaseReport', { requestId: 1, reportBase: 'FullInventory' })
    expect(await csms.call('GetBaseReport', { requestId: 2, reportBase: 'FullInventory' })).toEqual({ status: 'Rejected' })
    expect(await csms.call('GetReport', { requestId: 3 })).toEqual({ status: 'Rejected' })
    release()
    await settle()
    expect(csms.of('NotifyReport')).toHaveLength(1)
    expect(errors).toHaveLength(1)
    delete csms.answers['NotifyReport']
    expect(await csms.call('GetBaseReport', { requestId: 4, reportBase: 'SummaryInventory' })).toEqual({ status: 'Accepted' })
    await station.stop()
  })

  it('reports while it is pending as well (B02.FR.02)', async () => {
    const { station, csms } = await setUp(version)
    csms.answers['BootNotification'] = () => ({ status: 'Pending', currentTime: csms.now(), interval: 300 })
    void station.start().catch(() => {})
    await settle()
    expect(await csms.call('GetBaseReport', { requestId: 1, reportBase: 'FullInventory' })).toEqual({ status: 'Accepted' })
    await settle()
    expect(csms.of('NotifyReport').at(-1)).toMatchObject({ requestId: 1, tbc: false })
    await station.stop()
  })
})

/** What TC_B_53 would find wrong with a variable. */
function faultsOf(one: Reported): readonly string[] {
  const { dataType, valuesList } = one.variableCharacteristics
  const isList = /List$/.test(dataType)
  const allowed = valuesList?.split(',') ?? []
  return one.variableAttribute.flatMap(({ value, mutability, type }) => {
    const name = `${nameOf(one)} ${type}`
    if (mutability === 'WriteOnly') return value === undefined ? [] : [`${name} is told`]
    if (value === undefined) return [`${name} has no value`]
    if (!isList) return []
    if (allowed.length === 0 || allowed[0] === '') return [`${name} has no list of values`]
    // Nothing yet, e.g. in a slot that is free (B06.FR.13).
    if (value === '') return []
    const members = dataType === 'OptionList' ? [value] : value.split(',').filter((member) => member !== '')
    return members.every((member) => allowed.includes(member)) ? [] : [`${name} is ${value}, none of ${valuesList}`]
  })
}

describe.each(oddVersions2)('a %s station with variables of other kinds', (name, version) => {
  const odd = (variable: string): object => ({ component: { name: 'Odd' }, variable: { name: variable } })

  it('never tells what can only be written (B06.FR.09, errata 2.10, TC_B_13, TC_B_53)', async () => {
    const { station, csms } = await setUpAccepted(version)
    const got = await csms.call('GetVariables', { getVariableData: [odd('Password')] })
    expect(got['getVariableResult']).toEqual([
      { ...odd('Password'), attributeType: 'Actual', attributeStatus: 'Rejected', attributeStatusInfo: { reasonCode: 'WriteOnly' } },
    ])
    await csms.call('GetReport', { requestId: 1, componentVariable: [odd('Password')] })
    await settle()
    expect(reported(csms)[0]?.variableAttribute).toEqual([{ type: 'Actual', mutability: 'WriteOnly' }])
    await station.stop()
  })

  it('says that a value counts after a restart, and refuses one that is too long', async () => {
    const { station, csms } = await setUpAccepted(version)
    const set = (attributeValue: string): Promise<Payload> =>
      csms.call('SetVariables', { setVariableData: [{ ...odd('Later'), attributeValue }] })
    expect(await set('new')).toMatchObject({ setVariableResult: [{ attributeStatus: 'RebootRequired' }] })
    // The schema of 2.0.1 stops it already.
    if (name === '2.0.1') await expect(set('x'.repeat(1_001))).rejects.toMatchObject({ code: 'PropertyConstraintViolation' })
    else
      expect(await set('x'.repeat(1_001))).toMatchObject({
        setVariableResult: [{ attributeStatusInfo: { reasonCode: 'TooLargeElement' } }],
      })
    await station.stop()
  })

  it('cuts a value at what it tells the csms to expect (ReportingValueSize)', async () => {
    const { station, csms } = await setUpAccepted(version)
    const { getVariableResult } = await csms.call('GetVariables', { getVariableData: [odd('Long')] })
    expect((getVariableResult as Payload[])[0]?.['attributeValue']).toHaveLength(2_500)
    await station.stop()
  })

  it('leaves out of a report by criterion what is not so (B08.FR.09)', async () => {
    const { station, csms } = await setUpAccepted(version)
    await csms.call('GetReport', { requestId: 1, componentCriteria: ['Enabled'] })
    await settle()
    expect(reported(csms).map(({ component }) => component.name)).not.toContain('Odd')
    expect(await csms.call('GetReport', { requestId: 1, componentCriteria: ['Enabled'], componentVariable: [odd('Long')] })).toEqual({
      status: 'EmptyResultSet',
    })
    expect(
      await csms.call('GetReport', { requestId: 1, componentCriteria: ['Enabled', 'Active'], componentVariable: [odd('Long')] }),
    ).toEqual({
      status: 'Accepted',
    })
    await station.stop()
  })
})
