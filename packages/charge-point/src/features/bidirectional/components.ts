import { type Ev, evseOf, pluggedConnector } from '../../body/index.js'
import type { Station } from '../../station.js'
import { type ComponentPlace, fixed, fixedList, live, oneOf, type Variable } from '../configuration/configuration.js'
import type { Component, Variables } from '../configuration/device-model.js'
import { measurandsOf } from '../metering/measurands.js'
import { operationModes } from '../smart-charging/profile.js'
import { energyTransfers, transfersOf } from './energy-transfer.js'
import { frequencyThresholdMilliHz, isV2xEnabled, loadBandNames, measurandUses, setAt, setValue } from './evse-settings.js'

/** A variable of one EVSE, written where the text is right. */
const ofEvse = (
  kind: Pick<Variable, 'dataType'> & Partial<Variable>,
  name: string,
  isRight: (text: string) => boolean,
  read: (station: Station, evseId: number) => string = (station, evseId) => setAt(station, evseId, name) ?? '',
): Variable => ({
  access: 'RW',
  isPersistent: true,
  ...kind,
  read: (station, { evseId = 0 }) => read(station, evseId),
  write: (station, text, { evseId = 0 }) => {
    const value = text.trim()
    if (!isRight(value)) return 'Rejected'
    setValue(station, evseId, name, value)
    // Profiles in force may come to something else.
    station.smartCharging.applied()
    return 'Accepted'
  },
})

const isDecimal = (text: string): boolean => /^[+-]?\d+(\.\d+)?$/.test(text)

const perMode: Variables = Object.fromEntries(
  measurandUses.flatMap((use) =>
    operationModes.map((mode) => {
      const name = `${use}[${mode}]`
      const isKnown = (text: string): boolean => text === '' || text.split(',').every((one) => measurandsOf['2.1'].includes(one))
      return [name, ofEvse({ dataType: 'MemberList', values: measurandsOf['2.1'] }, name, isKnown)]
    }),
  ),
)

const loadBalancing: Variables = Object.fromEntries(
  loadBandNames.map((which) => {
    const name = `LocalLoadBalancing[${which}]`
    return [name, ofEvse({ dataType: 'decimal', unit: 'W' }, name, (text) => text === '' || isDecimal(text))]
  }),
)

const carAt = ({ body }: Station, { evseId = 0 }: ComponentPlace): Ev | undefined => {
  const evse = evseOf(body.state, evseId)
  return evse && pluggedConnector(evse)?.ev
}

/** As supportedAppProtocolReq of ISO 15118 names them. */
const protocols = {
  2: () => 'urn:iso:15118:2:2013:MsgDef,2,0',
  20: (kind: 'AC' | 'DC') => `urn:iso:std:iso:15118:-20:${kind},1,0`,
} as const

/** The newest first; a car that speaks ISO 15118-20 still speaks ISO 15118-2. */
function protocolsAt(station: Station, at: ComponentPlace): readonly string[] {
  const kind = evseOf(station.body.state, at.evseId ?? 0)?.kind ?? 'AC'
  const edition = carAt(station, at)?.highLevel?.edition
  if (edition === undefined) return []
  return edition === 20 ? [protocols[20](kind), protocols[2]()] : [protocols[2]()]
}

const ofCar = (read: (station: Station, at: ComponentPlace) => string | undefined): Variable => ({
  ...live('string', (station, at) => read(station, at) ?? ''),
  isMonitorable: false,
})

/** The parts of the chain by their place in it: the leaf first, the root last, and in between two at most. */
function certificateAt(part: 'Leaf' | 'SubCA1' | 'SubCA2' | 'Root'): Variable {
  return ofCar((station, at) => {
    const chain = carAt(station, at)?.highLevel?.certificates ?? []
    if (part === 'Root') return chain.length > 1 ? chain.at(-1) : undefined
    const between = chain.slice(1, -1)
    return part === 'Leaf' ? chain[0] : between[part === 'SubCA1' ? 0 : 1]
  })
}

/** Bidirectional charging, and what the station knows of the car (2.1 part 2 §2.16, §2.18, Q01.FR.30–36). */
export const bidirectionalComponents: readonly Component[] = [
  {
    name: 'V2XChargingCtrlr',
    of: 'evse',
    variables: {
      Enabled: ofEvse(
        { dataType: 'boolean' },
        'Enabled',
        (text) => text === 'true' || text === 'false',
        (station, evseId) => String(isV2xEnabled(station, evseId)),
      ),
      LocalFrequencyUpdateThreshold: ofEvse(
        { dataType: 'integer', min: 1, max: 10_000 },
        'LocalFrequencyUpdateThreshold',
        (text) => /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 10_000,
        (station, evseId) => String(frequencyThresholdMilliHz(station, evseId)),
      ),
      SupportedEnergyTransferModes: {
        ...live('MemberList', ({ body }, { evseId = 0 }) => {
          const evse = evseOf(body.state, evseId)
          return evse === undefined ? '' : transfersOf(evse, true).join(',')
        }),
        values: energyTransfers,
      },
      SupportedOperationModes: fixedList('MemberList', operationModes),
      ...loadBalancing,
      ...perMode,
    },
  },
  {
    name: 'ConnectedEV',
    of: 'evse',
    variables: {
      Available: live('boolean', (station, at) => String(carAt(station, at) !== undefined)),
      ProtocolAgreed: ofCar((station, at) => protocolsAt(station, at)[0]),
      'ProtocolSupportedByEV[1]': ofCar((station, at) => protocolsAt(station, at)[0]),
      'ProtocolSupportedByEV[2]': ofCar((station, at) => protocolsAt(station, at)[1]),
      'VehicleCertificate[Leaf]': certificateAt('Leaf'),
      'VehicleCertificate[SubCA1]': certificateAt('SubCA1'),
      'VehicleCertificate[SubCA2]': certificateAt('SubCA2'),
      'VehicleCertificate[Root]': certificateAt('Root'),
      VehicleID: ofCar((station, at) => carAt(station, at)?.highLevel?.evccId),
    },
  },
  {
    name: 'ISO15118Ctrlr',
    of: 'evse',
    variables: {
      Enabled: fixed(true),
      ServiceRenegotiationSupport: live('boolean', ({ settings }) => String(settings.values.serviceRenegotiation)),
    },
  },
  {
    name: 'SmartChargingCtrlr',
    of: 'station',
    variables: { SetpointPriority: oneOf('setpointPriority', ['ExternalSystem', 'CSMS']) },
  },
]
