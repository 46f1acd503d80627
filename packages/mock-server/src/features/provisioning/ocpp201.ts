import { ocpp201 } from '@ocpp-kit/ocpp201'
import { hasStatus, oddities } from '../checks.js'
import { defineAnswers, defineCommands } from '../define.js'
import { type AttributeResult, checkAttributes, checkValue, type VariableName } from './device-model.js'
import { boot, heartbeatInterval } from './provisioning.js'

export const answers = defineAnswers(ocpp201, {
  BootNotification: ({ chargingStation: { vendorName, model, firmwareVersion } }, scene) =>
    boot(scene, { vendor: vendorName, model, firmwareVersion }),
  NotifyReport: () => ({}),
})

/* The parts of requests that 2.0.1 and 2.1 have in common. */

export interface GetVariables {
  readonly getVariableData: readonly VariableName[]
}

export interface SetVariables {
  readonly setVariableData: readonly VariableName[]
}

/** An address for the second slot of network profiles, which a station does not use until its priorities say so. */
export const networkProfile = {
  ocppTransport: 'JSON',
  ocppCsmsUrl: 'ws://127.0.0.1:9000',
  messageTimeout: 30,
  securityProfile: 1,
  ocppInterface: 'Wired0',
} as const

export const commands = defineCommands(ocpp201, {
  GetBaseReport: { payload: ({ station }) => ({ requestId: station.nextNumber(), reportBase: 'FullInventory' }) },
  GetReport: {
    payload: ({ station }) => ({ requestId: station.nextNumber(), componentVariable: [{ component: { name: 'OCPPCommCtrlr' } }] }),
    check: hasStatus('Accepted', 'EmptyResultSet'),
  },
  // These every station has.
  GetVariables: {
    payload: () => ({
      getVariableData: [
        { component: { name: 'OCPPCommCtrlr' }, variable: { name: 'OfflineThreshold' } },
        { component: { name: 'TxCtrlr' }, variable: { name: 'EVConnectionTimeOut' } },
        { component: { name: 'ClockCtrlr' }, variable: { name: 'DateTime' } },
      ],
    }),
    check: ({ getVariableResult: results }: { getVariableResult: readonly AttributeResult[] }, { getVariableData: asked }: GetVariables) =>
      oddities([checkAttributes(asked, results, ['Accepted']), ...results.map(checkValue)]),
  },
  SetVariables: {
    payload: (scene) => ({
      setVariableData: [
        { component: { name: 'OCPPCommCtrlr' }, variable: { name: 'HeartbeatInterval' }, attributeValue: heartbeatInterval(scene) },
      ],
    }),
    check: ({ setVariableResult: results }: { setVariableResult: readonly AttributeResult[] }, { setVariableData: asked }: SetVariables) =>
      checkAttributes(asked, results, ['Accepted', 'RebootRequired']),
  },
  // 2.0.1 itself is named OCPP20 here (part 2, OCPPVersionEnumType).
  SetNetworkProfile: { payload: () => ({ configurationSlot: 2, connectionData: { ...networkProfile, ocppVersion: 'OCPP20' } }) },
  Reset: { payload: () => ({ type: 'OnIdle' }), check: hasStatus('Accepted', 'Scheduled') },
})
