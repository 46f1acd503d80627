import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { type ServerOptions, WebSocketServer } from 'ws'
import type { Emitter } from '../emitter.js'
import type { Endpoint } from '../endpoint.js'
import type { Shared } from '../internals.js'
import type { Protocol } from '../protocol.js'
import { TokenBucket } from '../rate-limit.js'
import type { Handshake } from './attempt.js'
import { closeCodes } from './close-codes.js'
import { deflateOptions, mayCompress } from './compression.js'
import { type Admitted, decide, isRefusal } from './decide.js'
import type { ListenerEvents } from './events.js'
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
    // Cut off since, for its certificate, and told of already.
    if (stream.destroyed) return
    const upgrade = new Upgrade(request, stream, head, this)
    if (this.isClosing) return this.refuse(upgrade, { status: 503, reason: 'closing' })
    if (this.bucket?.take(this.shared.options.clock.monotonic()) === false) {
      return this.refuse(upgrade, { status: 503, reason: 'rateLimited' })
    }
    this.pending.add(upgrade)
    this.shared.deadlines.start(upgrade, this.options.handshakeTimeoutMs)
    this.answer(upgrade).catch((error: unknown) => this.refuse(upgrade, { status: 503, reason: 'hookFailed', error }))
  }

  /** Refuses those under way and those still to come. */
  close(): void {
    this.isClosing = true
    for (const upgrade of [...this.pending]) this.refuse(upgrade, { status: 503, reason: 'closing' })
  }

  timedOut(upgrade: Upgrade): void {
    this.refuse(upgrade, { status: 503, reason: 'timedOut' })
  }

  abandoned(upgrade: Upgrade, error: Error | undefined): void {
    if (!this.release(upgrade)) return
    this.tell(upgrade, 'abandoned', undefined, error)
  }

  private async answer(upgrade: Upgrade): Promise<void> {
    const decision = await decide(upgrade, this.options)
    if (upgrade.isOver) return
    if (isRefusal(decision)) {
      if (decision.reason === 'noSubprotocol' && this.options.noSubprotocol === 'close') return this.dismiss(upgrade)
      return this.refuse(upgrade, decision)
    }
    if (this.options.duplicates !== 'replace' && !(await this.hasPlace(decision.identity))) {
      return this.refuse(upgrade, { status: 503, reason: 'duplicate' })
    }
    // From here to the registry nothing waits, so no other upgrade of this identity comes in between.
    this.accept(upgrade, decision)
  }

  /** Whether no older connection of the station keeps its place. Asks anew after each wait, for someone else may have taken it. */
  private async hasPlace(identity: string): Promise<boolean> {
    for (let older = this.stations.registry.get(identity); older !== undefined; older = this.stations.registry.get(identity)) {
      if (this.options.duplicates === 'refuse' || (await this.prober.isAlive(older))) return false
      older.end(closeCodes.abnormal, 'silent when a newer connection of this station came')
    }
    return true
  }

  private accept(upgrade: Upgrade, { identity, protocol, securityProfile, username, tls }: Admitted<P>): void {
    const endpoint = this.endpoints.get(protocol.subprotocol)
    if (endpoint === undefined || !this.release(upgrade)) return
    const { request, stream, head, path } = upgrade
    const server = mayCompress(this.options.compression, protocol) ? this.deflating : this.plain
    server.handleUpgrade(request, stream, head, (webSocket) => {
      const socket = webSocket as WireSocket
      const facts: Handshake = {
        path,
        get remoteAddress() {
          return stream.remoteAddress ?? ''
        },
        securityProfile,
        username,
        certificate: tls?.certificate,
        tlsVersion: tls?.version,
        cipher: tls?.cipher,
        isCompressed: socket.extensions !== '',
        connectedAt: this.shared.options.clock.now(),
      }
      this.stations.add(socket, stream, identity, endpoint, facts)
    })
  }

  /** No version in common: the handshake is completed without the header, and the socket closed (OCPP-J 1.6 §3.2, 2.x Part 4 §3.2). */
  private dismiss(upgrade: Upgrade): void {
    if (!this.release(upgrade)) return
    this.plain.handleUpgrade(upgrade.request, upgrade.stream, upgrade.head, (webSocket) => {
      this.stations.dismiss(webSocket as WireSocket, closeCodes.protocolError, 'no subprotocol in common')
      this.tell(upgrade, 'noSubprotocol', undefined, undefined)
    })
  }

  private refuse(upgrade: Upgrade, { status, reason, error }: Refusal): void {
    if (!this.release(upgrade)) return
    upgrade.stream.on('error', destroy)
    writeRefusal(upgrade.stream, status, this.options.retryAfterSeconds)
    this.tell(upgrade, reason, status, error)
  }

  /** `false`: it was answered or abandoned before. */
  private release(upgrade: Upgrade): boolean {
    if (upgrade.isOver) return false
    upgrade.release()
    this.pending.delete(upgrade)
    this.shared.deadlines.stop(upgrade)
    return true
  }

  private tell(upgrade: Upgrade, reason: RefusalReason, status: number | undefined, error: unknown): void {
    const { identity, remoteAddress, offered } = upgrade
    this.events.emit('handshakeRefused', { reason, status, identity, remoteAddress, offered, error })
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
        offered,
        error,
      })
    })
    return server
  }
}

function destroy(this: Socket): void {
  this.destroy()
}
