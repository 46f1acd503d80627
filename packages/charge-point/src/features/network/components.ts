import { listProblem } from '../../setting-rules.js'
import { live, type Variable, whole } from '../configuration/configuration.js'
import type { Component } from '../configuration/device-model.js'
import { type NetworkProfile, networkSlots } from './profile.js'

const slots = networkSlots.map(String)

const priority: Variable = {
  access: 'RW',
  isPersistent: true,
  dataType: 'SequenceList',
  values: slots,
  read: ({ network }) => network.slots.priority.join(','),
  write: ({ network }, value) => {
    const members = value.split(',').map((member) => member.trim())
    return listProblem(members, { values: slots, min: 1 }) === undefined ? network.setPriority(members.map(Number)) : 'Rejected'
  },
}

/** Which csms, in which order, and how often it is tried (B09, B10, 2.x Part 4 §5.3). */
export const networkComponents: readonly Component[] = [
  {
    name: 'OCPPCommCtrlr',
    of: 'station',
    variables: {
      ActiveNetworkProfile: live('integer', ({ network }) => String(network.activeSlot)),
      NetworkConfigurationPriority: priority,
      NetworkProfileConnectionAttempts: whole('networkProfileConnectionAttempts'),
      RetryBackOffRandomRange: whole('retryBackOffRandomRangeS', { unit: 's' }),
      RetryBackOffRepeatTimes: whole('retryBackOffRepeatTimes'),
      RetryBackOffWaitMinimum: whole('retryBackOffWaitMinimumS', { unit: 's' }),
    },
  },
]

const ofSlot = (slot: number, dataType: Variable['dataType'], read: (profile: NetworkProfile) => string | number | boolean): Variable =>
  live(dataType, ({ network }) => {
    const profile = network.slots.profileIn(slot)
    return profile === undefined ? '' : String(read(profile))
  })

const interfaces = ['Any', 'Wired', 'Wireless'].flatMap((kind) =>
  kind === 'Any' ? kind : ['0', '1', '2', '3'].map((number) => kind + number),
)

/** The slots as components, one instance each; they are filled by SetNetworkProfile (2.1 B09.FR.08–12). */
export const networkConfigurations: readonly Component[] = networkSlots.map((slot) => ({
  name: 'NetworkConfiguration',
  instance: String(slot),
  of: 'station',
  variables: {
    ApnEnabled: ofSlot(slot, 'boolean', ({ apn }) => apn !== undefined),
    Identity: ofSlot(slot, 'string', ({ identity = '' }) => identity),
    MessageTimeout: { ...ofSlot(slot, 'integer', ({ messageTimeoutS }) => messageTimeoutS), unit: 's' },
    OcppCsmsUrl: ofSlot(slot, 'string', ({ url }) => url),
    OcppInterface: { ...ofSlot(slot, 'OptionList', ({ ocppInterface }) => ocppInterface), values: interfaces },
    OcppTransport: { ...ofSlot(slot, 'OptionList', () => 'JSON'), values: ['JSON'] },
    OcppVersion: { ...ofSlot(slot, 'OptionList', () => 'OCPP21'), values: ['OCPP21'] },
    SecurityProfile: ofSlot(slot, 'integer', ({ securityProfile }) => securityProfile),
    VpnEnabled: ofSlot(slot, 'boolean', ({ vpn }) => vpn !== undefined),
  },
}))
