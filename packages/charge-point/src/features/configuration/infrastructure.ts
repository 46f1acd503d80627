import { advance, type ConnectorState, type EvseState, evseOf, pluggedConnector, powerW, socPercent } from '../../body/index.js'
import type { Station } from '../../station.js'
import { wholeWh } from '../metering/measurands.js'
import { type ComponentPlace, fixed, live, type Variable, whole } from './configuration.js'
import type { Component } from './device-model.js'

const states = ['Available', 'Occupied', 'Reserved', 'Unavailable', 'Faulted'] as const

/** The state of the whole from those of its parts: whatever leaves most to a driver, for a single free part can be used. */
const jointState = (parts: readonly (string | undefined)[]): string => states.find((state) => parts.includes(state)) ?? 'Unavailable'

const connectorStates = ({ availability }: Station, { evseId, connectors }: EvseState): readonly (string | undefined)[] =>
  connectors.map(({ connectorId }) => availability.nameAt(evseId, connectorId))

/** An EVSE serves one car at a time: where a cable is in use, so is the EVSE. */
function evseState(station: Station, evse: EvseState): string {
  const parts = connectorStates(station, evse)
  return parts.includes('Occupied') ? 'Occupied' : jointState(parts)
}

const evseAt = ({ body }: Station, { evseId = 0 }: ComponentPlace): EvseState | undefined => evseOf(body.state, evseId)

const connectorAt = (station: Station, at: ComponentPlace): ConnectorState | undefined =>
  evseAt(station, at)?.connectors.find(({ connectorId }) => connectorId === at.connectorId)

/** The EVSE as its meter shows it now; nothing happens because somebody looks. */
const meteredAt = ({ body, time }: Station, { evseId = 0 }: ComponentPlace): EvseState | undefined =>
  evseOf(advance(body.state, time.monotonicMs()), evseId)

const faultsAt = (station: Station, at: ComponentPlace): readonly string[] =>
  (at.evseId === undefined ? station.body.state.evses : [evseAt(station, at)])
    .flatMap((evse) => evse?.connectors ?? [])
    .filter(({ connectorId }) => at.connectorId === undefined || connectorId === at.connectorId)
    .flatMap(({ faults }) => faults)

const tenth = (value: number): string => String(Math.round(value * 10) / 10)

const availabilityState = (read: Variable['read']): Variable => ({ access: 'R', dataType: 'OptionList', values: states, read })

const measured = (
  unit: string,
  read: (station: Station, at: ComponentPlace) => number | undefined,
  more: Partial<Variable> = {},
): Variable => ({
  access: 'R',
  dataType: 'decimal',
  unit,
  min: 0,
  isMeasured: true,
  read: (station, at) => {
    const value = read(station, at)
    return value === undefined ? '' : tenth(value)
  },
  ...more,
})

/** Whether something is broken here, or in what belongs to it. */
const problem: Variable = {
  ...live('boolean', (station, at) => String(faultsAt(station, at).length > 0)),
  techCode: (station, at) => faultsAt(station, at)[0],
}

/** 0 for direct current. */
const supplyPhases = live('integer', (station, at) => {
  const evses = at.evseId === undefined ? station.body.state.evses : [evseAt(station, at)]
  return String(Math.max(0, ...evses.map((evse) => (evse === undefined || evse.kind === 'DC' ? 0 : evse.phases))))
})

const exists = fixed(true)

/** The station itself with its EVSEs and connectors (2.x part 2, charging infrastructure). */
export const infrastructure: readonly Component[] = [
  {
    name: 'ChargingStation',
    of: 'station',
    variables: {
      Available: exists,
      AvailabilityState: availabilityState((station) => jointState(station.body.state.evses.map((evse) => evseState(station, evse)))),
      FirmwareVersion: live('string', ({ facts }) => facts.firmwareVersion ?? ''),
      Model: live('string', ({ facts }) => facts.model),
      Power: measured('W', ({ body, time }) => advance(body.state, time.monotonicMs()).evses.reduce((sum, evse) => sum + powerW(evse), 0), {
        max: ({ body }) => body.state.maxPowerW,
      }),
      Problem: problem,
      SerialNumber: live('string', ({ facts }) => facts.serialNumber ?? ''),
      SupplyPhases: supplyPhases,
      VendorName: live('string', ({ facts }) => facts.vendor),
    },
  },
  {
    name: 'ChargingStatusIndicator',
    of: 'station',
    variables: {
      // The lamp shines as bright as it is told to, at once.
      Percent: {
        ...live('decimal', ({ settings }) => String(settings.values.lightIntensityPercent)),
        unit: 'Percent',
        min: 0,
        max: 100,
        others: { Target: whole('lightIntensityPercent') },
      },
    },
  },
  {
    name: 'EVSE',
    of: 'evse',
    variables: {
      AllowReset: live('boolean', ({ settings }) => String(settings.values.resetsEvses)),
      Available: exists,
      AvailabilityState: availabilityState((station, at) => {
        const evse = evseAt(station, at)
        return evse === undefined ? '' : evseState(station, evse)
      }),
      Power: measured(
        'W',
        (station, at) => {
          const evse = meteredAt(station, at)
          return evse && powerW(evse)
        },
        {
          max: (station, at) => evseAt(station, at)?.maxPowerW ?? 0,
          others: {
            // What the EVSE offers the car now, and the limit it keeps to beside its own maximum.
            Target: { access: 'R', read: (station, at) => tenth(evseAt(station, at)?.offeredW ?? 0) },
            MaxSet: { access: 'R', read: (station, at) => limitOf(evseAt(station, at)) },
          },
        },
      ),
      Problem: problem,
      SupplyPhases: supplyPhases,
    },
  },
  {
    name: 'ConnectedEV',
    of: 'evse',
    variables: {
      StateOfCharge: measured(
        'Percent',
        (station, at) => {
          const evse = meteredAt(station, at)
          const ev = evse && pluggedConnector(evse)?.ev
          return ev && socPercent(ev)
        },
        { max: 100 },
      ),
    },
  },
  {
    name: 'FiscalMetering',
    of: 'evse',
    variables: {
      EnergyExportRegister: measured('Wh', (station, at) => wholeWh(meteredAt(station, at)?.exportWh ?? 0)),
      EnergyImportRegister: measured('Wh', (station, at) => wholeWh(meteredAt(station, at)?.energyWh ?? 0)),
    },
  },
  {
    name: 'Connector',
    of: 'connector',
    variables: {
      Available: exists,
      AvailabilityState: availabilityState(
        ({ availability }, { evseId = 0, connectorId = 0 }) => availability.nameAt(evseId, connectorId) ?? '',
      ),
      ConnectorType: live('string', (station, at) => connectorAt(station, at)?.plugType ?? ''),
      Problem: problem,
      SupplyPhases: supplyPhases,
    },
  },
]

const limitOf = (evse: EvseState | undefined): string => (evse?.limitW === undefined ? '' : tenth(evse.limitW))
