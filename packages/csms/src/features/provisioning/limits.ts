import type { VariableName } from './commands.js'

/** How much one message may hold. */
export interface MessageLimits {
  readonly items: number
  /** Of the whole frame. Missing: no limit is known. */
  readonly bytes?: number | undefined
}

/** Which variables of a station tell how much a message may hold. */
export interface LimitNames {
  /** A message of this kind takes one item, by its form. */
  readonly isSingle?: boolean | undefined
  readonly items?: VariableName | undefined
  readonly bytes?: VariableName | undefined
}

/** Messages that carry a list of variables, or of what watches over them. */
export type LimitedMessage = 'getVariables' | 'setVariables' | 'getReport' | 'setVariableMonitoring' | 'clearVariableMonitoring'

/**
 * Items that are sent at a time to a station that was asked for its limit and tells none. Before it is asked, more than one item never goes
 * out: its limit is asked for first, by itself.
 */
export const cautiousItems = 4

/** Message type, id, action and the brackets around the list: more than any of them takes. */
const frameBytes = 128

/** A limit as a variable says it; nonsense is none. */
export function limitOf(value: string | undefined): number | undefined {
  const limit = Number(value)
  return value !== undefined && Number.isInteger(limit) && limit >= 1 ? limit : undefined
}

export interface SplitRules<T> {
  readonly limits: MessageLimits
  /** Bytes that an item takes in the message, with what separates it from the next. */
  readonly bytesOf: (item: T) => number
  /** What an item counts for; 0 for what is answered without the station. Default 1. */
  readonly countOf?: ((item: T) => number) | undefined
  /** Items of one key do not go into one message (B05.FR.13). */
  readonly keyOf: (item: T) => string
}

/** Items in the order in which they came, in as few messages as may be (TC_B_08_CSMS, TC_N_18_CSMS). */
export function split<T>(items: readonly T[], { limits, bytesOf, keyOf, countOf = () => 1 }: SplitRules<T>): readonly (readonly T[])[] {
  const messages: T[][] = []
  let keys = new Set<string>()
  let bytes = 0
  let count = 0
  for (const item of items) {
    const last = messages.at(-1)
    const size = bytesOf(item)
    const key = keyOf(item)
    const fits = last !== undefined && count + countOf(item) <= limits.items && bytes + size <= (limits.bytes ?? Infinity) && !keys.has(key)
    if (fits) {
      last.push(item)
      keys.add(key)
      bytes += size
      count += countOf(item)
    } else {
      messages.push([item])
      keys = new Set([key])
      bytes = frameBytes + size
      count = countOf(item)
    }
  }
  return messages
}

/** Whether an item is more than a message may hold, by itself. */
export const isTooLarge = ({ bytes }: MessageLimits, itemBytes: number): boolean => bytes !== undefined && frameBytes + itemBytes > bytes
