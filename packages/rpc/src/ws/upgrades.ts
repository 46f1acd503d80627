import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { type ServerOptions, WebSocketServer } from 'ws'
import type { ConnectionOf } from '../connection.js'
import type { Emitter } from '../emitter.js'
import type { Endpoint } from '../endpoint.js'
import type { Shared } from '../internals.js'
import { isPromise } from '../promises.js'
import type { Protocol } from '../protocol.js'
import { TokenBucket } from '../rate-limit.js'
import type { Arrivals } from './arrivals.js'
import { HandshakeFacts } from './attempt.js'
import { closeCodes } from './close-codes.js'
import { deflateOptions, mayCompress } from './compression.js'
import { type Admitted, type Decision, decide, isRefusal } from './decide.js'
import type { ListenerEvents } from './events.js'
import { isBelow, pathOf } from './identity.js'
import type { ResolvedListenOptions } from './listen-options.js'
import { Prober } from './probe.js'
import { type Refusal, type RefusalReason, writeRefusal } from './refusal.js'
import type { Stations } from './stations.js'
import { chooseVersion, parseSubprotocols } from './subprotocol.js'
import { Upgrade, type UpgradeOwner } from './upgrade.js'
import { WireSocket } from './wire-socket.js'

/** Opening handshakes: every upgrade becomes a station or a refusal, and never a socket without an owner. */
export class Upgrades<P extends Protocol> implements UpgradeOwner {
  private readonly pending = new Set<Upgrade>()
  private readonly bucket: TokenBucket | undefined
  private readonly prober: Prober
  private readonly plain: WebSocketServer
  private readonly deflating: WebSocketServer
  private isClosing = false

  constructor(
    private readonly options: ResolvedListenOptions<P>,
    private readonly shared: Shared,
    private readonly endpoints: ReadonlyMap<string, Endpoint<P, 'csms'>>,
    private readonly stations: Stations<P>,
    private readonly events: Emitter<ListenerEvents<P>>,
    /** Those of an own server. */
    private readonly arrivals: Arrivals | undefined,
  ) {
    const { acceptRate, probeTimeoutMs } = options
    const { clock } = shared.options
    this.bucket = acceptRate === undefined ? undefined : new TokenBucket(acceptRate, clock.monotonic())
    this.prober = new Prober(clock, probeTimeoutMs)
    this.plain = this.createServer(false)
    this.deflating = this.createServer(true)
  }

  /** Takes one upgrade from the HTTP server. */
  readonly onUpgrade = (request: IncomingMessage, stream: Socket, head: Buffer): void => {
    if (this.isForeign(request)) return
    // Cut off since, for its certificate, and told of already.
    if (stream.destroyed) return
    const upgrade = new Upgrade(request, stream, head)
    if (this.isClosing) return this.refuse(upgrade, { status: 503, reason: 'closing' })
    if (this.bucket?.take(this.shared.options.clock.monotonic()) === false) {
      return this.refuse(upgrade, { status: 503, reason: 'rateLimited' })
    }
    try {
      const decision = decide(upgrade, this.options)
      if (!isPromise(decision)) return this.answer(upgrade, decision)
      this.watch(upgrade)
      decision.then((late) => this.answer(upgrade, late)).catch((error: unknown) => this.hookFailed(upgrade, error))
    } catch (error) {
      this.hookFailed(upgrade, error)
    }
  }

  /** Refuses those under way and those still to come. */
  close(): void {
    this.isClosing = true
    for (const upgrade of [...this.pending]) this.refuse(upgrade, { status: 503, reason: 'closing' })
  }

  /** Ends a connection that has not asked for an upgrade in time. */
  late(stream: Socket): void {
    const { remoteAddress } = stream
    stream.on('error', destroy)
    writeRefusal(stream, 503, this.options.retryAfterSeconds)
    this.events.emit('handshakeRefused', {
      reason: 'timedOut',
      status: 503,
      identity: undefined,
      remoteAddress,
      path: undefined,
      offered: [],
      detail: undefined,
      error: undefined,
    })
  }

  timedOut(upgrade: Upgrade): void {
    this.refuse(upgrade, { status: 503, reason: 'timedOut' })
  }

  abandoned(upgrade: Upgrade, error: Error | undefined): void {
    if (!this.release(upgrade)) return
    this.tell(upgrade, 'abandoned', undefined, error)
  }

  /** Outside `path` on a server where others take upgrades too: such a socket is theirs, whatever they do with it. */
  private isForeign({ url = '/' }: IncomingMessage): boolean {
    const { server, path } = this.options
    if (server === undefined || path === undefined || isBelow(pathOf(url), path)) return false
    return server.listenerCount('upgrade') > 1
  }

  private answer(upgrade: Upgrade, decision: Decision<P>): void {
    if (upgrade.isOver) return
    // A hook may have closed the listener.
    if (this.isClosing) return this.refuse(upgrade, { status: 503, reason: 'closing' })
    if (isRefusal(decision)) {
      if (decision.reason === 'noSubprotocol' && this.options.noSubprotocol === 'close') return this.dismiss(upgrade)
      return this.refuse(upgrade, decision)
    }
    if (this.stations.registry.get(decision.identity) === undefined) return this.accept(upgrade, decision)
    const policy = this.options.duplicates(decision.identity)
    if (policy === 'replace') return this.accept(upgrade, decision)
    if (!upgrade.isWatched) this.watch(upgrade)
    this.contest(upgrade, decision, policy).catch((error: unknown) => this.hookFailed(upgrade, error))
  }

