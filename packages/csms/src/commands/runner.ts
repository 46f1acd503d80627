import { randomUUID } from 'node:crypto'
import type { AnyConnection } from '@ocpp-kit/rpc'
import { type CommandMoment, checkMoment } from '../connection/commandable.js'
import type { ConnectionsFeature } from '../connection/connections.js'
import type { Session } from '../connection/sessions.js'
import { type Core, nowIso } from '../core.js'
import { isCsmsError } from '../errors.js'
import { isStoreError } from '../store/store-error.js'
import type { AnyVersion } from '../version.js'
import { payloadError } from './check-payload.js'
import { type Command, isOpen, startsAt } from './command.js'
import { commandErrorOf, createExchange } from './exchange.js'
import { isElsewhere, isLost } from './ownership.js'
import type { LimitsFor } from './parts.js'
import type { CommandEvent, Reduction } from './reduce.js'
import type { CommandRow } from './rows.js'

export interface RunnerOptions {
  readonly core: Core
  readonly versionOf: (version: string) => AnyVersion | undefined
  readonly random: () => number
  readonly connections: Pick<ConnectionsFeature, 'counted' | 'node'>
  readonly limitsFor: LimitsFor
  /** A command has changed: it may have to be looked at, and watched. */
  readonly changed: (command: Command) => void
}

/** Sends what waits for stations, for each one command after the other; a silent station delays only its own (G9). */
export interface Runner {
  /**
   * Looks at what waits for a station, now or once it is done with what it does. One that has just come is sent at once what it did not
   * answer before.
   */
  wake(identity: string, hasJustCome?: boolean): void
  /** Settles or repeats one that was sent, where nobody waits for its answer any more; resolves with what it is then. */
  takeOver(command: Command): Promise<Command | undefined>
  /** Stores an event, for as long as it takes, and tells of what it changed. */
  happened(command: Pick<Command, 'id' | 'identity'>, event: CommandEvent): Promise<Command | undefined>
  start(): void
  /** Sends nothing more. */
  halt(): void
  /** Resolves when nothing is under way any more. */
  idle(): Promise<void>
}

interface Queue {
  isWoken: boolean
  hasJustCome: boolean
  done: Promise<void>
}

type Connected = Session & { readonly connection: AnyConnection }

/** How long a silent station is left alone: twice as long each time. */
const firstRetryMs = 5_000
const longestRetryMs = 300_000
/** How long a store that failed is left alone. */
const storeRetryMs = 1_000

