import { ocpp16 } from '@ocpp-kit/ocpp16'
import { ocpp21 } from '@ocpp-kit/ocpp21'
import { ocpp201 } from '@ocpp-kit/ocpp201'
import { type Connection, OcppError } from '@ocpp-kit/rpc'
import { dial } from '@ocpp-kit/rpc/ws'
import type { Proof, VersionName } from '../drivers.js'

type Payload = Record<string, unknown>
type Answer = (request: never) => object | Promise<object>

/** A station that keeps variables, as a test drives it: it answers what it is asked, and remembers the questions. */
export interface TestStation {
  readonly connection: { callUntyped(action: string, request: object): Promise<unknown> }
  /** By `Component.Variable` or `Component.Variable[instance]`; keys of 1.6 by their own names. */
  readonly values: Map<string, string>
  /** Names whose new values are answered with a status and not taken. */
  readonly refusals: Map<string, string>
  /** Names that hold what is set only after `reboot()`. */
  readonly afterReboot: Set<string>
  /** Requests of the csms, in their order. */
  readonly requests: readonly { readonly action: string; readonly request: Payload }[]
  asked(action: string): readonly Payload[]
  on(action: string, answer: Answer): void
  boot(facts?: { readonly firmwareVersion?: string; readonly reason?: string; readonly serialNumber?: string }): Promise<Payload>
  /** What needed a reboot takes effect. */
  reboot(): void
  status(timestamp: string, connectorStatus?: string): Promise<unknown>
  close(): Promise<void>
}

const protocols = { '1.6': ocpp16, '2.0.1': ocpp201, '2.1': ocpp21 } as const

interface Named {
  readonly component: { readonly name: string }
  readonly variable: { readonly name: string; readonly instance?: string }
}

export const keyOf = ({ component, variable }: Named): string =>
  `${component.name}.${variable.name}${variable.instance === undefined ? '' : `[${variable.instance}]`}`

