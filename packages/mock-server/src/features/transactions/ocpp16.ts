import { ocpp16 } from '@ocpp-kit/ocpp16'
import type { StationState } from '../../version.js'
import { authorize, authorizeStart } from '../authorization/authorization.js'
import { idTagInfoOf } from '../authorization/ocpp16.js'
import { defineAnswers } from '../define.js'
import { endTransaction, latestRunning, seeTransaction } from './transactions.js'

export const answers = defineAnswers(ocpp16, {
  // Stored and given an id whatever the status; the station stops it itself where it must (1.6 §4.8).
  StartTransaction: ({ connectorId, idTag }, scene) => {
    const transactionId = scene.world.nextTransactionId()
    seeTransaction(scene.station, { id: String(transactionId), evseId: connectorId, idToken: idTag })
    return { transactionId, idTagInfo: idTagInfoOf(authorizeStart(idTag, scene)) }
  },
  // Answered even for an id that was never given out, -1 above all (1.6 errata 3.18).
  StopTransaction: ({ transactionId, idTag }, scene) => {
    endTransaction(scene.station, String(transactionId))
    return idTag === undefined ? {} : { idTagInfo: idTagInfoOf(authorize(idTag, scene)) }
  },
})

/** The transaction a command is about; made up where none runs. Ids of 2.x, which a station may have brought, are no numbers. */
export const transactionIdFor = (station: StationState): number => Number(latestRunning(station, (id) => /^\d{1,9}$/.test(id)) ?? 1)
