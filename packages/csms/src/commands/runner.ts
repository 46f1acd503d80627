import { randomUUID } from 'node:crypto'
import { type AnyConnection, isConnectionError, isOcppError } from '@ocpp-kit/rpc'
import { type CommandMoment, checkMoment } from '../connection/commandable.js'
import type { Session } from '../connection/sessions.js'
import { type Core, nowIso } from '../core.js'
import { isCsmsError } from '../errors.js'
import { cautiousItems } from '../features/provisioning/limits.js'
import { isStoreError } from '../store/store-error.js'
import type { AnyVersion } from '../version.js'
import { payloadError } from './check-payload.js'
import { type Command, type CommandError, isOpen, startsAt } from './command.js'
import { countOf, joined, type LimitsFor, type ListRule, partsOf } from './parts.js'
import type { CommandEffect, CommandEvent, Reduction } from './reduce.js'
import { type CommandRow, outcomeOf } from './rows.js'

export interface RunnerOptions {
  readonly core: Core
  readonly versionOf: (version: string) => AnyVersion | undefined
  readonly random: () => number
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

export function createRunner({ core, versionOf, random, limitsFor, changed }: RunnerOptions): Runner {
  const { store, sessions, clock, tenantId, events } = core
  const queues = new Map<string, Queue>()
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
    if (command.state !== 'queued') return command
    const session = sessions.find(command.identity)
    const row = rowOf(command, session?.connection?.version)
    if (at >= command.expiresAt) {
      const canReadBack = session?.connection !== undefined && row?.readBack?.(command.payload) !== undefined
      return happened(command, { type: 'expire', at, canReadBack })
    }
    if (startsAt(command) > at) return command
    if (session?.connection === undefined) return unreachable(command, 'notConnected')
    // A wake follows once it has booted, or is known not to.
    if (session.boot === 'open' && momentOf(command, row) !== 'always') return command
    if (session.boot === 'none' && tooEarly.get(session.connection)?.has(command.id) === true) return command
    return send(command, session as Connected, row)
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
    if (broken !== undefined) return happened(command, { type: 'refuse', at: now(), reason: 'invalidPayload', error: errorOf(broken) })
    return take(command, connection, row)
  }

  /** The store knows that it is sent before it is. */
  const take = async (command: Command, connection: AnyConnection, row: CommandRow): Promise<Command | undefined> => {
    const messageId = randomUUID()
    // A report that did not come is asked for under another number, so that parts of the two cannot be mixed.
    const requestId = row.isReport === true && command.attempt > 0 ? { requestId: core.createRequestId() } : {}
    const event = { type: 'take', at: now(), messageId, sentBy: runnerId, version: connection.version, ...requestId } as const
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
    const answer = exchange(reduction.command, write, connection, row)
    tell(reduction)
    return happened(command, await answer)
  }

  const exchange = async (
    command: Command,
    { messageId, payload }: Extract<CommandEffect, { type: 'write' }>,
    connection: AnyConnection,
    row: CommandRow,
  ): Promise<CommandEvent> => {
    const { action, identity, timeoutMs, attempt } = command
    const answers: object[] = []
    // Parts after the first have ids of their own.
    let partId = messageId
    try {
      for (const part of await partsFor({ identity, connection }, row.list, payload)) {
        partId = answers.length === 0 ? messageId : randomUUID()
        answers.push(await connection.callUntyped(action, part, { messageId: partId, timeoutMs }))
      }
      const response = joined(answers, row.list)
      return { type: 'answered', at: now(), messageId, response, outcome: outcomeOf(row, response, attempt) }
    } catch (error) {
      const silent = { at: now(), messageId, retryAt: retryAt(command) }
      const canReadBack = connection.isOpen && row.readBack?.(command.payload) !== undefined
      if (isOcppError(error)) {
        const faulty = { at: now(), messageId, error: errorOf(error), ...(answers.length > 0 && { response: joined(answers, row.list) }) }
        if (error.origin === 'peer') {
          // One that has not booted takes nothing yet (1.6-J errata 3.8, B03.FR.08); it may be about to.
          const isTooEarly = error.code === 'SecurityError' && answers.length === 0 && sessions.of(connection).boot === 'none'
          if (isTooEarly) tooEarly.set(connection, (tooEarly.get(connection) ?? new Set()).add(command.id))
          return { type: 'callError', ...faulty, ...(isTooEarly && { isTooEarly }) }
        }
        // What names the message was found wrong in its answer, what does not in the request.
        return error.messageId === partId ? { type: 'invalidAnswer', ...faulty } : { type: 'unsent', ...silent }
      }
      if (!isConnectionError(error)) {
        core.failed(error, 'command')
        return { type: 'noAnswer', reason: 'noAnswer', canReadBack, ...silent }
      }
      if (!error.sent) return { type: 'unsent', ...silent }
      if (error.code === 'CALL_TIMEOUT') watchLateAnswer(command, connection, row)
      return { type: 'noAnswer', reason: error.code === 'CALL_TIMEOUT' ? 'noAnswer' : 'connectionLost', canReadBack, ...silent }
    }
  }

