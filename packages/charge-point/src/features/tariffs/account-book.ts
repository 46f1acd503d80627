import type { Core } from '../../core.js'
import type { Ledger } from './ledger.js'

/** The account of a transaction that runs. Plain data: it outlives a power cut. */
export interface Account {
  readonly key: number
  readonly evseId: number
  readonly idToken: string | undefined
  readonly ledger: Ledger
  /** The csms knows which tariff counts (I07.FR.32). */
  readonly isTold: boolean
  /** When it hears of the running costs next, on the clock of the body. */
  readonly nextTellAtMs: number
}

/** …and when it was written down, on the clock of the body, which begins anew with each process, and on the station's. */
interface Kept extends Account {
  readonly keptAtMs: number
  readonly keptNowMs: number
}

const section = 'costs'

/** The accounts of the transactions that run. */
export class AccountBook {
  /** Made with the first. */
  private byKey: Map<number, Account> | undefined
  /** Closed with the message that is about to be kept. */
  private closing: number | undefined

  constructor(private readonly core: Core) {
    const stored = [...core.state.load(section).values()] as Kept[]
    if (stored.length > 0) this.byKey = new Map(stored.map((kept) => [kept.key, recall(kept, core)]))
  }

  get isEmpty(): boolean {
    return this.byKey === undefined
  }

  all(): readonly Account[] {
    return [...(this.byKey?.values() ?? [])]
  }

  get(key: number): Account | undefined {
    return this.byKey?.get(key)
  }

  /** In RAM at once; `keep` writes it down. */
  set(account: Account): void {
    this.byKey ??= new Map()
    this.byKey.set(account.key, account)
  }

  keep(key: number): void {
    const account = this.byKey?.get(key)
    const { state, time } = this.core
    if (this.closing === key) {
      this.closing = undefined
      state.remove(section, String(key))
    } else if (account !== undefined) {
      state.put(section, String(key), { ...account, keptAtMs: time.monotonicMs(), keptNowMs: time.nowMs() } satisfies Kept)
    }
  }

  /** Nothing more comes; what is written down goes with the next {@link keep}. */
  close(key: number): void {
    this.closing = key
    this.byKey?.delete(key)
    if (this.byKey?.size === 0) this.byKey = undefined
  }

  forget(key: number): void {
    this.close(key)
    this.keep(key)
  }
}

function recall({ keptAtMs, keptNowMs, ...account }: Kept, { time }: Core): Account {
  const shiftMs = time.monotonicMs() - time.nowMs() - (keptAtMs - keptNowMs)
  const { ledger } = account
  return {
    ...account,
    nextTellAtMs: account.nextTellAtMs + shiftMs,
    ledger: {
      ...ledger,
      startedAtMs: ledger.startedAtMs + shiftMs,
      idleSinceMs: ledger.idleSinceMs === undefined ? undefined : ledger.idleSinceMs + shiftMs,
      look: { ...ledger.look, atMs: ledger.look.atMs + shiftMs },
      periods: ledger.periods.map((period) => ({ ...period, sinceMs: period.sinceMs + shiftMs })),
    },
  }
}
