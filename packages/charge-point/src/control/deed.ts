import { type Static, type TObject, Type } from 'typebox'
import type { ChargePoint } from '../charge-point.js'

/** Something that can be done to a station, by name: over HTTP and in scenarios alike. */
export interface Deed {
  readonly summary: string
  /** What it takes; all members that are not required have defaults. */
  readonly body: TObject
  /** @returns what comes of it, as JSON; undefined where there is nothing to tell */
  run(station: ChargePoint, body: never): unknown
}

export const strict = { additionalProperties: false }

/** The body of a deed that takes nothing. */
export const nothing = Type.Object({}, strict)

export const deed = <S extends TObject>(summary: string, body: S, run: (station: ChargePoint, body: Static<S>) => unknown): Deed => ({
  summary,
  body,
  run,
})
