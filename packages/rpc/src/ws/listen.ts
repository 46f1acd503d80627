import type { AddressInfo } from 'node:net'
import type { ConnectionOf } from '../connection.js'
import type { Emitter } from '../emitter.js'
import { createShared, Endpoint } from '../endpoint.js'
import { Handlers } from '../handlers.js'
import type { Protocol } from '../protocol.js'
import { checkPolicyActions } from '../validation.js'
import { Arrivals } from './arrivals.js'
import type { Handshake } from './attempt.js'
import { Closing, type ListenerCloseOptions, resolveFarewell } from './closing.js'
import type { ListenerEvents } from './events.js'
import { bind, createOwnServer, urlOf } from './http-server.js'
import { type ListenOptions, resolveListenOptions } from './listen-options.js'
import { Stations } from './stations.js'
import { channels } from './tracing.js'
import { Upgrades } from './upgrades.js'
import { watchServer } from './watch-server.js'

/** The csms end of many connections. */
export interface Listener<P extends Protocol> {
  /** Base of the stations' URLs, without a path: `ws://127.0.0.1:9000`. */
  readonly url: string
  readonly port: number
  /** As the operating system has it. */
  readonly address: AddressInfo
  /** Sets the handler of one action, in one version or in several that share it; see {@link Handlers.handle}. */
  readonly handle: Handlers<P, 'csms'>['handle']
  /** Sets several handlers of one version. */
  readonly implement: Handlers<P, 'csms'>['implement']
  /** Adds a listener; the returned function removes it. */
  on<Name extends keyof ListenerEvents<P>>(name: Name, listener: (event: ListenerEvents<P>[Name]) => void): () => void
  /** Resolves with the next such event. */
  once<Name extends keyof ListenerEvents<P>>(name: Name): Promise<ListenerEvents<P>[Name]>
  /** The stations that are connected now. */
  readonly stations: Iterable<ConnectionOf<P, 'csms'>>
  /** How many stations are connected now. */
  readonly size: number
  /** The connection of one station; its identity in whatever case. */
  station(identity: string): ConnectionOf<P, 'csms'> | undefined
  /** What was found out at the opening handshake; undefined once the connection has ended. */
  handshakeOf(connection: { readonly identity: string }): Handshake | undefined
  /**
   * Refuses new stations, closes the connected ones, and resolves when every socket is gone.
   * What has not closed in time (`drainMs`, then `closeTimeoutMs` for the closing handshake) is cut off.
   * A server that was given goes on listening. Called again, it waits for the same end, and hurries it where it asks for less time.
   * @throws TypeError an option is out of range
   */
  close(options?: ListenerCloseOptions): Promise<void>
}

/**
 * Listens for stations.
 * @throws TypeError an option is wrong, or a security profile lacks what it needs
 * @throws Error of the operating system, e.g. `EADDRINUSE`
 */
export async function listen<P extends Protocol>(options: ListenOptions<P>): Promise<Listener<P>> {
  const resolved = resolveListenOptions(options)
  const shared = createShared(options, channels)
  if (typeof shared.options.validation === 'object') checkPolicyActions(shared.options.validation, resolved.versions)
  const handlers = new Handlers<P, 'csms'>(resolved.versions, 'csms')
  const endpoints = new Map<string, Endpoint<P, 'csms'>>()
  for (const version of resolved.versions) endpoints.set(version.subprotocol, await Endpoint.create(version, 'csms', shared, handlers))

  const events = shared.events as unknown as Emitter<ListenerEvents<P>>
  const stations = new Stations<P>(resolved, shared, events)
  const server = resolved.server ?? createOwnServer(resolved.tls, resolved.handshakeTimeoutMs)
  const own = resolved.server === undefined ? server : undefined
  const unwatch = watchServer(server, own !== undefined, events)
  const arrivals =
    own === undefined ? undefined : new Arrivals(own, shared.deadlines, resolved.handshakeTimeoutMs, (stream) => upgrades.late(stream))
  const upgrades = new Upgrades<P>(resolved, shared, endpoints, stations, events, arrivals)
  server.on('upgrade', upgrades.onUpgrade)
  if (own !== undefined) await bind(own, resolved.port, resolved.host)

  const find = (): { url: string; address: AddressInfo } => ({
    url: urlOf(server, resolved.isSecure && !resolved.tlsTerminated),
    address: server.address() as AddressInfo,
  })
  // An own server keeps its place even when it is closed; one that was given may be bound later.
  const bound = own === undefined ? undefined : find()
  const place = (): { url: string; address: AddressInfo } => bound ?? find()

  const closing = new Closing({
    stations,
    clock: shared.options.clock,
    closeTimeoutMs: resolved.closeTimeoutMs,
    server: own,
    hangUp: () => arrivals?.hangUp(),
    ended: () => {
      server.off('upgrade', upgrades.onUpgrade)
      unwatch()
      shared.deadlines.rest()
    },
  })

  return {
    get url() {
      return place().url
    },
    get port() {
      return place().address?.port ?? 0
    },
    get address() {
      return place().address
    },
    handle: handlers.handle.bind(handlers) as Handlers<P, 'csms'>['handle'],
    implement: handlers.implement.bind(handlers) as Handlers<P, 'csms'>['implement'],
    on: (name, listener) => events.on(name, listener),
    once: (name) => events.once(name),
    get stations() {
      return stations.connections()
    },
    get size() {
      return stations.registry.size
    },
    station: (identity) => stations.get(identity),
    handshakeOf: (connection) => {
      const socket = stations.registry.get(connection.identity)
      return socket?.connection === (connection as unknown) ? (socket?.facts as Handshake | undefined) : undefined
    },
    close: async (options = {}) => {
      const farewell = resolveFarewell(options)
      upgrades.close()
      await closing.begin(farewell)
    },
  }
}
