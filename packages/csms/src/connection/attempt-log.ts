import type { HandshakeRefusal } from '@ocpp-kit/rpc/ws'
import { type Core, nowIso } from '../core.js'
import { fold } from '../identifier.js'
import { networkOf } from '../network.js'
import { Allowance } from './allowance.js'
import type { ConnectionAttempt } from './attempt.js'

/** Attempts that are kept of one identity, or of one address that named none: so many at once, and one more in so many ms. */
const ofOne = { burst: 20, refillMs: 30_000 }
/** The same over all: a flood costs no more than this. */
const ofAll = { burst: 200, refillMs: 200 }
/** Identities and addresses that are told apart at one time. */
const maxRemembered = 10_000
/** Attempts that wait for the store. */
const maxQueued = 1_000
/** The longest text that is kept of what somebody sent. */
const maxText = 200

export interface AttemptFigures {
  readonly kept: number
  /** Those that were too many. */
  readonly shed: number
}

/** Keeps refused attempts to connect, beside the path of whatever is let in; of those that repeat themselves some, with their number. */
export class AttemptLog {
  private readonly all = new Allowance(ofAll)
  private readonly byKey = new Map<string, { readonly allowance: Allowance; unkept: number }>()
  private queue: ConnectionAttempt[] = []
  private writing: Promise<void> | undefined
  private kept = 0
  private shed = 0

  constructor(private readonly core: Pick<Core, 'store' | 'tenantId' | 'clock' | 'failed'>) {}

  get figures(): AttemptFigures {
    return { kept: this.kept, shed: this.shed }
  }

  see(refusal: HandshakeRefusal): void {
    const { clock, tenantId } = this.core
    const now = clock.monotonic()
    const one = this.rememberedOf(keyOf(refusal))
    if (!one.allowance.take(now) || !this.all.take(now) || this.queue.length >= maxQueued) {
      one.unkept += 1
      this.shed += 1
      return
    }
    this.queue.push(attemptOf(refusal, { tenantId, at: nowIso(clock), unkept: one.unkept }))
    one.unkept = 0
    this.writing ??= this.write()
  }

  /** Resolves when what was seen so far is written, as far as the store takes it. */
  async settled(): Promise<void> {
    await this.writing
  }

  private async write(): Promise<void> {
    // What comes in one turn of the event loop goes together.
    await Promise.resolve()
    while (this.queue.length > 0) {
      const batch = this.queue
      this.queue = []
      try {
        await this.core.store.attempts.append(batch)
        this.kept += batch.length
      } catch (error) {
        this.shed += batch.length
        this.core.failed(error, 'station.refused')
      }
    }
    this.writing = undefined
  }

  private rememberedOf(key: string): { readonly allowance: Allowance; unkept: number } {
    const known = this.byKey.get(key) ?? { allowance: new Allowance(ofOne), unkept: 0 }
    // The one seen last stands last, so that the others go first.
    this.byKey.delete(key)
    this.byKey.set(key, known)
    if (this.byKey.size > maxRemembered) this.byKey.delete(this.byKey.keys().next().value ?? '')
    return known
  }
}

const keyOf = ({ identity, remoteAddress }: HandshakeRefusal): string =>
  identity === undefined ? `address ${networkOf(remoteAddress ?? '')}` : `station ${fold(identity)}`

function attemptOf(
  { identity, remoteAddress, path, offered, reason, status, detail, error }: HandshakeRefusal,
  { tenantId, at, unkept }: { readonly tenantId: string; readonly at: string; readonly unkept: number },
): ConnectionAttempt {
  const more = detail ?? (error instanceof Error ? error.message : undefined)
  return {
    tenantId,
    at,
    offered: offered.slice(0, 10).map(short),
    reason,
    ...(identity !== undefined && { identity }),
    ...(remoteAddress !== undefined && { remoteAddress }),
    ...(path !== undefined && { path: short(path) }),
    ...(status !== undefined && { status }),
    ...(more !== undefined && { detail: short(more) }),
    ...(unkept > 0 && { unkept }),
  }
}

const short = (text: string): string => (text.length <= maxText ? text : `${text.slice(0, maxText)}…`)
