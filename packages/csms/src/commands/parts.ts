import type { AnyConnection } from '@ocpp-kit/rpc'
import { type LimitedMessage, type MessageLimits, split } from '../features/provisioning/limits.js'

/** Which member of a request is a list of which stations take only so much at a time, and what answers it. */
export interface ListRule {
  readonly in: string
  /** Lists of the answer. */
  readonly out: readonly string[]
  /** Under which name stations tell how much they take. */
  readonly message: LimitedMessage
  /** Items of one key do not go into one message (B05.FR.13). Default: any go together. */
  readonly keyOf?: ((item: never) => string) | undefined
}

/** What a station takes in one such message. */
export type LimitsFor = (
  station: { readonly identity: string; readonly connection: AnyConnection },
  message: LimitedMessage,
  count: number,
) => Promise<MessageLimits>

type Members = Readonly<Record<string, unknown>>

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value))

const listIn = (payload: object, { in: name }: ListRule): readonly unknown[] => {
  const list = (payload as Members)[name]
  return Array.isArray(list) ? list : []
}

/** How many items the list of a request has. */
export const countOf = (payload: object, rule: ListRule): number => listIn(payload, rule).length

/**
 * A request in as few as the station takes, which is itself where it fits (B05.FR.11, B06.FR.05, N04.FR.09, N06.FR.04). An item that
 * does not fit by itself goes by itself: the station says what it makes of it.
 */
export function partsOf(payload: object, rule: ListRule, { items, bytes }: MessageLimits): readonly object[] {
  const list = listIn(payload, rule)
  const others = bytesOf({ ...payload, [rule.in]: [] })
  const messages = split(
    list.map((item, at) => ({ item, at })),
    {
      limits: { items, bytes: bytes === undefined ? undefined : bytes - others },
      bytesOf: ({ item }) => bytesOf(item) + 1,
      keyOf: ({ item, at }) => rule.keyOf?.(item as never) ?? String(at),
    },
  )
  return messages.length < 2 ? [payload] : messages.map((part) => ({ ...payload, [rule.in]: part.map(({ item }) => item) }))
}

/** The answers to all parts as the one that the whole would have had. */
export function joined(answers: readonly object[], rule: ListRule | undefined): object {
  const [first = {}] = answers
  if (answers.length < 2) return first
  const lists = (rule?.out ?? []).map((name) => [name, answers.flatMap((answer) => (answer as Members)[name] ?? [])] as const)
  return { ...first, ...Object.fromEntries(lists.filter(([, list]) => list.length > 0)) }
}
