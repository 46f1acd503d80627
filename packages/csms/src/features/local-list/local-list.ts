import { isDeepStrictEqual } from 'node:util'
import type { AnyConnection } from '@ocpp-kit/rpc'
import type { RawCallOutcome } from '../../commands/api.js'
import type { Reach } from '../../connection/commandable.js'
import { type Core, nowIso } from '../../core.js'
import { isCsmsError } from '../../errors.js'
import type { StationFacts } from '../authorization/place.js'
import { type IdToken, isIdToken, isSameToken } from '../authorization/token.js'
import type { TokenBooks } from '../authorization/token-book.js'
import type { GetVariableResult, VariableName } from '../provisioning/commands.js'
import type { LocalListAdapter } from './adapter.js'
import { type CacheClearing, createCacheClearing } from './cache.js'
import { createDesiredLists } from './desired-lists.js'
import { readLimits } from './limits.js'
import { type DesiredList, withholdsMore } from './list.js'
import { checkWish } from './list-check.js'
import type { ListRecord, ListScope, ListWish, LocalListState } from './list-state.js'
import { viewOf } from './list-view.js'
import { heldOf, recordAfter } from './sent-list.js'
import type { StationTokens } from './store.js'
import { type ListPort, syncList } from './sync.js'
import { Turns } from './turns.js'
import { createWatch } from './watch.js'

export interface LocalListOptions {
  /** Which tokens the lists of stations hold about which nothing else was said. */
  readonly localList: ListScope
  /** ms that changes of tokens are waited for that follow each other. */
  readonly localListDelayMs: number
  /** Whether caches are cleared after a token that was known before was changed. */
  readonly clearCacheOnChange: boolean
}

/** What other blocks know and do. */
export interface LocalListSources {
  readonly books: TokenBooks
  facts(identity: string): Promise<StationFacts>
  getVariables(identity: string, names: readonly VariableName[]): Promise<readonly GetVariableResult[]>
  /** The upper limit of a variable, by the last report. */
  reportedLimit(identity: string, name: VariableName): Promise<number | undefined>
  /** The part of a version, for stations that are not connected. */
  adapterOf(version: string | undefined): LocalListAdapter | undefined
}

export interface LocalListFeature extends Pick<CacheClearing, 'clearCache' | 'clearCaches'> {
  /** Keeps lists in order from now on. */
  start(): void
  /** Begins nothing more; resolves when nothing is under way, which takes the end of the connections. */
  stop(): Promise<void>
  state(identity: string): Promise<LocalListState>
  /** What is not given stays. The station is told as soon as it can be. @throws TypeError naming the member that is wrong */
  setWish(identity: string, wish: ListWish): Promise<LocalListState>
  /** The same, and what is not given holds no longer; but those who are excluded stay so until others are given (N10.FR.02). */
  replaceWish(identity: string, wish: ListWish): Promise<LocalListState>
  /** Brings the list in order now, though it failed a moment ago. @throws CsmsError where the station cannot be told */
  sync(identity: string, options?: { readonly isFull?: boolean | undefined }): Promise<LocalListState>
  /** Takes a customer off the list for good whose data was cleared at the station (N10.FR.02), and tells the station. */
  customerCleared(identity: string, token: IdToken): Promise<LocalListState>
  /** A station has answered a message of somebody else's making, which may have cleared the data of a customer. */
  called(message: CalledMessage, outcome: RawCallOutcome): void
  /** What is known of a station has changed; it is looked at behind the scenes. */
  changed(identity: string): void
}

export interface CalledMessage {
  readonly identity: string
  readonly version: string | undefined
  readonly action: string
  readonly payload: object
}

