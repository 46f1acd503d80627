import { randomInteger } from '@ocpp-kit/rpc'
import { pick } from '../story.js'
import type { Place } from './field.js'
import { settingAt, variableAt } from './texts.js'
import { energyWhOf, readingContextOf, transactionEvent, transactionInfo } from './transaction-event.js'

/* Objects whose fields must agree with each other: what they say of some of their fields. The others are made one by one. */

type Shape = (place: Place) => Readonly<Record<string, unknown>>

interface Reading {
  readonly measurand: string
  readonly unit: string
  readonly value: (place: Place) => number
}

const readings: readonly Reading[] = [
  { measurand: 'Energy.Active.Import.Register', unit: 'Wh', value: energyWhOf },
  { measurand: 'Power.Active.Import', unit: 'W', value: ({ story }) => story.powerW },
  { measurand: 'Voltage', unit: 'V', value: ({ story }) => story.voltageV },
  { measurand: 'SoC', unit: 'Percent', value: ({ story }) => story.socPercent },
]

const readingAt = ({ index }: Place): Reading => readings[index % readings.length] as Reading

const tokenKinds: readonly { readonly type: string; readonly idToken: (place: Place) => string }[] = [
  { type: 'ISO14443', idToken: ({ story }) => story.cardUid },
  { type: 'ISO14443', idToken: ({ story }) => story.cardUid },
  { type: 'eMAID', idToken: ({ story }) => story.emaid },
]

function token(place: Place): Readonly<Record<string, unknown>> {
  if (place.field === 'groupIdToken') return { idToken: place.story.groupId, type: 'Central' }
  const { type, idToken } = pick(place.story.random, tokenKinds)
  return { idToken: idToken(place), type }
}

/** A price before tax, and with 19 % of it. */
function price({ story }: Place): Readonly<Record<string, unknown>> {
  const cents = randomInteger(story.random, 100, 6_000)
  return { exclTax: cents / 100, inclTax: Math.round(cents * 1.19) / 100 }
}

/** A profile that comes with a remote start is for a transaction that has no id yet (1.6 §5.16.2, F01.FR.11, F02.FR.19). */
const profile: Shape = ({ action }) => (action.endsWith('StartTransaction') ? { transactionId: undefined } : {})

/** Attributes of one variable, each type once; `outerIndex` counts the variables. */
function attribute({ index, outerIndex }: Place): Readonly<Record<string, unknown>> {
  const { value } = variableAt(outerIndex)
  const types = [
    { type: 'Actual', value },
    { type: 'MinSet', value: String(minIntervalS) },
    { type: 'MaxSet', value: String(maxIntervalS) },
  ]
  return types[index % types.length] as (typeof types)[number]
}

const minIntervalS = 10
const maxIntervalS = 86_400

/** All variables of the stories are intervals; a list of values and its length are for lists alone. */
const characteristics = {
  dataType: 'integer',
  unit: 's',
  minLimit: minIntervalS,
  maxLimit: maxIntervalS,
  valuesList: undefined,
  maxElements: undefined,
}

export const shapes: Readonly<Record<string, Shape>> = {
  PriceType: price,
  TotalPriceType: price,
  IdTokenType: token,
  ChargingProfile: profile,
  ChargingProfileType: profile,
  TransactionEventRequest: transactionEvent,
  TransactionType: transactionInfo,
  KeyValue: ({ index }) => settingAt(index),
  VariableAttributeType: attribute,
  VariableCharacteristicsType: () => characteristics,
  SampledValue: (place) => {
    const { measurand, unit, value } = readingAt(place)
    return { measurand, unit, value: String(value(place)), context: readingContextOf(place) }
  },
  SampledValueType: (place) => {
    const { measurand, unit, value } = readingAt(place)
    return { measurand, unitOfMeasure: { unit }, value: value(place), context: readingContextOf(place) }
  },
}
