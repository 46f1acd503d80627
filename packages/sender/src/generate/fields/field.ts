import type { Story } from '../story.js'

/** Where in a payload a value is made. */
export interface Place {
  readonly story: Story
  /** The schema that has the field: `IdTokenType`, `BootNotificationRequest`. */
  readonly owner: string
  readonly field: string
  /** Index of the nearest array element that the place is in; 0 outside arrays. */
  readonly index: number
  /** How many elements that array has; 1 outside arrays. */
  readonly count: number
  /** Index in the array around that one. */
  readonly outerIndex: number
  /** The action, e.g. `SetChargingProfile`. */
  readonly action: string
  readonly kind: 'request' | 'response'
  /** Whether optional fields are made as well. */
  readonly isWhole: boolean
}

/**
 * Makes the value of a known field. Keys of a table are `Owner.field`, or `field` for every owner that has none of its own.
 * What it gives is cut and rounded to the schema afterwards.
 */
export type Maker<T> = (place: Place) => T
export type Table<T> = Readonly<Record<string, Maker<T>>>

export function makerFor<T>(table: Table<T>, { owner, field }: Place): Maker<T> | undefined {
  const own = `${owner}.${field}`
  if (Object.hasOwn(table, own)) return table[own]
  return Object.hasOwn(table, field) ? table[field] : undefined
}
