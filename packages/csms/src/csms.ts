import { type ConnectionOf, Emitter, Handlers, type Protocol } from '@ocpp-kit/rpc'
import { type Disconnection, type Listener, type ListenOptions, listen } from '@ocpp-kit/rpc/ws'
import type { Commands } from './commands/api.js'
import { createCommands } from './commands/commands.js'
import { createAdmission } from './connection/admission.js'
import { Arrivals } from './connection/arrivals.js'
import type { ConnectionAttempt } from './connection/attempt.js'
import type { AttemptFigures } from './connection/attempt-log.js'
import type { ConnectionRecord } from './connection/connection-record.js'
import { OnDemand } from './connection/on-demand.js'
import { tellIfReady } from './connection/ready.js'
import { Sessions } from './connection/sessions.js'
import type { ConnectionQuery } from './connection/store.js'
import type { Core } from './core.js'
import { waitAtMost } from './deadline.js'
import { CsmsError } from './errors.js'
import { EventHub } from './events/hub.js'
import { publishEvents } from './events/publish.js'
import type { CsmsEvents } from './events.js'
import type { TokenGroups, Tokens } from './features/authorization/tokens.js'
import { createFeatures, handlersOf } from './features/features.js'
import type { CacheResult } from './features/local-list/cache.js'
import type { StationRecord } from './features/provisioning/station-record.js'
import type { Transactions } from './features/transactions/ledger-access.js'
import { Handling, type Wrap } from './handling.js'
import { keepInsides } from './insides.js'
import { type FactHandler, Facts } from './ledger/facts.js'
import { Quarantine, type QuarantineFigures } from './ledger/quarantine.js'
import { QuarantineReplay } from './ledger/quarantine-replay.js'
import type { SpoolFigures } from './ledger/spool/spool.js'
import { Lifecycle } from './lifecycle.js'
import { MessageLog } from './message-log.js'
import type { MessageLogFigures } from './observability/message-archive.js'
import { createMessages } from './observability/messages.js'
import { openPort } from './open-port.js'
import { type CsmsOptions, resolveOptions } from './options.js'
import type { Station } from './station.js'
import { createStation, keepHandles } from './station-handle.js'
import type { Page, PageQuery } from './store/page.js'
import type { Store } from './store/store.js'
import type { AnyVersion } from './version.js'
import { createWebhooks } from './webhooks/webhooks.js'

export interface Csms<P extends Protocol> {
  /**
   * Opens the port; asked again while it opens, the same promise.
   * @throws CsmsError `PORT_TAKEN`, or `WRONG_STATE` while it is started or stopping
   * @throws TypeError naming an option of the listener that is wrong
   */
  start(): Promise<void>
  /**
   * Takes no new connections and closes those there are with 1012, after calls under way have had `drainMs` (default 1,000) to end.
   * Does nothing unless started.
   */
  stop(options?: { readonly drainMs?: number | undefined }): Promise<void>
  /** Whether it takes stations. */
  readonly isStarted: boolean
  /** What it speaks, in order of preference. */
  readonly versions: readonly P[]
  /** Where stations connect, e.g. `ws://127.0.0.1:9000`. @throws CsmsError `WRONG_STATE` before the start */
  readonly url: string
  readonly port: number
  readonly store: Store
  /** What waits for the store to take it; `undefined` without the option `spool`, and unless started. */
  readonly spool: SpoolFigures | undefined
  /** Handles one action in one version or several, in place of what the csms does with it. */
  readonly handle: Handlers<P, 'csms'>['handle']
  /**
   * Wraps what is done with one action, in one version or several: the wrapper gets the request, its message, and `handle`, which does what
   * was done before and gives its answer. A transaction message is stored by then.
   */
  readonly wrap: Wrap<P>
  /** Handles several actions of one version. */
  readonly implement: Handlers<P, 'csms'>['implement']
  /** Adds a listener; the returned function removes it. */
  on<Name extends keyof CsmsEvents<P>>(name: Name, listener: (event: CsmsEvents<P>[Name]) => void): () => void
  /** Resolves with the next such event. */
  once<Name extends keyof CsmsEvents<P>>(name: Name): Promise<CsmsEvents<P>[Name]>
  /** Messages to stations that are kept until they have ended. */
  readonly commands: Commands<P>
  /** The tokens that drivers identify with. */
  readonly tokens: Tokens
  /** What is said of groups of them as a whole. */
  readonly tokenGroups: TokenGroups
  /** Has all stations that are connected forget what they remember of tokens. */
  clearCaches(): Promise<readonly CacheResult[]>
  /** A station by its identity, in whatever case, connected or not. */
  station(identity: string): Station<P>
  /** What stations have told of transactions, and what came of it. */
  readonly transactions: Transactions
  /** The stations that are connected. */
  readonly stations: readonly Station<P>[]
  /** All stations that have booted here or were put in, connected or not, by identity. */
  stationRecords(query?: PageQuery): Promise<Page<StationRecord>>
  /** The newest connection of each station at whatever node, by identity. */
  connections(query?: Omit<ConnectionQuery, 'tenantId'>): Promise<Page<ConnectionRecord>>
  /** Attempts to connect that were refused, newest first, also such as named no station. */
  attempts(query?: PageQuery): Promise<Page<ConnectionAttempt>>
  /** What is kept beside the path of messages, and what was left out of it. */
  readonly figures: CsmsFigures
}

