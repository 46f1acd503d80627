import { provisioning as provisioning201 } from './ocpp201.js'
import type { ProvisioningAdapter } from './provisioning.js'

export const provisioning: ProvisioningAdapter = {
  ...provisioning201,
  expectedFrom: (action, request) => {
    const { requestedMessage, customTrigger } = request as { requestedMessage?: string; customTrigger?: string }
    // The name of a custom trigger is taken for the name of its message; what a vendor makes of it is not known here.
    if (action === 'TriggerMessage' && requestedMessage === 'CustomTrigger' && customTrigger !== undefined)
      return [{ action: customTrigger, isSeries: false }]
    return provisioning201.expectedFrom(action, request)
  },
}
