import type { Ocpp21 } from '@ocpp-kit/ocpp21'
import { outgoing } from '../../outgoing.js'
import type { ReservationAdapter } from './reservations.js'

const message = outgoing<Ocpp21>()

/** 2.1 also tells that a driver came and began nothing (H03.FR.11). */
export const reservations: ReservationAdapter = {
  usedBy: 'authorization',
  statusUpdate: (reservationId, update) => message('ReservationStatusUpdate', { reservationId, reservationUpdateStatus: update }),
}
