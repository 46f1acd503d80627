import { type AnyConnection, type AnyMessage, CALL, decode, isFrameFault } from '@ocpp-kit/rpc'
import { BoundedMap } from '../bounded-map.js'
import { contentHash } from '../content-hash.js'
import { type Core, nowIso } from '../core.js'
import type { QuarantineCause, QuarantineDraft } from '../features/provisioning/store.js'
import type { StationKey } from '../identifier.js'
import type { Store } from '../store/store.js'
import { isOutage } from './outage.js'
import type { QuarantineBounds } from './quarantine-options.js'
import type { Told } from './receipt.js'

export interface RawMessage {
  readonly station: StationKey
  readonly version: string
  readonly action: string
  readonly messageId: string
  readonly request: object
  readonly receivedAt: string
  /** What its station was told. */
  readonly told?: Told | undefined
}

/**
 * Keeps a message as it came, for people to look at. A payload that the store refuses is kept as text that every store takes.
 * @throws whatever the store throws that takes neither
 */
export async function keepRaw(
  store: Pick<Store, 'provisioning'>,
  { request: payload, ...message }: RawMessage,
  error: unknown,
): Promise<void> {
  const reason = String((error as { readonly message?: unknown } | undefined)?.message ?? error).slice(0, 1000)
  const kept: QuarantineDraft = { ...message, payload, reason, cause: 'failed' }
  try {
    await store.provisioning.quarantine(kept)
  } catch (refusal) {
    if (isOutage(refusal)) throw refusal
    const base64 = Buffer.from(JSON.stringify(payload)).toString('base64')
    await store.provisioning.quarantine({ ...kept, payload: { base64 }, reason: Buffer.from(reason).toString('base64') })
  }
}

export interface QuarantineFigures {
  /** Messages that were kept since the start. */
  readonly kept: number
  /** Messages beyond the bounds, which were not. */
  readonly dropped: number
}

/** What is remembered of stations that send again what is kept, or more than is kept, so that the store need not be asked. */
const maxRemembered = 10_000
const rememberedMs = 30_000

interface Refused extends Pick<AnyMessage, 'connection' | 'action' | 'messageId' | 'request'> {
  readonly cause: QuarantineCause
  readonly reason: string
}

/** Keeps messages with facts that were answered with CALLERROR before a handler saw them, each content once and so many at most. */
export class Quarantine {
  private readonly known = new BoundedMap<string, number>(maxRemembered)
  private readonly full = new BoundedMap<string, number>(maxRemembered)
  private kept = 0
  private dropped = 0

  constructor(
    private readonly core: Core,
    private readonly bounds: QuarantineBounds,
  ) {}

  get figures(): QuarantineFigures {
    return { kept: this.kept, dropped: this.dropped }
  }

  /** @throws whatever the store throws */
  async keep({ connection, action, messageId, request, cause, reason }: Refused): Promise<void> {
    const { sessions, clock, store, events, station: handleOf } = this.core
    const { key: station, identity } = sessions.of(connection)
    const { version } = connection
    const now = clock.monotonic()
    if (now < (this.full.get(station.stationId) ?? now)) {
      this.dropped += 1
      return
    }
    const content = `${station.stationId}/${contentHash({ version, action, request })}`
    if (now < (this.known.get(content) ?? now)) return
    const message = { station, version, action, messageId, payload: request, cause, reason, receivedAt: nowIso(clock) }
    const outcome = await store.provisioning.quarantine(message, this.bounds)
    if (outcome === 'full') {
      this.full.set(station.stationId, now + rememberedMs)
      this.dropped += 1
      return
    }
    this.known.set(content, now + rememberedMs)
    if (outcome === 'known') return
    this.kept += 1
    events.emit('message.quarantined', { station: handleOf(identity), action, messageId, error: new Error(reason) })
  }

  /** After what was kept of a station has gone: there is room again, and what it sends again is kept again. */
  forget(station: StationKey): void {
    this.full.set(station.stationId, 0)
    this.known.clear()
  }

  /** Keeps such messages of a connection as break their schema, and so never reach a handler. */
  watch(connection: AnyConnection, factual: readonly string[]): void {
    if (factual.length === 0) return
    let broken: { readonly messageId: string; readonly request: object } | undefined
    connection.on('frame', ({ direction, text, verdict }) => {
      if (direction === 'out' || verdict.kind !== 'violation') return
      const frame = decode(text, connection.protocol)
      broken = isFrameFault(frame) || frame[0] !== CALL ? undefined : { messageId: frame[1], request: frame[3] }
    })
    connection.on('refused', ({ action, messageId, error }) => {
      const request = broken?.messageId === messageId ? broken.request : undefined
      broken = undefined
      if (request === undefined || !factual.includes(action)) return
      this.keep({ connection, action, messageId, request, cause: 'invalid', reason: error.description.slice(0, 1000) }).catch(
        (failure: unknown) => this.core.failed(failure, `${action} of ${connection.identity}, which breaks its schema`),
      )
    })
  }
}
