import type { HandshakeRefusal } from '@ocpp-kit/rpc/ws'
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
  /** WebSocket close code. */
  readonly code?: number | undefined
  /** HTTP status of a refusal; undefined where none was sent. */
  readonly status?: number | undefined
  /** The subprotocols that a refused station offered. */
  readonly offered?: readonly string[] | undefined
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

  refused({ identity, reason, status, remoteAddress, offered }: HandshakeRefusal): void {
    this.add({ event: 'refused', station: identity, reason, status, remoteAddress, offered })
  }

  private add(entry: Omit<ConnectionEntry, 'at'>): void {
    this.ring.push({ at: this.now().toISOString(), ...entry })
  }
}