export function createLocalLists(
  core: Core,
  options: LocalListOptions,
  reach: Reach<LocalListAdapter>,
  sources: LocalListSources,
): LocalListFeature {
  const { store, sessions, clock } = core
  const { adapterOf } = sources
  const turns = new Turns()
  const lists = createDesiredLists(sources.books, clock)
  const cache = createCacheClearing(core, options.clearCacheOnChange, reach, sources.books)
  const scopeOf = ({ wish }: StationTokens): ListScope => wish?.scope ?? options.localList

  /** Works out what the list of a station should be that can be told so. @throws CsmsError where it cannot */
  const prepare = async (
    identity: string,
    scope: Exclude<ListScope, 'off'>,
    { wish }: StationTokens,
    when: Parameters<typeof reach>[2],
  ) => {
    const { connection, adapter } = await reach(identity, 'localList', when)
    const question = { scope, wish, version: connection.version, form: adapter }
    return { connection, adapter, ...(await lists.prepare(question, await sources.facts(identity))) }
  }

  /** Brings it in order, whatever came of it before. */
  const runNow = async (identity: string, isFull: boolean, known: StationTokens): Promise<void> => {
    const scope = scopeOf(known)
    const key = sessions.keyOf(identity)
    if (scope === 'off') {
      await takeOff(identity, known)
      return watch.note(key.stationId, undefined)
    }
    const { connection, adapter, of: desired, changes, until } = await prepare(identity, scope, known, 'accepted')
    let isSaved = false
    const save = async (list: ListRecord): Promise<void> => {
      isSaved = true
      await store.localList.save(key, { list })
    }
    const port = portOf(identity, connection, adapter)
    const list = await syncList(port, { record: known.list, isFull, desired, save, nowMs: () => clock.now() })
    watch.note(key.stationId, { changes, until, ...(list.nextAttemptAt !== undefined && { notBefore: Date.parse(list.nextAttemptAt) }) })
    if (isSaved) core.events.emit('localList.changed', { station: core.station(identity), list: await stateOf(identity) })
  }

  /** A list that is left alone is, but for customers whose data was cleared and who are known to be on it (N10.FR.02). */
  const takeOff = async (identity: string, { wish: { excluded = [] } = {}, list }: StationTokens): Promise<void> => {
    const { held } = list ?? {}
    const isOff = (token: IdToken): boolean => excluded.some((one) => isSameToken(one, token))
    if (list === undefined || held === undefined || !held.entries.some(isOff)) return
    const { connection, adapter } = await reach(identity, 'localList', 'accepted')
    const reported = await adapter.version(connection)
    const version = Math.max(list.lastVersion, reported) + 1
    const key = sessions.keyOf(identity)
    // No version ever stands for two contents, whatever becomes of this one.
    await store.localList.save(key, { list: { ...list, lastVersion: version, updatedAt: nowIso(clock) } })
    const entries = held.entries.filter(isOff).map((token) => adapter.removalOf(token))
    const { status, reason = 'no reason given' } = await adapter.send(connection, { updateType: 'Differential', version, entries })
    if (status !== 'Accepted')
      throw new Error(`${identity} answered ${status} (${reason}) to a list without a customer whose data was cleared`)
    const at = nowIso(clock)
    // Where the list was not the one that was known, it is not known what else is on it.
    const left =
      held.version === reported
        ? heldOf(
            held.entries.filter((one) => !isOff(one)),
            version,
            at,
          )
        : undefined
    await store.localList.save(key, { list: { ...list, lastVersion: version, reportedVersion: version, held: left, updatedAt: at } })
    core.events.emit('localList.changed', { station: core.station(identity), list: await stateOf(identity) })
  }

  const portOf = (identity: string, connection: AnyConnection, adapter: LocalListAdapter): ListPort => ({
    form: adapter,
    version: () => adapter.version(connection),
    limits: async () => {
      const limits = await readLimits(adapter.limitVariables, (names) => sources.getVariables(identity, names))
      return { ...limits, readAt: nowIso(clock) }
    },
    reportedMaxEntries: async () => {
      const { entries } = adapter.limitVariables
      return entries === undefined ? undefined : sources.reportedLimit(identity, entries)
    },
    send: (message) => adapter.send(connection, message),
  })

  /** By itself: not before its time, and only where the station is there and accepted. */
  const look = async (identity: string): Promise<void> => {
    const session = sessions.find(identity)
    if (watch.isStopped || session?.connection === undefined || session.registration !== 'Accepted') return
    const known = await store.localList.find(session.key)
    await cache.look(identity, known)
    const notBefore = Date.parse(known.list?.nextAttemptAt ?? '')
    try {
      if (notBefore > clock.now() && !(await hasToWithhold(identity, known, notBefore))) return
      await runNow(identity, false, known)
    } catch (error) {
      // It is looked at again when it is ready.
      if (!isCsmsError(error)) throw error
    }
  }

  /** Whether a list that was not taken lets in who is to be let in no longer: a pause is for saying the same again. */
  const hasToWithhold = async (identity: string, known: StationTokens, notBefore: number): Promise<boolean> => {
    const scope = scopeOf(known)
    const { stationId } = sessions.keyOf(identity)
    watch.note(stationId, scope === 'off' ? undefined : { notBefore })
    const { limits, attempted } = known.list ?? {}
    if (scope === 'off' || limits === undefined) return false
    const { adapter, of, changes, until } = await prepare(identity, scope, known, 'accepted')
    watch.note(stationId, { changes, until, notBefore })
    return attempted !== undefined && withholdsMore(attempted, of(limits), adapter)
  }

  const queue = (identity: string): void =>
    turns.queue(
      sessions.keyOf(identity).stationId,
      () => look(identity),
      (error) => core.failed(error, 'localList'),
    )

  const watch = createWatch(core, {
    books: sources.books,
    delayMs: options.localListDelayMs,
    look: queue,
    isAlert: options.clearCacheOnChange,
  })

  const stateOf = async (identity: string): Promise<LocalListState> => {
    const known = await store.localList.find(sessions.keyOf(identity))
    return viewOf(known, scopeOf(known), await desiredNow(identity, known))
  }

  /** For a station that is not there it cannot be said how its version writes entries. */
  const desiredNow = async (identity: string, known: StationTokens): Promise<DesiredList | undefined> => {
    const scope = scopeOf(known)
    const { list } = known
    if (scope === 'off' || list?.limits === undefined) return undefined
    try {
      return (await prepare(identity, scope, known, 'always')).of(list.limits)
    } catch (error) {
      if (isCsmsError(error)) return undefined
      throw error
    }
  }

  const inTurn = <T>(identity: string, work: (known: StationTokens) => Promise<T>): Promise<T> => {
    const key = sessions.keyOf(identity)
    return turns.take(key.stationId, async () => work(await store.localList.find(key)))
  }

  const changeWish = async (identity: string, change: (wish: ListWish) => ListWish): Promise<LocalListState> => {
    await inTurn(identity, ({ wish: before = {}, list }) => {
      const wish = change(before)
      // Something else is wanted than what the station did not take, so it is told at once.
      const isAnew = list?.nextAttemptAt !== undefined && !isDeepStrictEqual(wish, before)
      const pending = { status: 'pending', reason: undefined, nextAttemptAt: undefined, updatedAt: nowIso(clock) } as const
      return store.localList.save(sessions.keyOf(identity), { wish, ...(isAnew && { list: { ...list, ...pending } }) })
    })
    queue(identity)
    return stateOf(identity)
  }

  const customerCleared = (identity: string, { idToken, type }: IdToken): Promise<LocalListState> =>
    changeWish(identity, ({ excluded = [], ...wish }) => {
      const isExcluded = excluded.some((one) => isSameToken(one, { idToken, type }))
      return { ...wish, excluded: isExcluded ? excluded : [...excluded, { idToken, ...(type !== undefined && { type }) }] }
    })

  /** Takes a customer off the list whose data the message has cleared. */
  const cleared = ({ identity, version, action, payload }: CalledMessage): void => {
    const token = adapterOf(version)?.clearedBy?.(action, payload)
    if (!isIdToken(token)) return
    customerCleared(identity, token).catch((error: unknown) => core.failed(error, 'localList'))
  }

  /** Keeps in mind what a message of somebody else's making has put on the list. */
  const listSent = ({ identity, version, action, payload }: CalledMessage): void => {
    const adapter = adapterOf(version)
    const sent = adapter?.sentBy(action, payload)
    if (adapter === undefined || sent === undefined) return
    const keep = ({ list }: StationTokens): Promise<void> =>
      store.localList.save(sessions.keyOf(identity), { list: recordAfter(list, sent, adapter, nowIso(clock)) })
    inTurn(identity, keep).then(
      () => queue(identity),
      (error: unknown) => core.failed(error, 'localList'),
    )
  }

  const taken = (message: CalledMessage): void => {
    cleared(message)
    listSent(message)
  }

  // A command that is kept and has cleared the data of a customer takes him off the list (N10.FR.02), whatever told of its end.
  for (const name of ['command.ended', 'command.reconciled'] as const) {
    core.events.on(name, ({ command: { identity, version, action, payload, state } }) => {
      if (state === 'done') taken({ identity, version, action, payload })
    })
  }

  return {
    start: () => watch.start(),
    stop: async () => {
      watch.stop()
      await turns.idle()
    },
    state: stateOf,
    setWish: async (identity, wish) => {
      checkWish(wish)
      return changeWish(identity, (before) => ({
        ...before,
        ...Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined)),
      }))
    },
    replaceWish: async (identity, wish) => {
      checkWish(wish)
      return changeWish(identity, ({ excluded }) => ({ ...(excluded !== undefined && { excluded }), ...wish }))
    },
    sync: async (identity, { isFull = false } = {}) => {
      await inTurn(identity, (known) => runNow(identity, isFull, known))
      return stateOf(identity)
    },
    customerCleared,
    called: (message, outcome) => {
      if ('result' in outcome && (outcome.result as { readonly status?: unknown }).status === 'Accepted') taken(message)
    },
    changed: queue,
    clearCache: cache.clearCache,
    clearCaches: cache.clearCaches,
  }
}
