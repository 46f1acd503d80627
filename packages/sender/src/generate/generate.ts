import { createRandom, type Protocol, type RequestOf, type ResponseOf, randomInteger, randomSeed } from '@ocpp-kit/rpc'
import { definitionOf } from '../catalogue.js'
import { makeNamed } from './payload.js'
import type { Definitions } from './schema.js'
import { tellStory } from './story.js'

/** A protocol object that can give its schemas, as those of the version packages can. */
export type ProtocolWithSchema = Protocol & { readonly schema: () => Promise<{ readonly definitions: Definitions }> }

export interface GenerateOptions {
  /** The same seed gives the same payload; messages of one seed are of the same station, driver and transaction. Default: a random one. */
  readonly seed?: number | string | undefined
  /** Makes all optional fields as well. Default false: the required ones alone. */
  readonly optional?: boolean | undefined
  /** The moment that the payload speaks of. Default: now; with a seed, an instant of 2026 that follows from it. */
  readonly now?: Date | undefined
}

/** Makes payloads of one version; see {@link createGenerator}. */
export type Generator<P extends Protocol = Protocol> = <A extends keyof P['actions'] & string, K extends 'request' | 'response'>(
  action: A,
  kind: K,
  options?: GenerateOptions,
) => K extends 'request' ? RequestOf<P, A> : ResponseOf<P, A>

const firstInstantMs = Date.UTC(2026, 0, 1)

/** From a stream of its own, so that whoever gives the moment gets the same station, driver and transaction. */
const momentOf = (seed: number | string): number =>
  firstInstantMs + randomInteger(createRandom(`${seed}/moment`), 0, 365 * 86_400 - 1) * 1_000

/**
 * Loads the schemas of a version once, for many payloads.
 *
 * A payload is always valid by its schema. Its values are plausible where the field is known (vendors, serial numbers, ICCIDs, id tokens,
 * measurands with their units) and agree with each other: one station, one driver, one transaction, one moment.
 */
export async function createGenerator<P extends ProtocolWithSchema>(protocol: P): Promise<Generator<P>> {
  const { definitions } = await protocol.schema()
  const generator = (action: string, kind: 'request' | 'response', { seed, optional = false, now }: GenerateOptions = {}): unknown => {
    const name = definitionOf(protocol, action, kind)
    const source = seed ?? randomSeed()
    // What the payload is about follows from the seed alone, so that messages of one seed speak of the same things.
    const random = createRandom(source)
    const nowMs = now?.getTime() ?? (seed === undefined ? Date.now() : momentOf(seed))
    const story = { ...tellStory(random, nowMs), random: createRandom(`${source}/${name}`) }
    const place = { story, owner: name, field: '', index: 0, count: 1, outerIndex: 0, action, kind, isWhole: optional }
    return makeNamed(definitions, name, place)
  }
  return generator as Generator<P>
}

/**
 * Makes one payload: `await generate(ocpp16, 'BootNotification', 'request', { seed: 1 })`. What it is like, {@link createGenerator} says.
 * @throws TypeError the version has no such action, or it is a SEND, which has no response
 */
export async function generate<P extends ProtocolWithSchema, A extends keyof P['actions'] & string, K extends 'request' | 'response'>(
  protocol: P,
  action: A,
  kind: K,
  options?: GenerateOptions,
): Promise<K extends 'request' ? RequestOf<P, A> : ResponseOf<P, A>> {
  const generator = await createGenerator(protocol)
  return generator(action, kind, options)
}
