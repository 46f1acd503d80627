import { matchesPattern } from '@ocpp-kit/rpc'
import { guess } from '../guess.js'
import type { MockVersion } from '../version.js'

/** The names that rules may use where a server speaks some versions and no others. */
export interface Vocabulary {
  readonly versions: readonly string[]
  /** Messages that stations send. */
  readonly received: readonly string[]
  /** Messages that the csms sends. */
  readonly commands: readonly string[]
}

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)]

const receivedIn = ({ protocol }: MockVersion): string[] =>
  Object.entries(protocol.actions)
    .filter(([, { sentBy }]) => sentBy !== 'csms')
    .map(([action]) => action)

export const vocabularyOf = (versions: readonly MockVersion[]): Vocabulary => ({
  versions: versions.map(({ protocol }) => protocol.version),
  received: unique(versions.flatMap(receivedIn)),
  commands: unique(versions.flatMap(({ commands }) => Object.keys(commands))),
})

/** What is wrong with a name, or a pattern of names, that fits none; `undefined` where it fits one. */
export function misnamed(name: string, known: readonly string[], { versions }: Vocabulary, what: string): string | undefined {
  if (known.some((one) => matchesPattern(name, one))) return undefined
  const spoken = `OCPP ${versions.join(', ')}`
  return name.includes('*') ? `a pattern of ${what} in ${spoken}` : `${what} in ${spoken}${guess(name, known, ', such as ', '')}`
}
