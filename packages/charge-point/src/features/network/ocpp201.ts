import type { Ocpp201 } from '@ocpp-kit/ocpp201'
import type { HandlerMap, RequestOf } from '@ocpp-kit/rpc'
import type { SecurityProfile } from '@ocpp-kit/rpc/ws'
import type { Station } from '../../station.js'
import type { NetworkAdapter } from './network.js'
import type { NetworkProfile } from './profile.js'

type ConnectionData = RequestOf<Ocpp201, 'SetNetworkProfile'>['connectionData']

export const networkAdapter: NetworkAdapter = { bootsAfterSwitch: true, keepsLastRoot: false }

export const network = (station: Station): HandlerMap<Ocpp201, 'station'> => ({
  SetNetworkProfile: ({ configurationSlot, connectionData }) => {
    const { ocppTransport, ocppVersion } = connectionData
    // SOAP, and the older versions, are not spoken here (B09.FR.02).
    const isSpoken = ocppTransport === 'JSON' && ocppVersion === 'OCPP20'
    return setProfile(station, configurationSlot, isSpoken ? profileOf(connectionData) : undefined)
  },
})

export function setProfile(
  station: Station,
  slot: number,
  profile: NetworkProfile | undefined,
): { readonly status: 'Accepted' | 'Rejected' | 'Failed'; readonly statusInfo?: { readonly reasonCode: string } } {
  try {
    const problem = profile === undefined ? 'InvalidNetworkConf' : station.network.setProfile(slot, profile)
    return problem === undefined ? { status: 'Accepted' } : { status: 'Rejected', statusInfo: { reasonCode: problem } }
  } catch (error) {
    // It could not be written down (B09.FR.03).
    station.events.emit('error', { error, during: 'SetNetworkProfile' })
    return { status: 'Failed' }
  }
}

/** What both versions of the message have. */
export const profileOf = ({
  ocppCsmsUrl,
  securityProfile,
  messageTimeout,
  ocppInterface,
  apn,
  vpn,
}: Pick<ConnectionData, 'ocppCsmsUrl' | 'securityProfile' | 'messageTimeout'> & {
  readonly ocppInterface: string
  readonly apn?: object | undefined
  readonly vpn?: object | undefined
}): NetworkProfile => ({
  url: ocppCsmsUrl,
  // Whether there is such a profile is checked with the rest.
  securityProfile: securityProfile as SecurityProfile,
  messageTimeoutS: messageTimeout,
  ocppInterface,
  ...(apn === undefined ? {} : { apn }),
  ...(vpn === undefined ? {} : { vpn }),
})