export function createRunner({ core, versionOf, random, connections, limitsFor, changed }: RunnerOptions): Runner {
  const { store, sessions, clock, tenantId, events } = core
  const queues = new Map<string, Queue>()
  /** Commands that this process has sent, or asks about. */
  const inFlight = new Set<string>()
  /** Commands that a station refused on a connection because it had not booted: they wait until it has, or comes again. */
  const tooEarly = new WeakMap<AnyConnection, Set<string>>()
  let runnerId = ''
  let stopping = new AbortController()

  const now = (): string => nowIso(clock)
  const retryAt = ({ attempt }: Command): string => {
    const delayMs = Math.min(longestRetryMs, firstRetryMs * 2 ** attempt)
    return new Date(clock.now() + Math.round(delayMs * (0.75 + random() / 2))).toISOString()
  }

  const wake = (identity: string, hasJustCome = false): void => {
    if (runnerId === '' || stopping.signal.aborted) return
    const { stationId } = sessions.keyOf(identity)
    const queue = queues.get(stationId)
    if (queue !== undefined) {
      queue.isWoken = true
      queue.hasJustCome ||= hasJustCome
      return
    }
    const fresh: Queue = { isWoken: false, hasJustCome, done: Promise.resolve() }
    queues.set(stationId, fresh)
    fresh.done = drain(identity, fresh)
      .catch((error: unknown) => core.failed(error, 'command'))
      .finally(() => {
        queues.delete(stationId)
        if (fresh.isWoken) wake(identity, fresh.hasJustCome)
      })
  }

  const drain = async (identity: string, queue: Queue): Promise<void> => {
    do {
      queue.isWoken = false
      const { hasJustCome } = queue
      queue.hasJustCome = false
      const blocked = new Set<string>()
      for (const command of await store.commands.live(sessions.keyOf(identity))) {
        if (stopping.signal.aborted) return
        if (command.subject !== undefined && blocked.has(command.subject)) continue
        const after = await look(hasJustCome ? { ...command, retryAt: undefined } : command)
        if (after !== undefined && isOpen(after) && after.subject !== undefined) blocked.add(after.subject)
      }
    } while (queue.isWoken && !stopping.signal.aborted)
  }

  /** Does what is to be done with a command now; resolves with what it is afterwards. */
  const look = async (command: Command): Promise<Command | undefined> => {
    const at = now()
    if (command.state === 'ambiguous') {
      return at >= (command.settleUntil ?? at) ? happened(command, { type: 'expire', at, canReadBack: false }) : command
    }
    if (command.state === 'sent' || command.state === 'checking') return takeOver(command)
    if (command.state !== 'queued') return command
    const session = sessions.find(command.identity)
    const row = rowOf(command, session?.connection?.version)
    if (at >= command.expiresAt) {
      const canReadBack = session?.connection !== undefined && row?.readBack?.(command.payload) !== undefined
      return happened(command, { type: 'expire', at, canReadBack })
    }
    if (startsAt(command) > at) return command
    if (session?.connection === undefined) {
      const holder = await store.connections.find(command.station)
      return isElsewhere(holder, connections.node) ? command : unreachable(command, 'notConnected')
    }
    // A wake follows once it has booted, or is known not to.
    if (session.boot === 'open' && momentOf(command, row) !== 'always') return command
    if (session.boot === 'none' && tooEarly.get(session.connection)?.has(command.id) === true) return command
    return send(command, session as Connected, row)
  }

  const takeOver: Runner['takeOver'] = async (command) => {
    if (inFlight.has(command.id)) return command
    const connection = sessions.find(command.identity)?.connection
    // The one here counts as the newest once the store knows of it.
    if (connection !== undefined) await connections.counted(connection)
    const holder = await store.connections.find(command.station)
    if (inFlight.has(command.id) || !isLost(command, holder, { node: connections.node, at: now() })) return command
    const { messageId } = command
    const after = await happened(command, { type: 'noAnswer', at: now(), reason: 'restart', messageId, retryAt: now(), canReadBack: false })
    return after?.state === 'queued' ? look(after) : after
  }

  const unreachable = (command: Command, reason: 'notConnected' | 'notAccepted'): Promise<Command | undefined> =>
    command.isHeld === true && command.whenOffline === 'keep'
      ? Promise.resolve(command)
      : happened(command, { type: 'unreachable', at: now(), reason })

  const send = async (command: Command, session: Connected, row: CommandRow | undefined): Promise<Command | undefined> => {
    const { identity, action, payload } = command
    const { connection } = session
    const version = versionOf(connection.version)
    const isOther = command.version !== undefined && command.version !== connection.version
    if (version === undefined || row === undefined || isOther) {
      const description = `it was made for OCPP ${command.version ?? 'another version'}, and the station speaks ${connection.version}`
      return happened(command, {
        type: 'refuse',
        at: now(),
        reason: 'otherVersion',
        error: { code: 'NotSupported', description, details: {} },
      })
    }
    if (version.provisioning !== undefined) {
      try {
        await checkMoment(core, session, { identity, action, moment: momentOf(command, row) })
      } catch (error) {
        if (!isCsmsError(error)) throw error
        return unreachable(command, 'notAccepted')
      }
    }
    const broken = command.version === undefined ? await payloadError(version, action, payload, identity) : undefined
    if (broken !== undefined)
      return happened(command, { type: 'refuse', at: now(), reason: 'invalidPayload', error: commandErrorOf(broken) })
    return take(command, connection, row)
  }

  /** The store knows that it is sent before it is. */
  const take = async (command: Command, connection: AnyConnection, row: CommandRow): Promise<Command | undefined> => {
    const messageId = randomUUID()
    // A report that did not come is asked for under another number, so that parts of the two cannot be mixed.
    const requestId = row.isReport === true && command.attempt > 0 ? { requestId: core.createRequestId() } : {}
    const epoch = await connections.counted(connection)
    const event = { type: 'take', at: now(), messageId, sentBy: runnerId, version: connection.version, epoch, ...requestId } as const
    return watched(command, () => sendAs(command, event, connection, row))
  }

  /** What this process has sent, or asks about, is nobody else's. */
  const watched = async <T>({ id }: Pick<Command, 'id'>, work: () => Promise<T>): Promise<T> => {
    const isMine = inFlight.has(id)
    inFlight.add(id)
    try {
      return await work()
    } finally {
      if (!isMine) inFlight.delete(id)
    }
  }

  const sendAs = async (
    command: Command,
    event: Extract<CommandEvent, { type: 'take' }>,
    connection: AnyConnection,
    row: CommandRow,
  ): Promise<Command | undefined> => {
    const { messageId } = event
    let reduction: Reduction | undefined
    try {
      reduction = await store.commands.apply(tenantId, command.id, event)
    } catch (error) {
      core.failed(error, 'command')
      // It may be stored as sent all the same.
      return happened(command, { type: 'unsent', at: now(), messageId, retryAt: retryAt(command) })
    }
    if (reduction === undefined) return undefined
    changed(reduction.command)
    const write = reduction.effects.find((effect) => effect.type === 'write')
    if (write === undefined) {
      tell(reduction)
      return reduction.command
    }
    const answer = exchange.send(reduction.command, write, { connection, row })
    tell(reduction)
    return happened(command, await answer)
  }

  const happened: Runner['happened'] = async (command, event) => {
    const reduction = await persist(command.id, event)
    if (reduction === undefined) return undefined
    changed(reduction.command)
    tell(reduction)
    if (!reduction.effects.some(({ type }) => type === 'readBack')) return reduction.command
    return watched(command, async () => happened(command, await exchange.readBack(reduction.command)))
  }

  const persist = async (id: string, event: CommandEvent): Promise<Reduction | undefined> => {
    for (;;) {
      try {
        return await store.commands.apply(tenantId, id, event)
      } catch (error) {
        // What is not stored now is resolved by its class at the next start.
        if (!isStoreError(error) || !error.isRetryable || stopping.signal.aborted) throw error
        core.failed(error, 'command')
        await pause(storeRetryMs)
      }
    }
  }

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const { signal } = stopping
      const end = (): void => {
        clock.clearTimeout(timer)
        signal.removeEventListener('abort', end)
        resolve()
      }
      const timer = clock.setTimeout(end, ms)
      signal.addEventListener('abort', end)
    })

  const tell = ({ command, effects }: Reduction): void => {
    for (const effect of effects) {
      if (effect.type === 'tell') events.emit(effect.event, { station: core.station(command.identity), command })
    }
  }

  const rowOf = ({ action, version }: Command, spoken: string | undefined): CommandRow | undefined => {
    const table = versionOf(spoken ?? version ?? '')?.commands
    return table !== undefined && Object.hasOwn(table, action) ? table[action] : undefined
  }

  const exchange = createExchange({
    core,
    limitsFor,
    rowOf,
    retryAt,
    tooEarly: (connection, { id }) => void tooEarly.set(connection, (tooEarly.get(connection) ?? new Set()).add(id)),
    late: (command, event) => void happened(command, event).catch((error: unknown) => core.failed(error, 'command')),
  })

  return {
    wake,
    takeOver,
    happened,
    start: () => {
      runnerId = randomUUID()
      stopping = new AbortController()
    },
    halt: () => stopping.abort(),
    idle: async () => {
      while (queues.size > 0) await Promise.all([...queues.values()].map(({ done }) => done))
    },
  }
}

const momentOf = ({ payload }: Command, row: CommandRow | undefined): CommandMoment => row?.moment?.(payload) ?? 'booted'
