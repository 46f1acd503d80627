import type { AnyConnection } from '@ocpp-kit/rpc'
import type { Reach } from '../../connection/commandable.js'
import type { Expected } from '../../connection/open-triggers.js'
import { type AnyHandlers, type Core, type Incoming, nowIso } from '../../core.js'
import type { StationKey } from '../../identifier.js'
import type { StationFacts } from '../authorization/place.js'
import type { GetVariableResult, Reset, ResetResult, SetVariableResult, VariableName, VariableValue } from './commands.js'
import { type BootFacts, type Registration, registrations, type StationDescription } from './station-record.js'

export interface ProvisioningAdapter {
  handlers(provisioning: ProvisioningFeature): AnyHandlers
  /** What a BootNotification says of the station. */
  bootOf(request: object): BootFacts
  /** What a station will send because it was sent this. */
  expectedFrom(action: string, request: object): readonly Expected[]
  reset(connection: AnyConnection, reset: Reset): Promise<ResetResult>
  getVariables(connection: AnyConnection, names: readonly VariableName[]): Promise<readonly GetVariableResult[]>
  setVariables(connection: AnyConnection, values: readonly VariableValue[]): Promise<readonly SetVariableResult[]>
}

/** A station that asks to be let in. */
export interface BootingStation {
  readonly identity: string
  readonly version: string
  readonly boot: BootFacts
}

/** What stations are told that no operator has decided about: one answer for all, or a rule. */
export type Acceptance = Registration | ((station: BootingStation) => Registration | Promise<Registration>)

export interface ProvisioningOptions {
  readonly acceptance: Acceptance
  readonly heartbeatIntervalSeconds: number
  readonly retryIntervalSeconds: number
}

export interface BootAnswer {
  readonly status: Registration
  readonly currentTime: string
  readonly interval: number
}

export interface ProvisioningFeature {
  /** Decides what a station is told that boots. */
  boot(message: Incoming, boot: BootFacts): Promise<BootAnswer>
  /** Keeps what a station is told that boots, whoever decided it. */
  told(message: Incoming, boot: BootFacts, answer: unknown): Promise<void>
  decide(identity: string, registration: Registration): Promise<void>
  /** Keeps what an operator says of a station; what is not given stays. */
  describe(identity: string, description: StationDescription): Promise<void>
  /** What was said of a station. */
  facts(station: StationKey): Promise<StationFacts>
  reset(identity: string, reset: Reset): Promise<ResetResult>
  getVariables(identity: string, names: readonly VariableName[]): Promise<readonly GetVariableResult[]>
  setVariables(identity: string, values: readonly VariableValue[]): Promise<readonly SetVariableResult[]>
}

export function createProvisioning(core: Core, options: ProvisioningOptions, reach: Reach<ProvisioningAdapter>): ProvisioningFeature {
  const { store, sessions, clock, events } = core
  return {
    boot: async ({ connection: { identity, version } }, boot) => {
      const known = await store.provisioning.find(sessions.keyOf(identity))
      const registration = known?.decision ?? (await applyRule(options.acceptance, { identity, version, boot }))
      const interval = registration === 'Accepted' ? options.heartbeatIntervalSeconds : options.retryIntervalSeconds
      return { status: registration, currentTime: nowIso(clock), interval }
    },

    told: async (message, boot, answer) => {
      const registration = registrations.find((one) => one === (answer as { readonly status?: unknown } | undefined)?.status)
      if (registration === undefined) return
      const session = sessions.of(message.connection)
      const { key: station, identity } = session
      const { version } = message.connection
      await store.provisioning.save({ station, identity, registration, version, boot, bootedAt: nowIso(clock) })
      session.registration = registration
      message.afterAnswer(() => {
        events.emit('station.booted', { station: core.station(identity), boot, registration })
        if (registration === 'Accepted') events.emit('station.ready', { station: core.station(identity), version })
      })
    },

    decide: async (identity, decision) => {
      const station = sessions.keyOf(identity)
      const known = await store.provisioning.find(station)
      const withdrawn = decision === 'Accepted' ? {} : { registration: decision }
      await store.provisioning.save({ station, identity: known?.identity ?? identity, decision, ...withdrawn })
      const session = sessions.find(identity)
      if (session !== undefined && decision !== 'Accepted') session.registration = decision
    },

    describe: async (identity, { labels, evses }) => {
      const station = sessions.keyOf(identity)
      const known = await store.provisioning.find(station)
      await store.provisioning.save({ station, identity: known?.identity ?? identity, labels, evses })
    },

    facts: async (station) => {
      const { labels = [], evses = [] } = (await store.provisioning.find(station)) ?? {}
      return { stationId: station.stationId, labels, evses }
    },

    reset: async (identity, reset) => {
      const { connection, adapter } = await reach(identity, 'reset')
      return adapter.reset(connection, reset)
    },
    getVariables: async (identity, names) => {
      const { connection, adapter } = await reach(identity, 'getVariables')
      return names.length === 0 ? [] : adapter.getVariables(connection, names)
    },
    setVariables: async (identity, values) => {
      const { connection, adapter } = await reach(identity, 'setVariables')
      return values.length === 0 ? [] : adapter.setVariables(connection, values)
    },
  }
}

const applyRule = (acceptance: Acceptance, station: BootingStation): Registration | Promise<Registration> =>
  typeof acceptance === 'function' ? acceptance(station) : acceptance
