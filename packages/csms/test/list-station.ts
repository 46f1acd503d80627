import { ocpp16 } from '@ocpp-kit/ocpp16'
import { ocpp21 } from '@ocpp-kit/ocpp21'
import { type Ocpp201, ocpp201 } from '@ocpp-kit/ocpp201'
import { type AnyConnection, OcppError } from '@ocpp-kit/rpc'
import { dial } from '@ocpp-kit/rpc/ws'
import type { VersionName } from './drivers.js'

/** One message about the list, as a station received it. */
export interface ListCall {
  readonly action: 'GetLocalListVersion' | 'SendLocalList' | 'ClearCache' | 'GetVariables'
  readonly updateType?: 'Full' | 'Differential'
  readonly version?: number
  /** As they were sent. */
  readonly entries?: readonly Record<string, unknown>[] | undefined
}

type Status = 'Accepted' | 'Failed' | 'VersionMismatch' | 'NotSupported'

/** The memory of a station, which its connections come and go over: a list as D01 and 1.6 §5.15 have it. */
export class ListMemory {
  version = 0
  entries = new Map<string, Record<string, unknown>>()
  isEnabled = true
  hasList = true
  maxEntries: number | undefined = 100
  itemsPerMessage: number | undefined = 10
  bytesPerMessage: number | undefined = undefined
  cacheStatus: 'Accepted' | 'Rejected' = 'Accepted'
  readonly calls: ListCall[] = []
  /** Looks at each SendLocalList before it is done; a status it returns is the answer, and nothing is done. */
  before: ((call: ListCall) => Status | undefined | Promise<Status | undefined>) | undefined
  /** Runs once it is done. */
  after: ((call: ListCall) => void | Promise<void>) | undefined

  constructor(readonly protocol: VersionName) {}

  get sent(): readonly ListCall[] {
    return this.calls.filter(({ action }) => action === 'SendLocalList')
  }

  /** Values of tokens on the list, sorted. */
  get listed(): readonly string[] {
    return [...this.entries.keys()].toSorted()
  }

  reportedVersion(): number {
    this.calls.push({ action: 'GetLocalListVersion' })
    if (this.protocol === '1.6') return !this.hasList || !this.isEnabled ? -1 : this.entries.size === 0 ? 0 : this.version
    return this.isEnabled ? this.version : 0
  }

  async update(
    updateType: 'Full' | 'Differential',
    version: number,
    entries: readonly Record<string, unknown>[] | undefined,
  ): Promise<Status> {
    const call: ListCall = { action: 'SendLocalList', updateType, version, entries }
    this.calls.push(call)
    const refused = (await this.before?.(call)) ?? this.refusal(call)
    if (refused !== undefined) return refused
    const after = new Map(updateType === 'Full' ? [] : this.entries)
    for (const entry of entries ?? []) {
      if ('idTagInfo' in entry || 'idTokenInfo' in entry) after.set(nameOf(entry), entry)
      else after.delete(nameOf(entry))
      if (after.size > (this.maxEntries ?? Number.POSITIVE_INFINITY)) return 'Failed'
    }
    this.entries = after
    this.version = version
    await this.after?.(call)
    return 'Accepted'
  }

  private refusal({ updateType, version = 0, entries = [] }: ListCall): Status | undefined {
    if (!this.hasList || !this.isEnabled) return this.protocol === '1.6' ? 'NotSupported' : 'Failed'
    if (version <= 0 || entries.length > (this.itemsPerMessage ?? Number.POSITIVE_INFINITY)) return 'Failed'
    if (new Set(entries.map(nameOf)).size < entries.length) return 'Failed'
    if (JSON.stringify(entries).length > (this.bytesPerMessage ?? Number.POSITIVE_INFINITY)) return 'Failed'
    return updateType === 'Differential' && version <= this.version ? 'VersionMismatch' : undefined
  }
}

export function nameOf(entry: Record<string, unknown>): string {
  const { idTag, idToken } = entry as { idTag?: string; idToken?: { idToken: string } }
  return (idTag ?? idToken?.idToken ?? '').toLowerCase()
}

