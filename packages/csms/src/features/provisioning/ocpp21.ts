import type { Ocpp21 } from '@ocpp-kit/ocpp21'
import type { Connection } from '@ocpp-kit/rpc'
import type { ProvisioningAdapter } from './adapter.js'
import type { Reset } from './commands.js'
import type { NetworkProfile } from './network-profile.js'
import { profileToWire, provisioning as provisioning201 } from './ocpp201.js'
import { reasonOf } from './ocpp201-variables.js'

type Station = Connection<Ocpp21, 'csms'>

const versionNames = { '1.6': 'OCPP16', '2.0.1': 'OCPP201', '2.1': 'OCPP21' } as const

export const provisioning: ProvisioningAdapter = {
  ...provisioning201,

  expectedFrom: (action, request) => {
    const { requestedMessage, customTrigger } = request as { requestedMessage?: string; customTrigger?: string }
    // The name of a custom trigger is taken for the name of its message; what a vendor makes of it is not known here.
    if (action === 'TriggerMessage' && requestedMessage === 'CustomTrigger' && customTrigger !== undefined)
      return [{ action: customTrigger, isSeries: false }]
    return provisioning201.expectedFrom(action, request)
  },

  reset: (station: Station, { type, evseId }: Reset) => station.call('Reset', { type, ...(evseId !== undefined && { evseId }) }),

  setNetworkProfile: async (station: Station, { slot, profile }) => {
    const answer = await station.call('SetNetworkProfile', {
      configurationSlot: slot,
      connectionData: { ...profileToWire(profile), ...identityToWire(profile) },
    })
    return { status: answer.status, reason: reasonOf(answer.statusInfo) }
  },
}

/** In 2.1 the version is negotiated unless it is named, and a station may have another identity and password at each csms. */
const identityToWire = ({ version, identity, basicAuthPassword }: NetworkProfile) => ({
  ...(version !== undefined && { ocppVersion: versionNames[version] }),
  ...(identity !== undefined && { identity }),
  ...(basicAuthPassword !== undefined && { basicAuthPassword }),
})