  /** Lets in a station that is connected already, unless the older connection keeps its place. */
  private async contest(upgrade: Upgrade, admitted: Admitted<P>, policy: 'refuse' | 'probe'): Promise<void> {
    const { registry } = this.stations
    for (let older = registry.get(admitted.identity); older !== undefined; older = registry.get(admitted.identity)) {
      if (policy === 'refuse' || (await this.prober.isAlive(older))) {
        return this.refuse(upgrade, { status: 503, reason: 'duplicate' })
      }
      older.end(closeCodes.abnormal, 'silent when a newer connection of this station came')
    }
    // Nothing waits between the last look into the registry and the entry there, so no other upgrade comes in between.
    this.accept(upgrade, admitted)
  }

  private accept(upgrade: Upgrade, { identity, protocol, securityProfile, username, tls }: Admitted<P>): void {
    const endpoint = this.endpoints.get(protocol.subprotocol)
    if (endpoint === undefined || !this.release(upgrade)) return
    const { request, stream, head, path } = upgrade
    const server = mayCompress(this.options.compression, protocol) ? this.deflating : this.plain
    let isUpgraded = false
    server.handleUpgrade(request, stream, head, (webSocket) => {
      isUpgraded = true
      const socket = webSocket as WireSocket
      const now = this.shared.options.clock.now()
      const facts = new HandshakeFacts(stream, path, securityProfile, username, socket.extensions !== '', now, tls)
      let connection: ConnectionOf<P, 'csms'>
      try {
        connection = endpoint.connect(socket, identity) as unknown as ConnectionOf<P, 'csms'>
      } catch (error) {
        // The validation policy for this peer, or wrapSocket: both are the program's.
        this.stations.dismiss(socket, closeCodes.internalError, 'the connection could not be set up')
        return this.tell(upgrade, 'hookFailed', undefined, error)
      }
      if (!this.isClosing) return this.stations.add(socket, stream, connection, facts)
      this.stations.dismiss(socket, closeCodes.goingAway, 'the listener is closing')
      this.tell(upgrade, 'closing', undefined, undefined)
    })
    // The station had hung up while a hook was waited for, and nobody else tells of it.
    if (!isUpgraded && stream.destroyed) this.tell(upgrade, 'abandoned', undefined, undefined)
  }

  /** No version in common: the handshake is completed without the header, and the socket closed (OCPP-J 1.6 §3.2, 2.x Part 4 §3.2). */
  private dismiss(upgrade: Upgrade): void {
    if (!this.release(upgrade)) return
    this.plain.handleUpgrade(upgrade.request, upgrade.stream, upgrade.head, (webSocket) => {
      this.stations.dismiss(webSocket as WireSocket, closeCodes.protocolError, 'no subprotocol in common')
      this.tell(upgrade, 'noSubprotocol', undefined, undefined)
    })
  }

  private refuse(upgrade: Upgrade, { status, reason, detail, error }: Refusal): void {
    if (!this.release(upgrade)) return
    upgrade.stream.on('error', destroy)
    writeRefusal(upgrade.stream, status, this.options.retryAfterSeconds)
    this.tell(upgrade, reason, status, error, detail)
  }

  /** `false`: it was answered or abandoned before. */
  private release(upgrade: Upgrade): boolean {
    if (upgrade.isOver) return false
    upgrade.release()
    this.pending.delete(upgrade)
    this.shared.deadlines.stop(upgrade)
    this.arrivals?.leave(upgrade.stream)
    return true
  }

  private watch(upgrade: Upgrade): void {
    upgrade.watch(this)
    this.pending.add(upgrade)
    if (this.arrivals?.hold(upgrade) !== true) this.shared.deadlines.start(upgrade, this.options.handshakeTimeoutMs)
  }

  private hookFailed(upgrade: Upgrade, error: unknown): void {
    this.refuse(upgrade, { status: 503, reason: 'hookFailed', error })
  }

  private tell(upgrade: Upgrade, reason: RefusalReason, status: number | undefined, error: unknown, detail?: string): void {
    const { identity, remoteAddress, path, offered } = upgrade
    this.events.emit('handshakeRefused', { reason, status, identity, remoteAddress, path, offered, detail, error })
  }

  private createServer(isDeflating: boolean): WebSocketServer {
    const { versions, maxPayloadBytes, closeTimeoutMs } = this.options
    const settings: ServerOptions & { closeTimeout: number } = {
      noServer: true,
      clientTracking: false,
      WebSocket: WireSocket as never,
      maxPayload: maxPayloadBytes,
      perMessageDeflate: isDeflating ? deflateOptions : false,
      closeTimeout: closeTimeoutMs,
      handleProtocols: (offered) => chooseVersion(versions, [...offered])?.subprotocol ?? false,
    }
    const server = new WebSocketServer(settings)
    // Not a WebSocket handshake after all: wrong method, key, version or extension header.
    server.on('wsClientError', (error, stream, request) => {
      const offered = parseSubprotocols(request.headers['sec-websocket-protocol'])
      writeRefusal(stream, 400, this.options.retryAfterSeconds)
      this.events.emit('handshakeRefused', {
        reason: 'malformedRequest',
        status: 400,
        identity: undefined,
        remoteAddress: (stream as Socket).remoteAddress,
        path: pathOf(request.url ?? '/'),
        offered,
        detail: undefined,
        error,
      })
    })
    return server
  }
}

function destroy(this: Socket): void {
  this.destroy()
}
