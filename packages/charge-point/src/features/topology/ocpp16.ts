import type { BodyState } from '../../body/index.js'

/*
 * 1.6 knows connectors only, numbered through the whole station from 1; 0 is the station itself.
 * Elsewhere connectors are numbered within their EVSE.
 */

export interface Place {
  readonly evseId: number
  readonly connectorId: number
}

/** The 1.6 number of a connector; of the EVSE's first one where none is in use. */
export function numberOf(body: BodyState, evseId: number, connectorId: number | undefined): number {
  let before = 0
  for (const evse of body.evses) {
    if (evse.evseId === evseId) return before + (connectorId ?? 1)
    before += evse.connectors.length
  }
  return 0
}

export function placeOf(body: BodyState, number: number): Place | undefined {
  let before = 0
  for (const { evseId, connectors } of body.evses) {
    if (number > before && number <= before + connectors.length) return { evseId, connectorId: number - before }
    before += connectors.length
  }
  return undefined
}

export const connectorCount = (body: BodyState): number => body.evses.reduce((sum, { connectors }) => sum + connectors.length, 0)
