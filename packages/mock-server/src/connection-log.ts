import type { HandshakeRefusal } from '@ocpp-kit/rpc/ws'
import { messageOf } from './errors.js'
import { fold } from './identifier.js'
import { type Limits, Ring } from './ring.js'

/** A station that came, left, or was refused. */
export interface ConnectionEntry {
  /** ISO 8601, UTC. */
  readonly at: string
  readonly event: 'connected' | 'disconnected' | 'refused'
  /** Undefined where the URL of a refused one named none. */
  readonly station: string | undefined
  readonly version?: string | undefined
  readonly remoteAddress?: string | undefined
  /** Of a close frame, or why it was refused: `wrongCredentials`, `noSubprotocol`, … */
  readonly reason?: string | undefined
  /** What TLS, HTTP or a hook had to say of a refusal. */
  readonly cause?: string | undefined
  /** WebSocket close code. */
  readonly code?: number | undefined
  /** HTTP status of a refusal; undefined where none was sent. */
  readonly status?: number | undefined
  /** The subprotocols that a refused station offered. */
  readonly offered?: readonly string[] | undefined
}

/** Why a connection was refused, beyond its reason; OpenSSL wraps its own in numbers and file names. */
export function causeOf({ error }: Pick<HandshakeRefusal, 'error'>): string | undefined {
  if (error === undefined || error === null) return undefined
  const { reason } = error as { readonly reason?: unknown }
  return typeof reason === 'string' ? reason : messageOf(error)
}

/** Who came and went, and why some could not. */
export class ConnectionLog {
  private readonly ring: Ring<ConnectionEntry>

  constructor(
    limits: Limits,
    private readonly now: () => Date,
  ) {
    this.ring = new Ring(limits)
  }

  /** Oldest first. */
  list({ station }: { readonly station?: string | undefined } = {}): ConnectionEntry[] {
    return this.ring.toArray().filter((one) => station === undefined || fold(one.station ?? '') === fold(station))
  }

  clear(): void {
    this.ring.clear()
  }

  connected({
    identity,
    version,
    remoteAddress,
  }: {
    readonly identity: string
    readonly version: string
    readonly remoteAddress: string
  }): void {
    this.add({ event: 'connected', station: identity, version, remoteAddress })
  }

  disconnected({ station, code, reason }: { readonly station: string; readonly code: number; readonly reason: string }): void {
    this.add({ event: 'disconnected', station, code, reason })
  }

  refused(refusal: HandshakeRefusal): void {
    const { identity, reason, status, remoteAddress, offered } = refusal
    this.add({ event: 'refused', station: identity, reason, cause: causeOf(refusal), status, remoteAddress, offered })
  }

  private add(entry: Omit<ConnectionEntry, 'at'>): void {
    this.ring.push({ at: this.now().toISOString(), ...entry })
  }
}
