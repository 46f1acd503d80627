/** Where in a payload, e.g. `meterValue.sampledValue.context`; a list on the way stands for each of its elements. */
export type FieldPath = string

/**
 * Something that a station gets wrong, as stations in the field do: plain data, of which any part may be given. Messages are named by
 * their actions; of what the station sends it is the request that is meant, of what the csms sends the answer.
 */
export interface Quirk {
  /**
   * What it says of a connector once the csms has stopped the transaction, for as long as the car stays. 2.x tells `Available` and
   * `Unavailable` from the rest, which are all Occupied.
   */
  readonly statusAfterRemoteStop?: QuirkStatus | undefined
  /** Fields that it leaves out, by action. */
  readonly omits?: Readonly<Record<string, readonly FieldPath[]>> | undefined
  /** What it writes into fields, by action and path, whether they are due or not. */
  readonly says?: Readonly<Record<string, Readonly<Record<FieldPath, unknown>>>> | undefined
  /** Dates without their zone: `2026-01-31T12:00:00`. */
  readonly zonelessDates?: boolean | undefined
  /** Numbers where a sampled value of 1.6 is to be a text. */
  readonly numericValues?: boolean | undefined
  /** Units in small letters, e.g. `wh`. */
  readonly lowerCaseUnits?: boolean | undefined
  /** How much later than due it sends messages, ms, by action; `*` stands for any characters. */
  readonly sendsLateMs?: Readonly<Record<string, number>> | undefined
  /** How long it takes to answer the csms, ms, by action; `*` stands for any characters. */
  readonly answersLateMs?: Readonly<Record<string, number>> | undefined
  /** Actions of the csms that it answers with NotImplemented. */
  readonly lacks?: readonly string[] | undefined
  /** Boots on every new connection, not just after a restart. */
  readonly bootsOnReconnect?: boolean | undefined
  /** Leaves pings of the csms without a pong. */
  readonly noPong?: boolean | undefined
}

/** A status in the words of 1.6. */
export type QuirkStatus = 'Available' | 'Preparing' | 'Charging' | 'SuspendedEV' | 'SuspendedEVSE' | 'Finishing' | 'Unavailable'

/** Several quirks as one: what comes later counts, and what is said by action adds up. */
export const mergeQuirks = (quirks: readonly Quirk[]): Quirk => quirks.reduce(mergeTwo, {})

const mergeTwo = (all: Quirk, one: Quirk): Quirk => ({
  ...all,
  ...one,
  omits: mergeBy(all.omits, one.omits, (a, b) => [...a, ...b]),
  says: mergeBy(all.says, one.says, (a, b) => ({ ...a, ...b })),
  sendsLateMs: { ...all.sendsLateMs, ...one.sendsLateMs },
  answersLateMs: { ...all.answersLateMs, ...one.answersLateMs },
  lacks: [...(all.lacks ?? []), ...(one.lacks ?? [])],
})

function mergeBy<T>(
  all: Readonly<Record<string, T>> = {},
  more: Readonly<Record<string, T>> = {},
  merge: (a: T, b: T) => T,
): Readonly<Record<string, T>> {
  const merged = { ...all }
  for (const [action, value] of Object.entries(more)) {
    const known = merged[action]
    merged[action] = known === undefined ? value : merge(known, value)
  }
  return merged
}
