import type { StationKey } from '../../identifier.js'
import { addSeqNo, type SeqRanges } from '../transactions/seq-ranges.js'
import type { VariableName } from './commands.js'
import type { ObservedVariable } from './variable.js'

/** Names a component, and one of its variables or, without one, all of them. */
export type ReportedName = Omit<VariableName, 'variable' | 'attribute'> & { readonly variable?: string | undefined }

/**
 * What a station is asked to report: a base report, or what fits criteria and names (2.x GetBaseReport, GetReport). A 1.6 station is
 * asked for its configuration keys, and takes no criteria.
 */
export interface ReportRequest {
  /** Default `FullInventory`, where neither criteria nor variables are given. */
  readonly base?: 'ConfigurationInventory' | 'FullInventory' | 'SummaryInventory' | undefined
  readonly criteria?: readonly ('Active' | 'Available' | 'Enabled' | 'Problem')[] | undefined
  readonly variables?: readonly ReportedName[] | undefined
}

/**
 * `requested`: parts are missing. `complete`: parts 0 … n have come, without a gap, and the last one said so. `incomplete`: the others
 * did not come in time. `empty`: nothing fits the criteria. `refused`: the station does not, or cannot now.
 */
export type ReportState = 'requested' | 'complete' | 'incomplete' | 'empty' | 'refused'

/** A report that a station was asked for; its parts name it by its request id. */
export interface Report {
  readonly station: StationKey
  readonly requestId: number
  readonly request: ReportRequest
  readonly state: ReportState
  /** What the station answered: `Accepted`, `Rejected`, `NotSupported`, `EmptyResultSet`, or the code of an error. */
  readonly status?: string | undefined
  readonly reason?: string | undefined
  /** 1, or more where an incomplete report was asked for again. */
  readonly attempt: number
  /** The report that was asked for in place of this one. */
  readonly repeatedAs?: number | undefined
  /** Names that the station does not know (1.6). */
  readonly unknown?: readonly string[] | undefined
  /** ISO 8601, UTC. */
  readonly requestedAt: string
  /** When the last part came, or the request was sent. */
  readonly updatedAt: string
  readonly endedAt?: string | undefined
  /** Sequence numbers of the parts that have come. */
  readonly received: SeqRanges
  /** Sequence number of the last part, once it has come. */
  readonly lastSeqNo?: number | undefined
}

export interface ReportPart {
  readonly seqNo: number
  readonly isLast: boolean
  readonly receivedAt: string
  readonly variables: readonly ObservedVariable[]
  /** 1.6: names that were asked for and are not there. */
  readonly unknown?: readonly string[] | undefined
}

/** How a report ends that is not completed by its parts. */
export interface ReportEnd {
  readonly state: Exclude<ReportState, 'requested' | 'complete'>
  readonly status?: string | undefined
  readonly reason?: string | undefined
  readonly repeatedAs?: number | undefined
  readonly at: string
}

/** The report with one part more; parts that come late are added to one that was given up, which stays so. */
export function addPart(report: Report, { seqNo, isLast, receivedAt, unknown }: ReportPart): Report {
  const received = addSeqNo(report.received, seqNo)
  const lastSeqNo = isLast ? seqNo : report.lastSeqNo
  const after: Report = {
    ...report,
    received,
    updatedAt: receivedAt,
    ...(lastSeqNo !== undefined && { lastSeqNo }),
    ...(unknown !== undefined && { unknown }),
  }
  const isComplete = lastSeqNo !== undefined && received.some(([from, to]) => from === 0 && to >= lastSeqNo)
  return report.state === 'requested' && isComplete ? { ...after, state: 'complete', endedAt: receivedAt } : after
}

/** The report after its end; one that has ended already stays as it is. */
export const endReport = (report: Report, { at, ...end }: ReportEnd): Report =>
  report.state === 'requested' ? { ...report, ...end, endedAt: at } : report

/** Parts that are missing as far as is known, for people: `2`, `4–6`, `7 …`. */
export function missingParts({ received, lastSeqNo }: Report): string {
  const last = received.at(-1)?.[1] ?? -1
  const gaps = received.flatMap(([from], at) => {
    const first = (received[at - 1]?.[1] ?? -1) + 1
    return first < from ? [first === from - 1 ? `${first}` : `${first}–${from - 1}`] : []
  })
  return [...gaps, ...(lastSeqNo === undefined || last < lastSeqNo ? [`${last + 1} …`] : [])].join(', ')
}

/** A report with what it says, as far as it has come. */
export interface ReportContent extends Report {
  readonly variables: readonly ObservedVariable[]
}