const variableOf = (key: string) => {
  const [, component = '', name = '', instance] = /^([^.]+)\.([^[]+)(?:\[(.+)\])?$/.exec(key) ?? []
  return { component: { name: component }, variable: { name, ...(instance !== undefined && { instance }) } }
}

/** Connects a station, with the variables that it has. */
export async function connectStation(
  version: VersionName,
  url: string,
  values: Readonly<Record<string, string>> = {},
  identity = 'CP1',
  proof: Proof = {},
): Promise<TestStation> {
  const protocol = protocols[version]
  const client = dial({ ...proof, url, identity, versions: [protocol as typeof ocpp201], reconnect: false })
  const connection = (await client.open()) as Connection<typeof ocpp201, 'station'>
  const requests: { action: string; request: Payload }[] = []
  const on = (action: string, answer: Answer): void => {
    ;(client as unknown as { handle(...all: unknown[]): void }).handle(protocol, action, (request: Payload) => {
      requests.push({ action, request })
      return answer(request as never)
    })
  }
  const own = new Map(Object.entries(values))
  const later = new Map<string, string>()
  const refusals = new Map<string, string>()
  const afterReboot = new Set<string>()
  const station: TestStation = {
    connection: connection as unknown as TestStation['connection'],
    values: own,
    refusals,
    afterReboot,
    requests,
    asked: (action) => requests.filter((one) => one.action === action).map(({ request }) => request),
    on,
    boot: async ({ firmwareVersion = '1.0', reason = 'PowerUp', serialNumber } = {}) =>
      (await station.connection.callUntyped(
        'BootNotification',
        version === '1.6'
          ? { chargePointVendor: 'Acme', chargePointModel: 'One', firmwareVersion }
          : {
              reason,
              chargingStation: { vendorName: 'Acme', model: 'One', firmwareVersion, ...(serialNumber !== undefined && { serialNumber }) },
            },
      )) as Payload,
    reboot: () => {
      for (const [key, value] of later) own.set(key, value)
      later.clear()
    },
    status: (timestamp, status = 'Available') =>
      station.connection.callUntyped(
        'StatusNotification',
        version === '1.6'
          ? { connectorId: 1, errorCode: 'NoError', status, timestamp }
          : { evseId: 1, connectorId: 1, connectorStatus: status, timestamp },
      ),
    close: () => client.close(),
  }

  const set = (key: string, value: string): string => {
    const refusal = refusals.get(key)
    if (refusal !== undefined) return refusal
    if (!own.has(key)) return version === '1.6' ? 'NotSupported' : 'UnknownVariable'
    if (!afterReboot.has(key)) {
      own.set(key, value)
      return 'Accepted'
    }
    later.set(key, value)
    return 'RebootRequired'
  }

  if (version === '1.6') {
    on('GetConfiguration', ({ key }: { key?: readonly string[] }) => {
      const names = key ?? [...own.keys()]
      const known = names.filter((name) => own.has(name))
      return {
        configurationKey: known.map((name) => ({ key: name, readonly: refusals.has(name), value: own.get(name) })),
        unknownKey: names.filter((name) => !own.has(name)),
      }
    })
    on('ChangeConfiguration', ({ key, value }: { key: string; value: string }) => ({ status: set(key, value) }))
    return station
  }

  /** The station refuses what is above its limits (B06.FR.16, B05). */
  const checkLimit = (message: string, items: readonly unknown[]): void => {
    const limit = Number(own.get(`DeviceDataCtrlr.ItemsPerMessage[${message}]`) ?? Number.POSITIVE_INFINITY)
    if (items.length > limit) throw new OcppError('OccurrenceConstraintViolation', `${items.length} items, ${limit} are allowed`)
  }
  on('GetVariables', ({ getVariableData }: { getVariableData: readonly Named[] }) => {
    checkLimit('GetVariables', getVariableData)
    return {
      getVariableResult: getVariableData.map((one) => {
        const value = own.get(keyOf(one))
        return value === undefined
          ? { ...one, attributeStatus: 'UnknownVariable' }
          : { ...one, attributeStatus: 'Accepted', attributeValue: value }
      }),
    }
  })
  on('SetVariables', ({ setVariableData }: { setVariableData: readonly (Named & { attributeValue: string })[] }) => {
    checkLimit('SetVariables', setVariableData)
    return {
      setVariableResult: setVariableData.map(({ attributeValue, ...one }) => ({
        ...one,
        attributeStatus: set(keyOf(one), attributeValue),
      })),
    }
  })
  return station
}

export interface PartOptions {
  readonly keys?: readonly string[]
  readonly tbc?: boolean
}

/** Sends one part of a report, with the values that the station has. */
export const sendPart = (station: TestStation, requestId: number, seqNo: number, { keys = [], tbc = false }: PartOptions = {}) =>
  station.connection.callUntyped('NotifyReport', {
    requestId,
    seqNo,
    tbc,
    generatedAt: new Date().toISOString(),
    ...(keys.length > 0 && { reportData: keys.map((key) => reported(station, key)) }),
  })

const reported = ({ values, refusals }: TestStation, key: string) => ({
  ...variableOf(key),
  variableAttribute: [{ value: values.get(key), mutability: refusals.has(key) ? 'ReadOnly' : 'ReadWrite' }],
  variableCharacteristics: { dataType: /^\d+$/.test(values.get(key) ?? '') ? 'integer' : 'string', supportsMonitoring: false },
})

/** Answers every base report with all that the station has, in parts of that many variables. */
export function answerReports(station: TestStation, perPart = 2): void {
  station.on('GetBaseReport', ({ requestId }: { requestId: number }) => {
    const keys = [...station.values.keys()]
    setImmediate(async () => {
      for (let seqNo = 0; seqNo * perPart < keys.length; seqNo += 1) {
        const isLast = (seqNo + 1) * perPart >= keys.length
        await sendPart(station, requestId, seqNo, { keys: keys.slice(seqNo * perPart, (seqNo + 1) * perPart), tbc: !isLast })
      }
    })
    return { status: 'Accepted' }
  })
}
