import { advance, evseOf, exportW } from '../../body/index.js'
import type { Station } from '../../station.js'
import { type ComponentPlace, fixed, live, truth, type Variable } from '../configuration/configuration.js'
import type { Component } from '../configuration/device-model.js'
import { type ControlType, controlTypes } from './control.js'

/** What the inverter of an EVSE can do beside its full power: the same in either direction. */
const powerFactor = 0.9
/** …and the part of its apparent power that it can then make reactive. */
const reactivePart = Math.sqrt(1 - powerFactor ** 2)

/** How far the voltage of the grid may go (EN 50160). */
const voltageV = { nominal: 400, max: 440, min: 360 }

/** Not from a meter, so that it never changes. */
const rated = (unit: string | undefined, value: (maxPowerW: number) => number): Variable => ({
  access: 'R',
  dataType: 'decimal',
  isConstant: true,
  ...(unit === undefined ? {} : { unit }),
  read: ({ body }: Station, { evseId = 0 }: ComponentPlace) =>
    String(Math.round(value(evseOf(body.state, evseId)?.maxPowerW ?? 0) * 100) / 100),
})

const name = (read: (station: Station) => string): Variable => live('string', read)

/** What an EVSE can make a car's inverter do by the charging loop of ISO 15118: that is about active power alone (R03.FR.03). */
const emulated: readonly ControlType[] = controlTypes.filter(
  (type) => !/Var$|PF/.test(type) && type !== 'Gradients' && type !== 'PowerMonitoringMustTrip',
)

const modes = (types: readonly ControlType[]): Variable => ({
  ...live('MemberList', ({ settings: { values } }) =>
    values.derControlEnabled ? values.derControlTypes.filter((type) => (types as readonly string[]).includes(type)).join(',') : '',
  ),
  values: types,
})

/** The nameplates of EVSEs that give energy back (2.1 part 2, §2.19), and what they give. */
export const derComponents: readonly Component[] = [
  {
    name: 'DCDERCtrlr',
    of: 'evse',
    kind: 'DC',
    variables: {
      Enabled: truth('derControlEnabled'),
      InverterHwVersion: fixed('1'),
      InverterManufacturer: name(({ facts }) => facts.vendor),
      InverterModel: name(({ facts }) => facts.model),
      InverterSwVersion: name(({ facts }) => facts.firmwareVersion ?? ''),
      MaxChargeRateVA: rated('VA', (watts) => watts),
      MaxChargeRateW: rated('W', (watts) => watts),
      MaxV: rated('V', () => voltageV.max),
      MaxVA: rated('VA', (watts) => watts),
      MaxVar: rated('var', (watts) => watts * reactivePart),
      MaxVarNeg: rated('var', (watts) => watts * reactivePart),
      MaxW: rated('W', (watts) => watts),
      MinV: rated('V', () => voltageV.min),
      ModesSupported: modes(controlTypes),
      OverExcitedPF: rated(undefined, () => powerFactor),
      OverExcitedW: rated('W', (watts) => watts * powerFactor),
      ReactiveSusceptance: rated('s', () => 0),
      UnderExcitedPF: rated(undefined, () => powerFactor),
      UnderExcitedW: rated('W', (watts) => watts * powerFactor),
      VNom: rated('V', () => voltageV.nominal),
    },
  },
  { name: 'ACDERCtrlr', of: 'evse', kind: 'AC', variables: { ModesSupported: modes(emulated) } },
  {
    name: 'EVSE',
    of: 'evse',
    variables: {
      DischargePower: {
        ...live('decimal', ({ body, time }, { evseId = 0 }) => {
          const evse = evseOf(advance(body.state, time.monotonicMs()), evseId)
          return String(evse === undefined ? 0 : Math.round(exportW(evse) * 10) / 10)
        }),
        unit: 'W',
        min: 0,
        max: ({ body }, { evseId = 0 }) => evseOf(body.state, evseId)?.maxPowerW ?? 0,
        isMeasured: true,
      },
    },
  },
]
