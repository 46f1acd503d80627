import type { Ocpp21 } from '@ocpp-kit/ocpp21'
import type { HandlerMap } from '@ocpp-kit/rpc'
import { outgoing } from '../../outgoing.js'
import type { Station } from '../../station.js'
import { idTokenOf } from '../authorization/ocpp201.js'
import type { BatterySwapAdapter, SwapRefusal } from './battery-swap.js'
import type { SlotBattery } from './slots.js'

const message = outgoing<Ocpp21>()

const batteryData = ({ evseId, serialNumber, socPercent, sohPercent, productionDate, vendorInfo }: SlotBattery) => ({
  evseId,
  serialNumber,
  soC: socPercent,
  soH: sohPercent,
  ...(productionDate === undefined ? {} : { productionDate }),
  ...(vendorInfo === undefined ? {} : { vendorInfo }),
})

export const batterySwap: BatterySwapAdapter = {
  message: ({ type, requestId, token, batteries: [first, ...others] }) =>
    message('BatterySwap', {
      eventType: type,
      requestId,
      idToken: idTokenOf(token),
      batteryData: [batteryData(first), ...others.map(batteryData)],
    }),
}

/** The reasons that the specification has words for (part 2, appendix 5); the others are told in plain ones. */
const reasons: Readonly<Record<SwapRefusal, { readonly reasonCode: string; readonly additionalInfo?: string }>> = {
  NoBatteryAvailable: { reasonCode: 'NoBatteryAvailable' },
  NoSlotAvailable: { reasonCode: 'Unspecified', additionalInfo: 'no slot is empty' },
  SwapInProgress: { reasonCode: 'Unspecified', additionalInfo: 'another swap is under way' },
  NoSwapStation: { reasonCode: 'UnsupportedRequest', additionalInfo: 'this station swaps no batteries' },
}

export const batterySwapHandlers = ({ batterySwap: swap }: Station): HandlerMap<Ocpp21, 'station'> => ({
  RequestBatterySwap: ({ idToken, requestId }) => {
    const refusal = swap.begin({ idToken: idToken.idToken, type: idToken.type }, requestId)
    return refusal === undefined ? { status: 'Accepted' } : { status: 'Rejected', statusInfo: reasons[refusal] }
  },
})
