import type { Quirk } from './quirk.js'

const meterFields = (field: string): Quirk => ({
  omits: {
    MeterValues: [`meterValue.sampledValue.${field}`],
    StopTransaction: [`transactionData.sampledValue.${field}`],
    TransactionEvent: [`meterValue.sampledValue.${field}`],
  },
})

const smartCharging = ['SetChargingProfile', 'ClearChargingProfile', 'GetCompositeSchedule', 'GetChargingProfiles']

/** What stations in the field get wrong one by one, by name. */
const single = {
  /** Free again as soon as the csms has stopped the transaction, with the cable still in. */
  availableAfterRemoteStop: { statusAfterRemoteStop: 'Available' },
  /** …or as if the session went on without energy. */
  suspendedAfterRemoteStop: { statusAfterRemoteStop: 'SuspendedEVSE' },
  /** The transaction is told before the connector is. */
  lateStatus: { sendsLateMs: { StatusNotification: 5_000 } },
  lateAnswers: { answersLateMs: { '*': 3_000 } },
  noPong: { noPong: true },
  bootsOnReconnect: { bootsOnReconnect: true },
  /** Optional in 1.6, required in 2.x. */
  noStatusTimestamp: { omits: { StatusNotification: ['timestamp'] } },
  /** Without it the end of a transaction reads as Local. */
  noStopReason: { omits: { StopTransaction: ['reason'], TransactionEvent: ['transactionInfo.stoppedReason'] } },
  /** 1.6: who ended the transaction. */
  noStopToken: { omits: { StopTransaction: ['idTag'] } },
  noMeterContext: meterFields('context'),
  /** Wh is meant, the unit that counts where none is given. */
  noMeterUnit: { omits: { ...meterFields('unit').omits, TransactionEvent: ['meterValue.sampledValue.unitOfMeasure'] } },
  noMeasurand: meterFields('measurand'),
  /** Required in both. */
  noModel: { omits: { BootNotification: ['chargePointModel', 'chargingStation.model'] } },
  zonelessDates: { zonelessDates: true },
  numericValues: { numericValues: true },
  lowerCaseUnits: { lowerCaseUnits: true },
  noTriggers: { lacks: ['TriggerMessage', 'ExtendedTriggerMessage'] },
  noSmartCharging: { lacks: smartCharging },
} satisfies Readonly<Record<string, Quirk>>

/** Whole characters made of them. */
const profiles = {
  /** The first firmware of a charger: lax with types and dates, and little that is optional. */
  earlyFirmware: ['zonelessDates', 'numericValues', 'lowerCaseUnits', 'noStopReason', 'bootsOnReconnect', 'noTriggers'],
  /** A modem that sleeps, behind a network that answers for it. */
  weakModem: ['noPong', 'lateStatus', 'lateAnswers', 'bootsOnReconnect'],
  /** Says as little as it can. */
  terse: ['noStopReason', 'noStopToken', 'noMeterContext', 'noMeterUnit', 'noMeasurand'],
} satisfies Readonly<Record<string, readonly (keyof typeof single)[]>>

type SingleName = keyof typeof single
type ProfileName = keyof typeof profiles

export type QuirkName = SingleName | ProfileName

const isProfile = (name: QuirkName): name is ProfileName => Object.hasOwn(profiles, name)

/** What a name stands for. */
export const quirksNamed = (name: QuirkName): readonly Quirk[] => (isProfile(name) ? profiles[name] : [name]).map((one) => single[one])

/** The names, for help texts. */
export const quirkNames = [...Object.keys(single), ...Object.keys(profiles)] as readonly QuirkName[]
