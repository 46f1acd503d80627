import type { AnyConnection } from '@ocpp-kit/rpc'
import { BoundedMap } from '../bounded-map.js'
import type { Registration } from '../features/provisioning/station-record.js'
import { type StationKey, stationKey } from '../identifier.js'

/** What is known of a station while it is connected. All its connections share it. */
export interface Session {
  readonly key: StationKey
  readonly identity: string
  /** The newest connection; `undefined` once it has closed. */
  connection: AnyConnection | undefined
  /**
   * Its boot on this connection: `open` while it may be about to, so that what waits for it waits a moment longer; `none` where it has begun
   * with something else. `seen` as well where nobody looks.
   */
  boot: 'open' | 'none' | 'seen'
  /** What the station was told; `undefined` until the store was asked. */
  registration: Registration | 'none' | undefined
  /** Settles when the facts received so far have been dealt with. */
  facts: Promise<unknown>
}

/** Stations whose registration is remembered after they have gone. */
const maxRemembered = 100_000

/** The stations that are connected. The late close of an old connection never takes a newer one away (G10). */
export class Sessions {
  private readonly byStation = new Map<string, Session>()
  private readonly byConnection = new WeakMap<AnyConnection, Session>()
  private readonly registrations = new BoundedMap<string, NonNullable<Session['registration']>>(maxRemembered)

  constructor(private readonly tenantId: string) {}

  keyOf(identity: string): StationKey {
    return stationKey(this.tenantId, identity)
  }

  opened(connection: AnyConnection): Session {
    const key = this.keyOf(connection.identity)
    const session = this.byStation.get(key.stationId) ?? {
      key,
      identity: connection.identity,
      connection,
      boot: 'seen',
      registration: undefined,
      facts: Promise.resolve(),
    }
    session.connection = connection
    this.byStation.set(key.stationId, session)
    this.byConnection.set(connection, session)
    return session
  }

  /** The session, if the station has no connection any more. */
  closed(connection: AnyConnection): Session | undefined {
    const session = this.byConnection.get(connection)
    if (session === undefined || session.connection !== connection) return undefined
    session.connection = undefined
    this.byStation.delete(session.key.stationId)
    if (session.registration !== undefined) this.registrations.set(session.key.stationId, session.registration)
    return session
  }

  of(connection: AnyConnection): Session {
    return this.byConnection.get(connection) ?? this.opened(connection)
  }

  /** What a station was told that was connected here lately, for the time when the store does not say. */
  remembered({ stationId }: StationKey): Session['registration'] {
    return this.registrations.get(stationId)
  }

  /** A connection in name only, for a message of a station that need not be connected any more. */
  detached(identity: string, version: string): AnyConnection {
    const connection = { identity, version } as AnyConnection
    const session: Session = {
      key: this.keyOf(identity),
      identity,
      connection: undefined,
      boot: 'seen',
      registration: undefined,
      facts: Promise.resolve(),
    }
    this.byConnection.set(connection, session)
    return connection
  }

  find(identity: string): Session | undefined {
    return this.byStation.get(this.keyOf(identity).stationId)
  }

  all(): readonly Session[] {
    return [...this.byStation.values()]
  }
}
