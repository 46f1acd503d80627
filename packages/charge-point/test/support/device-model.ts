import { fixed, live } from '../../src/features/configuration/configuration.js'
import { type Component, DeviceModel } from '../../src/features/configuration/device-model.js'
import { commonComponents } from '../../src/features/ocpp201.js'
import { ocpp21 } from '../../src/versions/ocpp21.js'
import { ocpp201 } from '../../src/versions/ocpp201.js'
import type { Payload, TestCsms } from './csms.js'

/** A component with what no real station here has, but a vendor's might. */
const oddities: Component = {
  name: 'Odd',
  of: 'station',
  variables: {
    Enabled: fixed(false),
    Password: { access: 'W', dataType: 'string', read: () => 'never told', write: () => 'Accepted' },
    Later: { ...live('string', () => 'old'), access: 'RW', write: () => 'RebootRequired' },
    Long: live('string', () => 'x'.repeat(3_000)),
  },
}

const model = new DeviceModel([...commonComponents, oddities])

export const oddVersions2: readonly [readonly ['2.0.1', typeof ocpp201], readonly ['2.1', typeof ocpp21]] = [
  ['2.0.1', { ...ocpp201, model }],
  ['2.1', { ...ocpp21, model }],
]

export interface Reported {
  readonly component: {
    readonly name: string
    readonly instance?: string
    readonly evse?: { readonly id: number; readonly connectorId?: number }
  }
  readonly variable: { readonly name: string; readonly instance?: string }
  readonly variableAttribute: readonly {
    readonly type?: string
    readonly value?: string
    readonly mutability: string
    readonly constant?: boolean
    readonly persistent?: boolean
  }[]
  readonly variableCharacteristics: {
    readonly dataType: string
    readonly unit?: string
    readonly minLimit?: number
    readonly maxLimit?: number
    readonly valuesList?: string
    readonly supportsMonitoring: boolean
  }
}

/** All data that the parts of a report bring. */
export const reported = (csms: TestCsms): readonly Reported[] =>
  csms.of('NotifyReport').flatMap(({ reportData }) => reportData as unknown as Reported[])

export const nameOf = ({ component, variable }: Pick<Reported, 'component' | 'variable'>): string => {
  const place =
    component.evse === undefined
      ? ''
      : `@${component.evse.id}${component.evse.connectorId === undefined ? '' : `/${component.evse.connectorId}`}`
  const instance = component.instance === undefined ? '' : `(${component.instance})`
  return `${component.name}${instance}${place}.${variable.name}${variable.instance === undefined ? '' : `[${variable.instance}]`}`
}

/** All events that the station has told. */
export const events = (csms: TestCsms): readonly Payload[] => csms.of('NotifyEvent').flatMap(({ eventData }) => eventData as Payload[])

/** All monitors that the parts of a report bring. */
export const monitors = (csms: TestCsms): readonly Payload[] =>
  csms.of('NotifyMonitoringReport').flatMap(({ monitor }) => monitor as Payload[])
