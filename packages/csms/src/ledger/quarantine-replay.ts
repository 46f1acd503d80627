import type { Protocol } from '@ocpp-kit/rpc'
import { payloadError } from '../commands/check-payload.js'
import { identityOf } from '../connection/identity-of.js'
import type { Core, Incoming } from '../core.js'
import { within } from '../deadline.js'
import { CsmsError } from '../errors.js'
import type { QuarantinedMessage } from '../features/provisioning/store.js'
import type { FactHandler } from './facts.js'
import { isOutage } from './outage.js'
import type { Quarantine } from './quarantine.js'
import { Receipt } from './receipt.js'

interface ReplayOptions {
  readonly core: Core
  readonly quarantine: Pick<Quarantine, 'forget'>
  versionOf(version: string): ReplayVersion | undefined
}

interface ReplayVersion {
  readonly protocol: Protocol
  handlerOf(action: string): FactHandler | undefined
}

/** Brings messages in quarantine into the ledger, by the handlers that live messages have. */
export class QuarantineReplay {
  /** The newest replay of each station that is under way. */
  private readonly turns = new Map<string, Promise<void>>()
  private isStopping = false

  constructor(private readonly options: ReplayOptions) {}

  /**
   * One message; it leaves the quarantine when its facts are stored. Replayed again, or sent again by its station, it changes nothing more.
   * @throws OcppError it breaks its schema, or its handler refuses it
   * @throws CsmsError `NOT_SUPPORTED` where nothing here handles it
   * @throws whatever its handler throws
   */
  async replay(message: QuarantinedMessage): Promise<void> {
    const { core, quarantine } = this.options
    const { station, version, action, messageId, payload: request, receivedAt, told } = message
    const identity = await identityOf(core, station.stationId)
    const found = this.options.versionOf(version)
    const handle = found?.handlerOf(action)
    if (found === undefined || handle === undefined)
      throw new CsmsError('NOT_SUPPORTED', `nothing here handles ${action} of OCPP ${version}`)
    const error = await payloadError(found.protocol, action, request, identity)
    if (error !== undefined) throw error
    const connection = core.sessions.detached(identity, version)
    const receipt = told === undefined ? Receipt.open(receivedAt) : Receipt.replayed(receivedAt, told, true)
    const incoming: Incoming = { connection, messageId, action, request, receipt, afterAnswer: (run) => run() }
    const { clock, storeTimeoutMs } = core
    await within(clock, clock.monotonic() + storeTimeoutMs, 'the store', () => handle(request, incoming))
    await core.store.provisioning.deleteQuarantined(station.tenantId, message.id)
    quarantine.forget(station)
  }

  /**
   * All that a station sent before it was accepted, in the order in which it came, before anything that it sends now. It need not be
   * connected: an operator may have let it in.
   */
  accepted(identity: string): void {
    const { sessions, failed } = this.options.core
    const { stationId } = sessions.keyOf(identity)
    const session = sessions.find(identity)
    const replay = (): Promise<void> => this.replayRefused(identity).catch((error: unknown) => failed(error, 'quarantine: replay'))
    // What came before goes first, and no two replays of a station run side by side.
    const turn: Promise<void> = Promise.allSettled([this.turns.get(stationId), session?.facts])
      .then(replay)
      .finally(() => {
        if (this.turns.get(stationId) === turn) this.turns.delete(stationId)
      })
    this.turns.set(stationId, turn)
    if (session !== undefined) session.facts = turn
  }

  start(): void {
    this.isStopping = false
  }

  /** Resolves when nothing is under way any more; the rest waits for the next boot of its station. */
  async stop(): Promise<void> {
    this.isStopping = true
    await Promise.all(this.turns.values())
  }

  private async replayRefused(identity: string): Promise<void> {
    const { core } = this.options
    const kept = await core.store.provisioning.quarantined(core.sessions.keyOf(identity))
    for (const message of kept.filter(({ cause }) => cause === 'notAccepted')) {
      if (this.isStopping) return
      try {
        await this.replay(message)
      } catch (error) {
        if (isOutage(error)) throw error
        core.failed(error, `quarantine: replay of ${message.action} of ${identity}`)
      }
    }
  }
}
