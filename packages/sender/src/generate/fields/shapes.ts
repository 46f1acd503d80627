import { randomInteger } from '@ocpp-kit/rpc'
import { pick } from '../story.js'
import type { Place } from './field.js'

/* Objects whose fields must agree with each other: what they say of some of their fields. The others are made one by one. */

type Shape = (place: Place) => Readonly<Record<string, unknown>>

interface Reading {
  readonly measurand: string
  readonly unit: string
  readonly value: (place: Place) => number
}

const readings: readonly Reading[] = [
  { measurand: 'Energy.Active.Import.Register', unit: 'Wh', value: ({ story }) => story.startEnergyWh + story.usedEnergyWh },
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

export const shapes: Readonly<Record<string, Shape>> = {
  PriceType: price,
  TotalPriceType: price,
  IdTokenType: token,
  SampledValue: (place) => {
    const { measurand, unit, value } = readingAt(place)
    return { measurand, unit, value: String(value(place)) }
  },
  SampledValueType: (place) => {
    const { measurand, unit, value } = readingAt(place)
    return { measurand, unitOfMeasure: { unit }, value: value(place) }
  },
}
