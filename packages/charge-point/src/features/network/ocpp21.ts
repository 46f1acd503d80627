import type { Ocpp21 } from '@ocpp-kit/ocpp21'
import type { HandlerMap } from '@ocpp-kit/rpc'
import type { Station } from '../../station.js'
import { passwordForm21 } from '../security/components.js'
import { profileOf, setProfile } from './ocpp201.js'

export const network = (station: Station): HandlerMap<Ocpp21, 'station'> => ({
  SetNetworkProfile: ({ configurationSlot, connectionData }) => {
    const { ocppTransport, identity, basicAuthPassword } = connectionData
    // ocppVersion counts no more: the handshake decides.
    const isGood = ocppTransport === 'JSON' && (basicAuthPassword === undefined || passwordForm21.test(basicAuthPassword))
    const profile = {
      ...profileOf(connectionData),
      ...(identity === undefined ? {} : { identity }),
      ...(basicAuthPassword === undefined ? {} : { password: basicAuthPassword }),
    }
    return setProfile(station, configurationSlot, isGood ? profile : undefined)
  },
})
