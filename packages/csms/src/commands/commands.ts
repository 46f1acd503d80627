import type { Protocol } from '@ocpp-kit/rpc'
import type { ConnectionsFeature } from '../connection/connections.js'
import type { Core } from '../core.js'
import { nowIso } from '../core.js'
import { TooLate, within } from '../deadline.js'
import type { TransactionsFeature } from '../features/transactions/transactions.js'
import { fold } from '../identifier.js'
import { isStoreError } from '../store/store-error.js'
import type { AnyVersion } from '../version.js'
import type { Commands, SentTo } from './api.js'
import { type Command, dueAtOf, isOpen } from './command.js'
import type { LimitsFor } from './parts.js'
import { createReconciler, transactionFact } from './reconciler.js'
import type { CommandRow } from './rows.js'
import { createRunner } from './runner.js'
import { createSchedule } from './schedule.js'
import { createSubmission, type Wanted } from './submission.js'

export interface CommandsPart {
  readonly api: Commands
  start(): void
  /** The csms takes stations, and has its name among the nodes: settles what a process that is gone left on its way. */
  listening(): void
  /** Sends nothing more; what is under way may still be answered. */
  halt(): void
  /** Resolves when everything is stored. */
  stop(): Promise<void>
  /** A station has connected: what it tells may be about what was open when it went. */
  connected(identity: string): void
  /** A station that has connected can be asked. */
  reachable(identity: string): void
}

export interface CommandsOptions {
  readonly core: Core
  readonly versions: readonly AnyVersion[]
  readonly random: () => number
  readonly transactions: Pick<TransactionsFeature, 'newest'>
  readonly connections: Pick<ConnectionsFeature, 'counted' | 'node'>
  readonly limitsFor: LimitsFor
  /** Whether other processes make commands on the same store. */
  readonly isShared: boolean
}

/** Between two looks at what was left, while the store does not answer, ms. */
const recoverPauseMs = 1_000
const defaultWaitMs = 30_000
/** Stations of one command for many that are dealt with at a time. */
const stationsAtOnce = 256
/** Transactions that may tell what became of a command, after a restart. */
const newestTransactions = 20

