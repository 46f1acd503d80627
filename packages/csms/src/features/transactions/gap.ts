import type { StationKey } from '../../identifier.js'
import { intersect, type SeqRanges, subtract } from './seq-ranges.js'
import { missingSeqNos, type Transaction } from './transaction.js'

/** What is known to be missing of a transaction whose events are numbered (G4). */
export interface Gap {
  readonly station: StationKey
  /** The id on the wire. */
  readonly transactionId: string
  /** Of the transaction. */
  readonly id: string
  /** `filled`: everything came after all · `lost`: the station has nothing more to send (E14.FR.05), and some of it never came. */
  readonly state: 'open' | 'filled' | 'lost'
  /** Numbers that may still come. */
  readonly missing: SeqRanges
  /** Nothing says yet how the transaction began. */
  readonly isStartMissing: boolean
  /** Numbers that never will, by what the station said. */
  readonly lost: SeqRanges
  readonly isStartLost: boolean
  /** When the csms noticed it, ISO 8601, UTC. */
  readonly seenAt: string
  /** When it was filled or given up; null while it is open. */
  readonly closedAt: string | null
  /** How often the station was asked (GetTransactionStatus), and when it is to be asked again; null for never. */
  readonly attempts: number
  readonly askedAt: string | null
  readonly askAfter: string | null
}

/** What is missing of a gap. */
export type Missing = Pick<Gap, 'missing' | 'isStartMissing'>

/** Whether anything at all is missing; cheap, for it is asked of every event. */
export const isGapped = ({ seqNos, startedAt }: Pick<Transaction, 'seqNos' | 'startedAt'>): boolean =>
  seqNos.length > 1 || (seqNos.length === 1 && startedAt === null)

/** What is missing of a transaction by its own events, whatever was given up. */
export const missingOf = (transaction: Transaction): Missing => ({
  missing: missingSeqNos(transaction),
  isStartMissing: transaction.seqNos.length > 0 && transaction.startedAt === null,
})

/** The gap after events have come; the same object where nothing has changed, `undefined` where there is none and was none. */
export function refreshGap(known: Gap | undefined, transaction: Transaction, at: string): Gap | undefined {
  const { missing: all, isStartMissing } = missingOf(transaction)
  if (known === undefined && all.length === 0 && !isStartMissing) return undefined
  const before = known ?? createGap(transaction, at)
  return settle(before, {
    missing: subtract(all, before.lost),
    isStartMissing: isStartMissing && !before.isStartLost,
    lost: intersect(before.lost, all),
    isStartLost: before.isStartLost && isStartMissing,
    at,
  })
}

/** What a station said about its queue. */
export interface QueueReport {
  readonly at: string
  /** Missing where it could not be asked, or did not answer. */
  readonly messagesInQueue?: boolean | undefined
  /** When it is asked again; null for never. */
  readonly askAfter: string | null
  /** What was missing when it was asked: what is missing only since then is not given up. */
  readonly asked: Missing
}

/** The gap after the station was asked. */
export function reportGap(gap: Gap, { at, messagesInQueue, askAfter, asked }: QueueReport): Gap {
  const next: Gap = { ...gap, attempts: gap.attempts + 1, askedAt: at, askAfter }
  if (messagesInQueue !== false) return next
  const given = intersect(gap.missing, asked.missing)
  const isStartGiven = gap.isStartMissing && asked.isStartMissing
  return settle(next, {
    missing: subtract(gap.missing, given),
    isStartMissing: gap.isStartMissing && !isStartGiven,
    lost: union(gap.lost, given),
    isStartLost: gap.isStartLost || isStartGiven,
    at,
  })
}

const createGap = ({ station, transactionId, id }: Transaction, at: string): Gap => ({
  station,
  transactionId,
  id,
  state: 'filled',
  missing: [],
  isStartMissing: false,
  lost: [],
  isStartLost: false,
  seenAt: at,
  closedAt: at,
  attempts: 0,
  askedAt: null,
  askAfter: at,
})

function settle(before: Gap, next: Pick<Gap, 'missing' | 'isStartMissing' | 'lost' | 'isStartLost'> & { readonly at: string }): Gap {
  const { at, ...facts } = next
  const isOpen = facts.missing.length > 0 || facts.isStartMissing
  const state = isOpen ? 'open' : facts.lost.length > 0 || facts.isStartLost ? 'lost' : 'filled'
  // Something new is missing: the station is asked anew, whatever it said before.
  const isNews = subtract(facts.missing, before.missing).length > 0 || (facts.isStartMissing && !before.isStartMissing)
  const asking = isNews ? { attempts: 0, askAfter: at } : {}
  const isReopened = isOpen && before.state !== 'open'
  const gap: Gap = {
    ...before,
    ...facts,
    ...asking,
    state,
    seenAt: isReopened ? at : before.seenAt,
    closedAt: isOpen ? null : (before.closedAt ?? at),
  }
  return JSON.stringify(gap) === JSON.stringify(before) ? before : gap
}

/** Of two sets that have nothing in common. */
const union = (left: SeqRanges, right: SeqRanges): SeqRanges => [...left, ...right].toSorted(([one], [other]) => one - other)
