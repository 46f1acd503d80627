import { Emitter, Handlers, type Protocol } from '@ocpp-kit/rpc'
import { createCommands } from './commands/commands.js'
import { createAdmission } from './connection/admission.js'
import { Arrivals } from './connection/arrivals.js'
import { Sessions } from './connection/sessions.js'
import type { Core } from './core.js'
import { EventHub } from './events/hub.js'
import { publishEvents } from './events/publish.js'
import type { CsmsEvents } from './events.js'
import { createFeatures, handlersOf } from './features/features.js'
import { type FactHandler, Facts } from './ledger/facts.js'
import { Quarantine } from './ledger/quarantine.js'
import { QuarantineReplay } from './ledger/quarantine-replay.js'
import { type CsmsOptions, resolveOptions } from './options.js'
import { createStation, keepHandles } from './station-handle.js'
import type { AnyVersion } from './version.js'
import { createWebhooks } from './webhooks/webhooks.js'

export type Parts<P extends Protocol> = ReturnType<typeof assemble<P>>

/**
 * Makes the parts of a csms and joins them; none of them does anything yet.
 * @throws TypeError naming the option that is wrong
 */
export function assemble<P extends Protocol>(options: CsmsOptions<P>) {
  const { own, door } = resolveOptions(options)
  const versions = options.versions as readonly (P & AnyVersion)[]
  const handlers = new Handlers<P, 'csms'>(versions, 'csms')
  const failed = (error: unknown, event: string): void => own.onError(error, { event })
  const events = new Emitter<CsmsEvents>(failed)
  const sessions = new Sessions(own.tenantId)
  const core: Core = {
    tenantId: own.tenantId,
    get node() {
      return features.connections.node
    },
    store: own.store,
    clock: own.clock,
    storeTimeoutMs: own.storeTimeoutMs,
    random: own.random,
    hub: new EventHub(),
    get webhooks() {
      return webhooks
    },
    sessions,
    events,
    failed,
    station: keepHandles((identity) => createStation(core, () => features, identity)),
    createRequestId: () => 1 + Math.floor(own.random() * 0x7fff_fffe),
  }
  /** Whether other processes may have the store, too. */
  const isShared = own.connection.nodeId !== undefined || own.store.isPrivate !== true
  const webhooks = createWebhooks(core, own.webhooks, { isShared })
  const features = createFeatures({
    core,
    options: own,
    versions,
    accepted: (identity) => replay.accepted(identity),
    isStoreBack: (station) => facts.isStoreBack(station),
  })
  publishEvents(core)
  const facts = new Facts({
    core,
    authorization: features.authorization,
    spool: own.spool,
    versionOf: (name) => {
      const version = versions.find((one) => one.version === name)
      if (version?.transactions === undefined) return undefined
      return { reader: version.transactions, handlerOf: (action) => handlersOf(version, features)[action] as FactHandler | undefined }
    },
  })
  const { transactions, provisioning } = features
  const asksAcceptance = (name: string): boolean => versions.find(({ version }) => version === name)?.provisioning !== undefined
  const arrivals = new Arrivals(core, asksAcceptance)
  const commands = createCommands({
    core,
    versions,
    random: own.random,
    transactions,
    connections: features.connections,
    limitsFor: provisioning.limitsFor,
    isShared,
  })
  const quarantine = new Quarantine(core, own.quarantine)
  const replay = new QuarantineReplay({
    core,
    quarantine,
    versionOf: (name) => {
      const version = versions.find((one) => one.version === name)
      if (version?.transactions === undefined) return undefined
      return { protocol: version, handlerOf: (action) => handlersOf(version, features)[action] as FactHandler | undefined }
    },
  })
  events.on('station.booted', ({ station, registration }) => {
    if (registration === 'Accepted') replay.accepted(station.identity)
  })
  const admission = createAdmission(core, quarantine, (name) => {
    const version = versions.find((one) => one.version === name)
    return { expectedFrom: version?.provisioning?.expectedFrom, factual: version?.transactions?.factual ?? [] }
  })
  return {
    own,
    door,
    versions,
    handlers,
    core,
    webhooks,
    features,
    facts,
    asksAcceptance,
    arrivals,
    commands,
    quarantine,
    replay,
    admission,
  }
}
