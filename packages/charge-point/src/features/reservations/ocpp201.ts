import type { Ocpp201 } from '@ocpp-kit/ocpp201'
import type { HandlerMap } from '@ocpp-kit/rpc'
import { outgoing } from '../../outgoing.js'
import type { Station } from '../../station.js'
import { tokenOf } from '../authorization/ocpp201.js'
import { fixed, live, truth } from '../configuration/configuration.js'
import type { Component } from '../configuration/device-model.js'
import type { ReservationAdapter } from './reservations.js'

const message = outgoing<Ocpp201>()

export const reservations: ReservationAdapter = {
  usedBy: 'authorization',
  statusUpdate: (reservationId, update) =>
    update === 'NoTransaction' ? undefined : message('ReservationStatusUpdate', { reservationId, reservationUpdateStatus: update }),
}

export const reservationHandlers = (station: Station): HandlerMap<Ocpp201, 'station'> => ({
  ReserveNow: ({ id, evseId = 0, connectorType, idToken, groupIdToken, expiryDateTime }, request) => {
    const { status, run } = station.reservations.reserve({
      id,
      // 0 is the station itself: any EVSE of it.
      evseId: evseId === 0 ? undefined : evseId,
      plugType: connectorType,
      token: tokenOf(idToken),
      groupId: groupIdToken?.idToken,
      expiresAtMs: Date.parse(expiryDateTime),
    })
    if (run !== undefined) request.afterAnswer(run)
    return { status }
  },
  CancelReservation: ({ reservationId }, request) => {
    const { status, run } = station.reservations.cancel(reservationId)
    if (run !== undefined) request.afterAnswer(run)
    return { status }
  },
})

/** 2.x part 2, §2.8 of the configuration variables. */
export const reservationComponents: readonly Component[] = [
  {
    name: 'ReservationCtrlr',
    of: 'station',
    variables: {
      Available: fixed(true),
      Enabled: truth('reservationEnabled'),
      NonEvseSpecific: live('boolean', ({ settings }) => String(settings.values.reserveAnyEvse)),
    },
  },
]
