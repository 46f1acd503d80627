import type { Ocpp21 } from '@ocpp-kit/ocpp21'
import type { HandlerMap } from '@ocpp-kit/rpc'
import type { Station } from '../../station.js'

const because = (reason: string | undefined): { statusInfo?: { reasonCode: string } } =>
  reason === undefined ? {} : { statusInfo: { reasonCode: reason } }

export const tariffs = ({ tariffs: requests }: Station): HandlerMap<Ocpp21, 'station'> => ({
  SetDefaultTariff: ({ evseId, tariff }) => {
    const { status, run, reason } = requests.setDefault(evseId, tariff)
    run?.()
    return { status, ...because(reason) }
  },
  GetTariffs: ({ evseId }) => {
    const assignments = requests.assignments(evseId)
    if (assignments.length === 0) return { status: 'NoTariff' }
    return {
      status: 'Accepted',
      tariffAssignments: assignments.map(({ evseIds, idTokens, ...assignment }) => ({
        ...assignment,
        ...(evseIds.length === 0 ? {} : { evseIds: [...evseIds] }),
        ...(idTokens.length === 0 ? {} : { idTokens: [...idTokens] }),
      })),
    }
  },
  ClearTariffs: ({ tariffIds, evseId }) => {
    const cleared = requests.clear(tariffIds, evseId)
    if (cleared.length === 0) return { clearTariffsResult: [{ status: 'NoTariff' }] }
    return { clearTariffsResult: cleared.map((tariffId) => ({ tariffId, status: 'Accepted' as const })) }
  },
  ChangeTransactionTariff: ({ transactionId, tariff }, message) => {
    const { status, run, reason } = requests.change(transactionId, tariff)
    if (run !== undefined) message.afterAnswer(run)
    return { status, ...because(reason) }
  },
})
