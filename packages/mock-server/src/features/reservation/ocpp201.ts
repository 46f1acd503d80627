import { ocpp201 } from '@ocpp-kit/ocpp201'
import { chargingIdToken } from '../authorization/ocpp201.js'
import { defineAnswers, defineCommands } from '../define.js'
import { inAnHour, reservationId } from './reservation.js'

export const answers = defineAnswers(ocpp201, {
  ReservationStatusUpdate: () => ({}),
})

export const commands = defineCommands(ocpp201, {
  ReserveNow: {
    payload: (scene) => ({ id: reservationId, evseId: 1, expiryDateTime: inAnHour(scene), idToken: chargingIdToken(scene.world) }),
  },
  CancelReservation: { payload: () => ({ reservationId }) },
})
