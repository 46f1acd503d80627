import type { Ocpp16 } from '@ocpp-kit/ocpp16'
import type { HandlerMap } from '@ocpp-kit/rpc'
import type { Station } from '../../station.js'
import { tokenOf } from '../authorization/ocpp16.js'
import { live } from '../configuration/configuration.js'
import type { Keys } from '../configuration/ocpp16.js'
import { placeOf } from '../topology/ocpp16.js'
import type { ReservationAdapter } from './reservations.js'

/** 1.6 has no message to tell what became of a reservation: the status of the connector says it. */
export const reservations: ReservationAdapter = { usedBy: 'transaction', statusUpdate: () => undefined }

export const reservationHandlers = (station: Station): HandlerMap<Ocpp16, 'station'> => ({
  ReserveNow: ({ reservationId, connectorId, idTag, parentIdTag, expiryDate }, message) => {
    const place = placeOf(station.body.state, connectorId)
    if (place === undefined && connectorId !== 0) return { status: 'Rejected' }
    const { status, run } = station.reservations.reserve({
      ...place,
      id: reservationId,
      token: tokenOf(idTag),
      groupId: parentIdTag,
      expiresAtMs: Date.parse(expiryDate),
    })
    if (run !== undefined) message.afterAnswer(run)
    return { status }
  },
  CancelReservation: ({ reservationId }, message) => {
    const { status, run } = station.reservations.cancel(reservationId)
    if (run !== undefined) message.afterAnswer(run)
    return { status }
  },
})

/** 1.6 §9.3. */
export const reservationKeys: Keys = {
  ReserveConnectorZeroSupported: live('boolean', ({ settings }) => String(settings.values.reserveAnyEvse)),
}
