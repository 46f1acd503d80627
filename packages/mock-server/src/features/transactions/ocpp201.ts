import { ocpp201 } from '@ocpp-kit/ocpp201'
import type { Scene, StationState } from '../../version.js'
import { idTokenInfoFor } from '../authorization/ocpp201.js'
import { oddities } from '../checks.js'
import { defineAnswers, defineCommands } from '../define.js'
import { endTransaction, latestRunning, seeTransaction } from './transactions.js'

/** What of a TransactionEvent the answer depends on. */
interface TransactionEvent {
  readonly eventType: 'Started' | 'Updated' | 'Ended'
  readonly transactionInfo: { readonly transactionId: string }
  readonly evse?: { readonly id: number } | undefined
  readonly idToken?: { readonly idToken: string; readonly type: string } | undefined
}

export const answers = defineAnswers(ocpp201, {
  // Every event with a token is told its status (E01.FR.12); the cost is left out, since 0 would mean that it was free (I03.FR.04).
  TransactionEvent: ({ eventType, transactionInfo: { transactionId }, evse, idToken }: TransactionEvent, scene: Scene) => {
    seeTransaction(scene.station, { id: transactionId, evseId: evse?.id, idToken: idToken?.idToken })
    if (eventType === 'Ended') endTransaction(scene.station, transactionId)
    return idToken === undefined ? {} : { idTokenInfo: idTokenInfoFor(idToken, scene, eventType === 'Started') }
  },
})

export const commands = defineCommands(ocpp201, {
  GetTransactionStatus: {
    payload: ({ station }) => {
      const transactionId = latestRunning(station)
      return transactionId === undefined ? {} : { transactionId }
    },
    // E14.FR.02, E14.FR.06.
    check: ({ ongoingIndicator }, { transactionId }) =>
      oddities([
        transactionId !== undefined && ongoingIndicator === undefined ? 'ongoingIndicator is missing' : undefined,
        transactionId === undefined && ongoingIndicator !== undefined ? 'ongoingIndicator is of no transaction' : undefined,
      ]),
  },
})

/** The transaction a command is about; made up where none runs. */
export const transactionIdFor = (station: StationState): string => latestRunning(station) ?? 'MOCK-TRANSACTION'
