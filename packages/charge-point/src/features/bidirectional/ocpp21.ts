import type { Ocpp21 } from '@ocpp-kit/ocpp21'
import type { HandlerMap } from '@ocpp-kit/rpc'
import type { Station } from '../../station.js'

export const bidirectional = ({ energyService, smartCharging }: Station): HandlerMap<Ocpp21, 'station'> => ({
  NotifyAllowedEnergyTransfer: ({ transactionId, allowedEnergyTransfer }, received) => {
    const result = energyService.allows(transactionId)
    if (result !== 'Accepted') return { status: 'Rejected', statusInfo: { reasonCode: result } }
    received.afterAnswer(() => void energyService.changeAllowed(transactionId, allowedEnergyTransfer))
    return { status: 'Accepted' }
  },
  AFRRSignal: ({ signal, timestamp }) => {
    smartCharging.expectEnabled('AFRRSignal')
    if (smartCharging.signalled({ signal, atMs: Date.parse(timestamp) })) return { status: 'Accepted' }
    return { status: 'Rejected', statusInfo: { reasonCode: 'NoSignalWattCurve' } }
  },
})
