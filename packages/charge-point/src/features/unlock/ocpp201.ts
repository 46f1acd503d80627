import type { Ocpp201 } from '@ocpp-kit/ocpp201'
import type { HandlerMap } from '@ocpp-kit/rpc'
import { evseOf, lockFailure } from '../../body/index.js'
import type { Station } from '../../station.js'
import { type ComponentPlace, live, type Variable } from '../configuration/configuration.js'
import type { Component } from '../configuration/device-model.js'
import { unlockOnEvSideDisconnect } from './settings.js'

export const unlock = (station: Station): HandlerMap<Ocpp201, 'station'> => ({
  UnlockConnector: ({ evseId, connectorId }, message) => {
    const { status, run } = station.unlock.request({ evseId, connectorId, endsTransaction: false })
    if (run !== undefined) message.afterAnswer(run)
    if (status === 'FixedCable') return { status: 'UnlockFailed', statusInfo: { reasonCode: 'FixedCable' } }
    if (status === 'UnknownEvse') return { status: 'UnknownConnector', statusInfo: { reasonCode: 'UnknownEvse' } }
    return { status }
  },
})

/** Lock and plug of one connector. */
const connectorAt = ({ body }: Station, { evseId, connectorId }: ComponentPlace) =>
  evseOf(body.state, evseId ?? 0)?.connectors.find((one) => one.connectorId === connectorId)

const isStuck: Variable = live('boolean', (station, at) => String(connectorAt(station, at)?.faults.includes(lockFailure) === true))

export const unlockComponents: readonly Component[] = [
  { name: 'ConnectorPlugRetentionLock', of: 'connector', variables: { Problem: isStuck } },
  { name: 'OCPPCommCtrlr', of: 'station', variables: { UnlockOnEVSideDisconnect: unlockOnEvSideDisconnect } },
]