export interface ListStation {
  readonly connection: AnyConnection
  boot(): Promise<void>
  /** Answers a message of other blocks from now on. */
  answer(action: string, handler: (request: object) => object): void
  close(): Promise<void>
}

/** Connects a station that has such a memory. */
export async function connectListStation(memory: ListMemory, url: string, identity = 'CP1'): Promise<ListStation> {
  return memory.protocol === '1.6' ? connect16(memory, url, identity) : connect2x(memory, url, identity)
}

async function connect16(memory: ListMemory, url: string, identity: string): Promise<ListStation> {
  const client = dial({ url, identity, versions: [ocpp16], reconnect: false })
  client.implement(ocpp16, {
    GetLocalListVersion: () => ({ listVersion: memory.reportedVersion() }),
    SendLocalList: async ({ updateType, listVersion, localAuthorizationList }) => ({
      status: await memory.update(updateType, listVersion, localAuthorizationList as never),
    }),
    ClearCache: () => {
      memory.calls.push({ action: 'ClearCache' })
      return { status: memory.cacheStatus }
    },
    GetConfiguration: ({ key = [] }) => {
      memory.calls.push({ action: 'GetVariables' })
      const values: Record<string, string | undefined> = memory.hasList
        ? {
            LocalAuthListEnabled: String(memory.isEnabled),
            LocalAuthListMaxLength: textOf(memory.maxEntries),
            SendLocalListMaxLength: textOf(memory.itemsPerMessage),
          }
        : {}
      return {
        configurationKey: key.flatMap((one) => (values[one] === undefined ? [] : [{ key: one, readonly: true, value: values[one] }])),
        unknownKey: key.filter((one) => values[one] === undefined),
      }
    },
  })
  const connection = await client.open()
  return {
    connection,
    boot: async () => void (await connection.call('BootNotification', { chargePointVendor: 'Acme', chargePointModel: 'One' })),
    answer: (action, handler) => client.handle(ocpp16, action as never, handler as never),
    close: () => client.close(),
  }
}

async function connect2x(memory: ListMemory, url: string, identity: string): Promise<ListStation> {
  const protocol = memory.protocol === '2.0.1' ? ocpp201 : (ocpp21 as never as Ocpp201)
  const client = dial({ url, identity, versions: [protocol], reconnect: false })
  const values = (): Record<string, string | undefined> => ({
    Enabled: String(memory.isEnabled),
    'Entries/MaxSet': textOf(memory.maxEntries),
    ItemsPerMessage: textOf(memory.itemsPerMessage),
    BytesPerMessage: textOf(memory.bytesPerMessage),
  })
  client.implement(protocol, {
    GetLocalListVersion: () => {
      if (!memory.hasList) throw new OcppError('NotSupported', 'no list')
      return { versionNumber: memory.reportedVersion() }
    },
    SendLocalList: async ({ updateType, versionNumber, localAuthorizationList }) => ({
      status: (await memory.update(updateType, versionNumber, localAuthorizationList as never)) as 'Accepted',
    }),
    ClearCache: () => {
      memory.calls.push({ action: 'ClearCache' })
      return { status: memory.cacheStatus }
    },
    GetVariables: ({ getVariableData }) => {
      memory.calls.push({ action: 'GetVariables' })
      return {
        getVariableResult: getVariableData.map(({ component, variable, attributeType }) => {
          const value = values()[attributeType === undefined ? variable.name : `${variable.name}/${attributeType}`]
          const about = { component, variable, ...(attributeType !== undefined && { attributeType }) }
          if (!memory.hasList) return { ...about, attributeStatus: 'UnknownComponent' as const }
          if (value === undefined) return { ...about, attributeStatus: 'UnknownVariable' as const }
          return { ...about, attributeStatus: 'Accepted' as const, attributeValue: value }
        }),
      }
    },
  })
  const connection = await client.open()
  return {
    connection,
    boot: async () => {
      await connection.call('BootNotification', { reason: 'PowerUp', chargingStation: { vendorName: 'Acme', model: 'One' } })
    },
    answer: (action, handler) => client.handle(protocol, action as never, handler as never),
    close: () => client.close(),
  }
}

const textOf = (value: number | undefined): string | undefined => (value === undefined ? undefined : String(value))
