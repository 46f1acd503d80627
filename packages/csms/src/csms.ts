import type { Handlers, Protocol } from '@ocpp-kit/rpc'
import { assemble } from './assembly.js'
import type { Commands } from './commands/api.js'
import type { ConnectionAttempt } from './connection/attempt.js'
import type { AttemptFigures } from './connection/attempt-log.js'
import type { ConnectionRecord } from './connection/connection-record.js'
import type { ConnectionQuery } from './connection/store.js'
import type { CsmsEvents } from './events.js'
import type { TokenGroups, Tokens } from './features/authorization/tokens.js'
import type { CacheResult } from './features/local-list/cache.js'
import type { StationRecord } from './features/provisioning/station-record.js'
import type { Transactions } from './features/transactions/ledger-access.js'
import type { Wrap } from './handling.js'
import { keepInsides } from './insides.js'
import type { QuarantineFigures } from './ledger/quarantine.js'
import type { SpoolFigures } from './ledger/spool/spool.js'
import type { MessageLogFigures } from './observability/message-archive.js'
import type { CsmsOptions } from './options.js'
import { createService } from './service.js'
import type { Station } from './station.js'
import type { Page, PageQuery } from './store/page.js'
import type { Store } from './store/store.js'

export interface Csms<P extends Protocol> {
  /**
   * Opens the port; asked again while it opens, the same promise.
   * @throws CsmsError `PORT_TAKEN`, `FOREIGN_SPOOL`, or `WRONG_STATE` while it is started or stopping
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

/**
 * A charging station management system: versions with features come from `@ocpp-kit/csms/ocpp16` and its siblings.
 * @throws TypeError naming the option that is wrong
 */
export function createCsms<P extends Protocol>(options: CsmsOptions<P>): Csms<P> {
  const parts = assemble(options)
  const { own, core, features, facts, commands, quarantine, replay } = parts
  const service = createService(options, parts)
  const { running, handling, messages, on } = service

  const csms: Csms<P> = {
    start: service.start,
    stop: ({ drainMs = defaultDrainMs } = {}) => service.stop(drainMs),
    versions: options.versions,
    get isStarted() {
      return service.isStarted
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
      return core.sessions.all().map(({ identity }) => core.station(identity)) as never
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
