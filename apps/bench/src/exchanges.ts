/** One kind of call: what is asked, what is answered, in which version and by whom it is asked. */
export interface Exchange {
  readonly name: string
  readonly version: '1.6' | '2.0.1'
  readonly action: string
  readonly sentBy: 'station' | 'csms'
  readonly request: object
  readonly response: object
}

const timestamp = '2026-11-21T12:00:00.000Z'
const phases = ['L1', 'L2', 'L3'] as const

/** Ten values of a three-phase meter: register, power, three currents, three voltages, offered current, state of charge. */
const samples16 = [
  { value: '1523450', measurand: 'Energy.Active.Import.Register', unit: 'Wh', context: 'Sample.Periodic' },
  { value: '10873.5', measurand: 'Power.Active.Import', unit: 'W', context: 'Sample.Periodic' },
  ...phases.map((phase) => ({ value: '15.8', measurand: 'Current.Import', unit: 'A', phase, context: 'Sample.Periodic' })),
  ...phases.map((phase) => ({ value: '229.7', measurand: 'Voltage', unit: 'V', phase: `${phase}-N`, context: 'Sample.Periodic' })),
  { value: '16', measurand: 'Current.Offered', unit: 'A', context: 'Sample.Periodic' },
  { value: '61', measurand: 'SoC', unit: 'Percent', location: 'EV', context: 'Sample.Periodic' },
]

const samples201 = samples16.map(({ value, unit, ...rest }) => ({ ...rest, value: Number(value), unitOfMeasure: { unit } }))

const periods = Array.from({ length: 10 }, (_, index) => ({ startPeriod: index * 900, limit: 16 - (index % 5), numberPhases: 3 }))

export const exchanges: readonly Exchange[] = [
  { name: 'Heartbeat', version: '1.6', action: 'Heartbeat', sentBy: 'station', request: {}, response: { currentTime: timestamp } },
  {
    name: 'MeterValues, 10 samples',
    version: '1.6',
    action: 'MeterValues',
    sentBy: 'station',
    request: { connectorId: 1, transactionId: 4711, meterValue: [{ timestamp, sampledValue: samples16 }] },
    response: {},
  },
  {
    name: 'TransactionEvent, 10 samples',
    version: '2.0.1',
    action: 'TransactionEvent',
    sentBy: 'station',
    request: {
      eventType: 'Updated',
      timestamp,
      triggerReason: 'MeterValuePeriodic',
      seqNo: 12,
      transactionInfo: { transactionId: '0b2f9e57-4f0c-4a5e-9b43-0d6a1f2c7e11', chargingState: 'Charging' },
      evse: { id: 1, connectorId: 1 },
      meterValue: [{ timestamp, sampledValue: samples201 }],
    },
    response: {},
  },
  {
    name: 'TriggerMessage',
    version: '1.6',
    action: 'TriggerMessage',
    sentBy: 'csms',
    request: { requestedMessage: 'MeterValues', connectorId: 1 },
    response: { status: 'Accepted' },
  },
  {
    name: 'SetChargingProfile, 10 periods',
    version: '2.0.1',
    action: 'SetChargingProfile',
    sentBy: 'csms',
    request: {
      evseId: 1,
      chargingProfile: {
        id: 7,
        stackLevel: 0,
        chargingProfilePurpose: 'TxDefaultProfile',
        chargingProfileKind: 'Absolute',
        validFrom: timestamp,
        chargingSchedule: [{ id: 1, startSchedule: timestamp, chargingRateUnit: 'A', chargingSchedulePeriod: periods }],
      },
    },
    response: { status: 'Accepted' },
  },
]

export const exchangeNamed = (name: string): Exchange => {
  const found = exchanges.find((exchange) => exchange.name === name)
  if (found === undefined) throw new Error(`no exchange "${name}"`)
  return found
}

export const subprotocolOf = ({ version }: Pick<Exchange, 'version'>): string => `ocpp${version}`