export interface CsmsFigures {
  /** Undefined without `messageLog`. */
  readonly messageLog: MessageLogFigures | undefined
  readonly attempts: AttemptFigures
  /** Of transaction messages that stations were refused. */
  readonly quarantine: QuarantineFigures
}

const defaultDrainMs = 1_000
/** How long the end waits for what is being written. */
const stopMs = 1_000
/** WebSocket close code "service restart". */
const serviceRestart = 1012

/**
 * A charging station management system: versions with features come from `@ocpp-kit/csms/ocpp16` and its siblings.
 * @throws TypeError naming the option that is wrong
 */
export function createCsms<P extends Protocol>(options: CsmsOptions<P>): Csms<P> {
  const { own, door } = resolveOptions(options)
  const versions = options.versions as readonly (P & AnyVersion)[]
  const handlers = new Handlers<P, 'csms'>(versions, 'csms')
  const failed = (error: unknown, event: string): void => own.onError(error, { event })
  const events = new Emitter<CsmsEvents>(failed)
  const sessions = new Sessions(own.tenantId)
  const core: Core = {
    tenantId: own.tenantId,
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
  const webhooks = createWebhooks(core, own.webhooks)
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
    isShared: own.connection.nodeId !== undefined,
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
  const { clock, callTimeoutMs } = own
  const messageLog = new MessageLog({ tell: (exchange) => events.emit('message', exchange), clock, callTimeoutMs })

  const lifecycle = new Lifecycle<Listener<P>>()
  const handling = new Handling<P>({ core, versions, features, facts, handlers, listener: () => lifecycle.running })
  const running = (): Listener<P> => {
    if (lifecycle.running !== undefined) return lifecycle.running
    throw new CsmsError('WRONG_STATE', 'the csms is not started')
  }
  const frames = new OnDemand<Listener<P>>(
    () => events.has('message'),
    (listener) => {
      const off = listener.on('frame', (record) => messageLog.see(record))
      return () => {
        off()
        messageLog.clear()
      }
    },
  )
  const exchanges = new OnDemand<Listener<P>>(
    () => events.has('exchange'),
    (listener) => listener.on('exchange', (record) => events.emit('exchange', record)),
  )
  const watch = (listener: Listener<P> | undefined): void => {
    frames.check(listener)
    exchanges.check(listener)
  }

  const on: Csms<P>['on'] = (name, listener) => {
    const off = events.on(name as keyof CsmsEvents, listener as never)
    watch(lifecycle.running)
    return () => {
      off()
      watch(lifecycle.running)
    }
  }

  const messages = createMessages(core, { options: own.connection.messageLog, asksAcceptance, listen: (see) => on('message', see) })

  const opened = (connection: ConnectionOf<P, 'csms'>): void => {
    sessions.opened(connection)
    features.connections.opened(connection, lifecycle.running?.handshakeOf(connection))
    admission.watch(connection)
    events.emit('station', connection as never)
    commands.connected(connection.identity)
    arrivals.opened(connection, () => {
      commands.reachable(connection.identity)
      tellIfReady(core, connection).catch((error: unknown) => failed(error, 'station.ready'))
    })
  }
  const closed = ({ connection, code, reason }: Disconnection<ConnectionOf<P, 'csms'>>, isReplaced: boolean): void => {
    messageLog.closed(connection.identity)
    features.connections.closed(connection, { code, reason })
    // A newer connection takes its place: the station is not gone (G10).
    if (isReplaced) return features.connections.replaced(connection)
    const session = sessions.closed(connection)
    if (session === undefined) return
    events.emit('station.disconnected', { station: core.station(session.identity), code, reason })
  }
  const attach = (listener: Listener<P>): void => {
    features.localList.start()
    for (const version of versions) {
      for (const [action, handler] of handlers.of(version)) listener.handle(version, action as never, handler as never)
    }
    listener.on('station', opened)
    listener.on('disconnected', (gone) => {
      const newest = listener.station(gone.connection.identity)
      closed(gone, newest !== undefined && newest !== gone.connection)
    })
    listener.on('handshakeRefused', (refusal) => {
      features.connections.refused(refusal)
      events.emit('station.refused', refusal)
    })
    features.connections.start(listener.port)
    commands.listening()
    messages.start()
    watch(listener)
    features.transactions.upkeep.start()
  }

  const openDoor = async (): Promise<Listener<P>> => {
    await features.tokenSeed.start()
    const { admit, permit } = options
    const letIn: NonNullable<typeof admit> = (message) => {
      features.provisioning.seen(message)
      return admit === undefined ? 'admit' : admit(message)
    }
    const both: typeof admit = (message) => {
      features.connections.seen(message.connection)
      arrivals.seen(message)
      const admitted = admission.admit(message)
      return admitted === 'admit' ? letIn(message) : admitted.then(() => letIn(message))
    }
    const permitBoth: NonNullable<typeof permit> = (request) => {
      features.credentials.permit(request)
      permit?.(request)
    }
    await facts.open()
    // A hook that is given takes the place of the csms's own; the profile is asked of both.
    const hooks = { ...features.connections.hooks, ...door, securityProfile: features.connections.hooks.securityProfile }
    try {
      commands.start()
      replay.start()
      const listener = await openPort(() => listen({ ...hooks, admit: both, permit: permitBoth } as ListenOptions<P>))
      // Those who wait for news hear it, though whatever they are told from may fail.
      webhooks.start().catch((error: unknown) => failed(error, 'webhooks'))
      return listener
    } catch (error) {
      features.tokenSeed.stop()
      commands.halt()
      await commands.stop()
      await facts.close()
      throw error
    }
  }

  const csms: Csms<P> = {
    start: () => lifecycle.start(openDoor, attach),
    stop: ({ drainMs = defaultDrainMs } = {}) =>
      lifecycle.stop(async (listener) => {
        commands.halt()
        features.tokenSeed.stop()
        features.transactions.upkeep.stop()
        const atRest = features.localList.stop()
        await listener.close({ code: serviceRestart, drainMs })
        // A store that says nothing must not hold up the end.
        await waitAtMost(own.clock, stopMs, Promise.all([commands.stop(), replay.stop(), atRest]))
        await facts.close()
        watch(undefined)
        await messages.stop()
        await features.connections.stop()
        await webhooks.stop()
      }),
    versions: options.versions,
    get isStarted() {
      return lifecycle.running !== undefined
    },
    get url() {
      return running().url
    },
    get port() {
      return running().port
    },
    store: own.store,
    commands: commands.api as unknown as Commands<P>,
    tokens: features.tokens,
    tokenGroups: features.tokenGroups,
    clearCaches: () => features.localList.clearCaches(),
    get spool() {
      return facts.figures
    },
    handle: handling.handle,
    implement: handling.implement,
    wrap: handling.wrap,
    on,
    once: (name) =>
      new Promise((resolve) => {
        const off = on(name, (event) => {
          off()
          resolve(event)
        })
      }),
    station: (identity) => core.station(identity) as never,
    transactions: features.transactions.ledger,
    get stations() {
      return sessions.all().map(({ identity }) => core.station(identity)) as never
    },
    stationRecords: (query = {}) => own.store.provisioning.page(own.tenantId, query),
    connections: (query = {}) => own.store.connections.page({ ...query, tenantId: own.tenantId }),
    attempts: (query = {}) => own.store.attempts.page({ ...query, tenantId: own.tenantId }),
    get figures() {
      return { messageLog: messages.figures, attempts: features.connections.attemptFigures, quarantine: quarantine.figures }
    },
  }
  keepInsides(csms, { core, features, commands: commands.api, quarantine: replay })
  return csms
}
