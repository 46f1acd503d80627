import type { Server as HttpServer } from 'node:http'
import type { Server as HttpsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { ConnectionOf } from '../connection.js'
import type { Emitter } from '../emitter.js'
import { createShared, Endpoint } from '../endpoint.js'
import { Handlers } from '../handlers.js'
import { maxTimerMs } from '../options.js'
import type { Protocol } from '../protocol.js'
import { checkPolicyActions } from '../validation.js'
import type { Handshake } from './attempt.js'
import { closeCodes } from './close-codes.js'
import type { ListenerEvents } from './events.js'
import { bind, createOwnServer, urlOf } from './http-server.js'
import { type ListenOptions, resolveListenOptions } from './listen-options.js'
import { Stations } from './stations.js'
import { watchTls } from './tls-watch.js'
import { frameChannel } from './tracing.js'
import { Upgrades } from './upgrades.js'

/** How a listener ends. */
export interface ListenerCloseOptions {
  /** WebSocket close code. Default 1001. */
  readonly code?: number | undefined
  /** Default: none. */
  readonly reason?: string | undefined
  /** How long calls under way, in both directions, may still be answered, ms. Default 0: close at once. */
  readonly drainMs?: number | undefined
  /** How many stations a second are let go, so that they do not come back all at once. Default: all at once. */
  readonly ratePerSecond?: number | undefined
}

/** The csms end of many connections. */
export interface Listener<P extends Protocol> {
  /** Base of the stations' URLs, without a path: `ws://127.0.0.1:9000`. */
  readonly url: string
  readonly port: number
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
  const shared = createShared(options, frameChannel)
  if (typeof shared.options.validation === 'object') checkPolicyActions(shared.options.validation, resolved.versions)
  const handlers = new Handlers<P, 'csms'>(resolved.versions, 'csms')
  const endpoints = new Map<string, Endpoint<P, 'csms'>>()
  for (const version of resolved.versions) endpoints.set(version.subprotocol, await Endpoint.create(version, 'csms', shared, handlers))

  const events = shared.events as unknown as Emitter<ListenerEvents<P>>
  let onGone = (): void => {}
  const stations = new Stations<P>(resolved, shared, events, () => onGone())
  const upgrades = new Upgrades<P>(resolved, shared, endpoints, stations, events)
  const server = resolved.server ?? createOwnServer(resolved.tls, resolved.handshakeTimeoutMs)
  const unwatch = watchTls(server, events)
  const onUpgrade = (request: Parameters<typeof upgrades.onUpgrade>[0], stream: Socket | TLSSocket, head: Buffer): void =>
    upgrades.onUpgrade(request, stream, head)
  server.on('upgrade', onUpgrade as never)
  if (resolved.server === undefined) await bind(server, resolved.port, resolved.host)

  const { clock } = shared.options
  let closing: Promise<void> | undefined

  const close = async ({
    code = closeCodes.goingAway,
    reason = '',
    drainMs = 0,
    ratePerSecond,
  }: ListenerCloseOptions = {}): Promise<void> => {
    upgrades.close()
    const gone = new Promise<void>((resolve) => {
      onGone = () => {
        if (stations.isEmpty) resolve()
      }
      onGone()
    })
    const listening = resolved.server === undefined ? closeServer(server) : Promise.resolve()
    const gapMs = ratePerSecond === undefined ? 0 : 1000 / ratePerSecond
    let waitMs = 0
    for (const station of [...stations.connections()]) {
      const leave = (): void => void (station as { close(o: object): Promise<void> }).close({ code, reason, drainMs })
      if (waitMs === 0) leave()
      else clock.setTimeout(leave, waitMs)
      waitMs += gapMs
    }
    const timer = clock.setTimeout(() => stations.terminateAll(), Math.min(maxTimerMs, waitMs + drainMs + resolved.closeTimeoutMs))
    await gone
    clock.clearTimeout(timer)
    if (resolved.server === undefined) (server as HttpServer).closeAllConnections()
    await listening
    server.off('upgrade', onUpgrade as never)
    unwatch()
    shared.deadlines.clear()
  }

  return {
    url: urlOf(server, resolved.isSecure && !resolved.tlsTerminated),
    port: (server.address() as AddressInfo | null)?.port ?? 0,
    address: server.address() as AddressInfo,
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
    close: (closeOptions) => {
      closing ??= close(closeOptions)
      return closing
    },
  }
}

const closeServer = (server: HttpServer | HttpsServer): Promise<void> => new Promise((resolve) => server.close(() => resolve()))
