/** Sequence numbers seen, as ranges from–to that neither touch nor overlap, lowest first. */
export type SeqRanges = readonly (readonly [from: number, to: number])[]

/** The same set with one number more. */
export function addSeqNo(ranges: SeqRanges, seqNo: number): SeqRanges {
  const before = ranges.filter(([, to]) => to < seqNo - 1)
  const after = ranges.filter(([from]) => from > seqNo + 1)
  const touching = ranges.slice(before.length, ranges.length - after.length)
  const from = Math.min(seqNo, ...touching.map(([low]) => low))
  const to = Math.max(seqNo, ...touching.map(([, high]) => high))
  return [...before, [from, to], ...after]
}

/** What is missing between the first and the last number seen. Nothing is missing before the first: a counter need not begin at 0. */
export const missingBetween = (ranges: SeqRanges): SeqRanges =>
  ranges.slice(1).map(([from], at) => [(ranges[at]?.[1] ?? from) + 1, from - 1] as const)

/** What is in both. */
export const intersect = (left: SeqRanges, right: SeqRanges): SeqRanges =>
  left.flatMap(([from, to]) =>
    right.flatMap(([low, high]) => (low <= to && high >= from ? [[Math.max(from, low), Math.min(to, high)] as const] : [])),
  )

/** What is in the first alone. */
export const subtract = (left: SeqRanges, right: SeqRanges): SeqRanges =>
  right.reduce<SeqRanges>(
    (rest, [low, high]) =>
      rest.flatMap(([from, to]) => {
        if (high < from || low > to) return [[from, to] as const]
        return [...(from < low ? [[from, low - 1] as const] : []), ...(to > high ? [[high + 1, to] as const] : [])]
      }),
    left,
  )