/** Puts together what keeps, sends and settles commands. */
export function createCommands({ core, versions, random, transactions, connections, limitsFor, isShared }: CommandsOptions): CommandsPart {
  const { store, tenantId, clock, events } = core
  const byVersion = new Map(versions.map((version) => [version.version, version]))
  const submission = createSubmission(core, versions, connections)

  const rowOf = ({ action, version = '' }: Command): CommandRow | undefined => {
    const table = byVersion.get(version)?.commands
    return table !== undefined && Object.hasOwn(table, action) ? table[action] : undefined
  }
  const changed = (command: Command): void => {
    schedule.note(dueAtOf(command))
    reconciler.note(command)
  }
  const runner = createRunner({ core, versionOf: (version) => byVersion.get(version), random, connections, limitsFor, changed })
  const schedule = createSchedule(core, { isShared, wake: runner.wake })
  const reconciler = createReconciler({ core, rowOf, happened: runner.happened })
  for (const name of ['station.booted', 'station.ready'] as const) {
    events.on(name, ({ station }) => runner.wake(station.identity, true))
  }

  const submit = async (wanted: Wanted): Promise<Command> => {
    const inserted = await submission(wanted)
    if (inserted.outcome === 'known') return inserted.command
    for (const { command, effects } of inserted.superseded) {
      changed(command)
      if (effects.length > 0) events.emit('command.ended', { station: core.station(command.identity), command })
    }
    changed(inserted.command)
    events.emit('command.created', { station: core.station(inserted.command.identity), command: inserted.command })
    runner.wake(wanted.identity)
    return inserted.command
  }

  const submitMany = async (identities: readonly string[], wanted: Omit<Wanted, 'identity'>): Promise<readonly SentTo[]> => {
    const { idempotencyKey } = wanted.options
    const toOne = async (identity: string): Promise<SentTo> => {
      const key = idempotencyKey === undefined ? {} : { idempotencyKey: `${idempotencyKey}/${fold(identity)}` }
      try {
        return { identity, command: await submit({ ...wanted, identity, options: { ...wanted.options, ...key } }) }
      } catch (error) {
        return { identity, error }
      }
    }
    const results: SentTo[] = []
    for (let from = 0; from < identities.length; from += stationsAtOnce) {
      results.push(...(await Promise.all(identities.slice(from, from + stationsAtOnce).map(toOne))))
    }
    return results
  }

  const wait = async (id: string, timeoutMs: number): Promise<Command | undefined> => {
    let off: (() => void) | undefined
    let timer: unknown
    const ended = new Promise<Command | undefined>((resolve) => {
      off = events.on('command.ended', ({ command }) => {
        if (command.id === id) resolve(command)
      })
      timer = clock.setTimeout(() => resolve(undefined), timeoutMs)
    })
    try {
      // Listened first, then looked: an end in between is not missed.
      const now = await store.commands.find(tenantId, id)
      if (now === undefined || !isOpen(now)) return now
      return (await ended) ?? (await store.commands.find(tenantId, id))
    } finally {
      off?.()
      clock.clearTimeout(timer)
    }
  }

  /** What a process that is gone had on its way has no answer any more; what the station has told since may settle it. */
  const recover = async (): Promise<void> => {
    for (const state of ['sent', 'checking'] as const) {
      let cursor: string | undefined
      do {
        const page = await store.commands.page({ tenantId, state, limit: 500, cursor })
        for (const command of page.items) await resolveLeft(command)
        cursor = page.nextCursor
      } while (cursor !== undefined)
    }
  }

  /** Stations are let in though the store is away; what was left is then looked at as soon as it is back. */
  let retry: unknown
  const recoverOrRetry = async (): Promise<void> => {
    try {
      await within(clock, clock.monotonic() + core.storeTimeoutMs, 'the store', recover)
    } catch (error) {
      if (!(error instanceof TooLate) && !(isStoreError(error) && error.isRetryable)) throw error
      retry = clock.setTimeout(() => {
        recoverOrRetry().catch((late: unknown) => core.failed(late, 'commands'))
      }, recoverPauseMs)
    }
  }

  const resolveLeft = async (command: Command): Promise<void> => {
    const after = await runner.takeOver(command)
    if (after?.state !== 'ambiguous' || rowOf(after)?.facts === undefined) return
    for (const transaction of await transactions.newest(after.identity, newestTransactions)) {
      reconciler.saw(after.identity, transactionFact(transaction))
    }
  }

  const api: Commands<Protocol> = {
    send: (identity, protocol, action, payload, options = {}) =>
      submit({ identity, version: protocol.version, action, payload: payload as object, options }),
    sendUntyped: (identity, action, payload, options = {}) => submit({ identity, action, payload, options }),
    sendMany: (identities, protocol, action, payload, options = {}) =>
      submitMany(identities, { version: protocol.version, action, payload: payload as object, options }),
    sendManyUntyped: (identities, action, payload, options = {}) => submitMany(identities, { action, payload, options }),
    get: (id) => store.commands.find(tenantId, id),
    page: ({ identity, ...filter } = {}) =>
      store.commands.page({ tenantId, ...(identity !== undefined && { station: core.sessions.keyOf(identity) }), ...filter }),
    cancel: async (id) => {
      const command = await store.commands.find(tenantId, id)
      return command === undefined ? undefined : runner.happened(command, { type: 'cancel', at: nowIso(clock) })
    },
    wait: (id, { timeoutMs = defaultWaitMs } = {}) => wait(id, timeoutMs),
  }

  return {
    api,
    start: () => runner.start(),
    listening: () => {
      schedule.start()
      recoverOrRetry().catch((error: unknown) => core.failed(error, 'commands'))
    },
    halt: () => {
      clock.clearTimeout(retry)
      schedule.stop()
      runner.halt()
    },
    stop: () => runner.idle(),
    connected: (identity) => void reconciler.load(identity),
    reachable: (identity) => runner.wake(identity, true),
  }
}
