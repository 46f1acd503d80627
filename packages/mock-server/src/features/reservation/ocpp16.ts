import { ocpp16 } from '@ocpp-kit/ocpp16'
import { chargingToken } from '../authorization/authorization.js'
import { maxIdTagLength } from '../authorization/ocpp16.js'
import { defineCommands } from '../define.js'
import { inAnHour, reservationId } from './reservation.js'

export const commands = defineCommands(ocpp16, {
  ReserveNow: {
    payload: (scene) => ({
      connectorId: 1,
      expiryDate: inAnHour(scene),
      idTag: chargingToken(scene.world, maxIdTagLength).idToken,
      reservationId,
    }),
  },
  CancelReservation: { payload: () => ({ reservationId }) },
})