  /** A request as the station takes it: one part after the other, where it takes less at a time. */
  const partsFor = async (
    station: { readonly identity: string; readonly connection: AnyConnection },
    list: ListRule | undefined,
    payload: object,
  ): Promise<readonly object[]> => {
    if (list === undefined || countOf(payload, list) < 2) return [payload]
    const limits = await limitsFor(station, list.message, countOf(payload, list)).catch((error: unknown) => {
      // One that does not say what it takes is sent little at a time; one that has gone is sent nothing.
      if (!isOcppError(error) && !isConnectionError(error)) throw error
      return { items: cautiousItems }
    })
    return partsOf(payload, list, limits)
  }

  /** A station that answers after its time has answered all the same; the connection tells it of no call. */
  const watchLateAnswer = (command: Command, connection: AnyConnection, row: CommandRow): void => {
    if (command.behaves !== 'oneShot') return
    const { messageId = '', attempt } = command
    const off = connection.on('frame', ({ direction, text, verdict }) => {
      if (direction === 'out' || verdict.kind !== 'unmatched' || !text.includes(messageId)) return
      const [type, id, third, description, details] = JSON.parse(text) as readonly unknown[]
      if (id !== messageId) return
      off()
      const at = now()
      const event: CommandEvent =
        type === 3
          ? { type: 'answered', at, messageId, response: third as object, outcome: outcomeOf(row, third as object, attempt) }
          : {
              type: 'callError',
              at,
              messageId,
              error: { code: String(third), description: String(description), details: details as object },
            }
      happened(command, event).catch((error: unknown) => core.failed(error, 'command'))
    })
  }

  const happened: Runner['happened'] = async (command, event) => {
    const reduction = await persist(command.id, event)
    if (reduction === undefined) return undefined
    changed(reduction.command)
    tell(reduction)
    if (!reduction.effects.some(({ type }) => type === 'readBack')) return reduction.command
    return happened(command, await readBack(reduction.command))
  }

  /** Asks a station whether a command took effect; nothing is certain where it does not say. */
  const readBack = async (command: Command): Promise<CommandEvent> => {
    const { identity, timeoutMs } = command
    const connection = sessions.find(identity)?.connection
    const question = rowOf(command, connection?.version)?.readBack?.(command.payload)
    if (connection === undefined || question === undefined) return { type: 'readBack', at: now(), verdict: 'unknown' }
    try {
      const { action, request } = question
      const list = rowOf({ ...command, action }, connection.version)?.list
      const answers: object[] = []
      for (const part of await partsFor({ identity, connection }, list, request))
        answers.push(await connection.callUntyped(action, part, { timeoutMs }))
      const isApplied = question.isApplied(joined(answers, list))
      return { type: 'readBack', at: now(), verdict: isApplied === undefined ? 'unknown' : isApplied ? 'applied' : 'notApplied' }
    } catch {
      return { type: 'readBack', at: now(), verdict: 'unknown' }
    }
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
      const timer = clock.setTimeout(resolve, ms)
      const end = (): void => {
        clock.clearTimeout(timer)
        resolve()
      }
      signal.addEventListener('abort', end, { once: true })
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

  return {
    wake,
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

const errorOf = ({ code, description, details }: CommandError): CommandError => ({ code, description, details })
