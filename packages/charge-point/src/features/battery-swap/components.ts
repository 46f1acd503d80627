import { evseOf, pluggedConnector } from '../../body/index.js'
import type { Station } from '../../station.js'
import { type ComponentPlace, live, text, type Variable, whole } from '../configuration/configuration.js'
import type { Component } from '../configuration/device-model.js'
import type { SlotBattery } from './slots.js'

const isThere = ({ batterySwap }: Station): boolean => batterySwap.isSwapStation

const percent = { unit: 'Percent' }
const seconds = { unit: 's' }

/** MaxSoc is no less than TargetSoc (S04.FR.10). */
const ordered = (variable: Variable, isRight: (value: number, station: Station) => boolean): Variable => ({
  ...variable,
  write: (station, value, at) => (isRight(Number(value), station) ? (variable.write?.(station, value, at) ?? 'Rejected') : 'Rejected'),
})

const batteryAt = ({ batterySwap }: Station, { evseId = 0 }: ComponentPlace): SlotBattery | undefined =>
  batterySwap.slots.batteries().find((one) => one.evseId === evseId)

/** What the battery is about: constant current below its taper and constant voltage above (2.1 part 2 §2.20.8). */
function workingMode(station: Station, at: ComponentPlace): string {
  const evse = evseOf(station.body.state, at.evseId ?? 0)
  const ev = evse && pluggedConnector(evse)?.ev
  const battery = batteryAt(station, at)
  if (evse === undefined || ev === undefined || battery === undefined) return 'Standby'
  if (evse.transaction?.chargingState === 'charging') return battery.socPercent < ev.taperFromPercent ? 'CC' : 'CV'
  return battery.socPercent >= station.settings.values.swapMaxSocPercent ? 'Full' : 'Ready'
}

function slotStatus({ body, batterySwap }: Station, { evseId = 0, connectorId }: ComponentPlace): string {
  const connector = evseOf(body.state, evseId)?.connectors.find((one) => one.connectorId === connectorId)
  if ((connector?.faults.length ?? 0) > 0) return 'Faulted'
  return batterySwap.openSlots.includes(evseId) ? 'Open' : 'Locked'
}

/** 2.1 part 2 §2.20; a station that swaps no batteries has none of it. */
export const batterySwapComponents: readonly Component[] = [
  {
    name: 'BatterySwapCtrlr',
    of: 'station',
    isThere,
    variables: {
      IdToken: { ...text('swapIdToken'), max: 255 },
      MaxSoc: ordered(whole('swapMaxSocPercent', percent), (value, { settings }) => value >= settings.values.swapTargetSocPercent),
      TargetSoc: ordered(whole('swapTargetSocPercent', percent), (value, { settings }) => value <= settings.values.swapMaxSocPercent),
      'Timeout[In]': whole('swapTimeoutInS', seconds),
      'Timeout[Out]': whole('swapTimeoutOutS', seconds),
    },
  },
  {
    name: 'BatteryCartridge',
    of: 'evse',
    isThere,
    variables: {
      Available: live('boolean', (station, at) => String(batteryAt(station, at) !== undefined)),
      SoC: {
        ...live('integer', (station, at) => String(Math.round(batteryAt(station, at)?.socPercent ?? 0))),
        ...percent,
        isMeasured: true,
      },
      SoH: { ...live('integer', (station, at) => String(Math.round(batteryAt(station, at)?.sohPercent ?? 0))), ...percent },
      WorkingMode: { ...live('OptionList', workingMode), values: ['CC', 'CV', 'Full', 'Ready', 'Standby'] },
    },
  },
  {
    name: 'Connector',
    of: 'connector',
    isThere,
    variables: { SlotStatus: { ...live('OptionList', slotStatus), values: ['Open', 'Locked', 'Faulted'] } },
  },
]
