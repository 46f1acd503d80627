import type { Measure, Sizes } from './measures.js'
import { type PartyName, partyNames } from './parties/party.js'
import { differences, median, ratios, type Spread, spreadOf } from './statistics.js'

export interface Result {
  readonly measure: Measure
  /** Median figure of each party. */
  readonly figures: Readonly<Record<PartyName, number>>
  /** Against raw, round by round: quotient or difference, as the measure compares. */
  readonly against: Readonly<Record<PartyName, Spread>>
  readonly isMet: boolean
}

/** Parties take turns within each round, in an order that moves on, so that a slow minute hits all of them. */
export async function run(measure: Measure, rounds: number, sizes: Sizes): Promise<Result> {
  const figures: Record<PartyName, number[]> = { raw: [], 'ocpp-rpc': [], 'ocpp-kit': [] }
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < partyNames.length; turn += 1) {
      const party = partyNames[(round + turn) % partyNames.length] as PartyName
      figures[party].push(await measure.run(party, sizes))
    }
  }
  const compare = measure.compare === 'ratio' ? ratios : differences
  const against = Object.fromEntries(partyNames.map((party) => [party, spreadOf(compare(figures[party], figures.raw))]))
  const medians = Object.fromEntries(partyNames.map((party) => [party, median(figures[party])]))
  const result = { measure, figures: medians, against } as unknown as Omit<Result, 'isMet'>
  return { ...result, isMet: isMet(measure, result.figures['ocpp-kit'], result.against['ocpp-kit'].median) }
}

const isMet = ({ unit, target }: Measure, figure: number, against: number): boolean => (unit === 'B' ? figure : against) <= target
