import type { AnyConnection } from '@ocpp-kit/rpc'
import { fold } from './identifier.js'
import type { MockStation } from './mock-server.js'
import type { StationStates } from './station-states.js'

interface Contact {
  readonly connection: AnyConnection
  readonly connectedAt: string
  readonly remoteAddress: string
}

/** Stations that have connected, with what is known of them. */
export class Connected {
  private readonly contacts = new Map<string, Contact>()

  constructor(
    private readonly states: StationStates,
    /** Stations that are remembered before the oldest that has left is forgotten. */
    private readonly maxKept: number,
  ) {}

  opened(connection: AnyConnection, connectedAt: Date, remoteAddress: string): void {
    this.contacts.set(fold(connection.identity), { connection, connectedAt: connectedAt.toISOString(), remoteAddress })
  }

  /**
   * One has left: makes room where too many are remembered, for whoever connects under ever new names must not fill the memory.
   * Returns the one that is remembered no longer.
   */
  closed(): string | undefined {
    if (this.contacts.size <= this.maxKept) return undefined
    for (const [key, { connection }] of this.contacts) {
      if (connection.isOpen) continue
      this.contacts.delete(key)
      this.states.forget(connection.identity)
      return connection.identity
    }
    return undefined
  }

  /** The open connection of a station. */
  connection(identity: string): AnyConnection | undefined {
    const connection = this.contacts.get(fold(identity))?.connection
    return connection?.isOpen === true ? connection : undefined
  }

  find(identity: string): MockStation | undefined {
    const contact = this.contacts.get(fold(identity))
    return contact === undefined ? undefined : this.describe(contact)
  }

  all(): MockStation[] {
    return [...this.contacts.values()].map((contact) => this.describe(contact))
  }

  /** Forgets those that have left. */
  reset(): void {
    for (const [key, { connection }] of this.contacts) if (!connection.isOpen) this.contacts.delete(key)
  }

  private describe({ connection, connectedAt, remoteAddress }: Contact): MockStation {
    const { identity, version, isOpen } = connection
    const { registration, boots, vendor, model, firmwareVersion, transactions } = this.states.of(identity)
    const known = { registration, boots, vendor, model, firmwareVersion, transactions: [...transactions.values()] }
    return { identity, version, isConnected: isOpen, ...known, connectedAt, remoteAddress }
  }
}
