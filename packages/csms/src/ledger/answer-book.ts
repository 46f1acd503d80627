import { BoundedMap } from '../bounded-map.js'
import type { Told } from './receipt.js'

const maxAnswers = 20_000

/**
 * What stations were told lately, by what they said: a message that comes again gets the same answer also when the store cannot say what
 * the first one was (G2).
 */
export class AnswerBook {
  private readonly answers = new BoundedMap<string, Told>(maxAnswers)

  find(stationId: string, key: string): Told | undefined {
    return this.answers.get(keyOf(stationId, key))
  }

  note(stationId: string, key: string, told: Told): void {
    if (told.transactionId !== undefined || told.authorization !== undefined) this.answers.set(keyOf(stationId, key), told)
  }
}

const keyOf = (stationId: string, key: string): string => JSON.stringify([stationId, key])
