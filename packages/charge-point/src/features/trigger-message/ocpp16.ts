import type { Ocpp16 } from '@ocpp-kit/ocpp16'
import type { HandlerMap } from '@ocpp-kit/rpc'
import type { Station } from '../../station.js'
import { placeOf } from '../topology/ocpp16.js'

/** Messages of the security whitepaper that ExtendedTriggerMessage asks for by the name they have in 2.0.1 (whitepaper §6.16). */
const extendedNames: Readonly<Record<string, string>> = {
  FirmwareStatusNotification: 'SignedFirmwareStatusNotification',
  SignChargePointCertificate: 'SignChargingStationCertificate',
}

/** Those that are about a connector; with any other its number means nothing (1.6 §5.17). */
const ofConnectors: ReadonlySet<string> = new Set(['MeterValues', 'StatusNotification'])

export const triggerMessage = (station: Station): HandlerMap<Ocpp16, 'station'> => {
  const trigger = (name: string, connectorId: number | undefined, afterAnswer: (run: () => void) => void) => {
    const place = connectorId === undefined ? undefined : placeOf(station.body.state, connectorId)
    // Connector 0 is the station itself, or its main meter.
    const isUnknown = connectorId !== undefined && connectorId !== 0 && place === undefined
    if (isUnknown && ofConnectors.has(name)) return { status: 'Rejected' } as const
    const evseId = connectorId === 0 ? 0 : place?.evseId
    const { status, run } = station.triggers.request({ message: name, evseId, connectorId: place?.connectorId })
    if (run !== undefined) afterAnswer(run)
    return { status }
  }
  return {
    TriggerMessage: ({ requestedMessage, connectorId }, message) =>
      trigger(requestedMessage, connectorId, (run) => message.afterAnswer(run)),
    ExtendedTriggerMessage: ({ requestedMessage, connectorId }, message) =>
      trigger(extendedNames[requestedMessage] ?? requestedMessage, connectorId, (run) => message.afterAnswer(run)),
  }
}
