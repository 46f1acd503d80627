import { type GetConfigurationRequest, type GetConfigurationResponse, ocpp16 } from '@ocpp-kit/ocpp16'
import { hasStatus } from '../checks.js'
import { defineAnswers, defineCommands } from '../define.js'
import { boot, heartbeatInterval } from './provisioning.js'

export const answers = defineAnswers(ocpp16, {
  BootNotification: ({ chargePointVendor, chargePointModel, firmwareVersion }, scene) =>
    boot(scene, { vendor: chargePointVendor, model: chargePointModel, firmwareVersion }),
})

export const commands = defineCommands(ocpp16, {
  GetConfiguration: { payload: () => ({}), check: checkConfiguration },
  ChangeConfiguration: {
    payload: (scene) => ({ key: 'HeartbeatInterval', value: heartbeatInterval(scene) }),
    check: hasStatus('Accepted', 'RebootRequired'),
  },
  Reset: { payload: () => ({ type: 'Soft' }) },
})

/** Every key that was asked for stands in one of the two lists; without keys, all that there are (1.6 §5.8). */
function checkConfiguration(response: GetConfigurationResponse, { key: asked = [] }: GetConfigurationRequest): string | undefined {
  const { configurationKey = [], unknownKey = [] } = response
  if (asked.length === 0) return configurationKey.length === 0 ? 'there is no configuration key' : undefined
  const told = new Set([...configurationKey.map(({ key }) => key), ...unknownKey].map((key) => key.toLowerCase()))
  const missing = asked.filter((key) => !told.has(key.toLowerCase()))
  return missing.length === 0 ? undefined : `nothing is said of ${missing.join(', ')}`
}
