import { type ExplainedEvent, type Explanation, wattHours } from './explain.js'

/** An explanation for people who read: a line for each fact. */
export function explanationText(explanation: Explanation): string {
  const { stationId, transactionId, version, energy, times, missing, closed, flags, events } = explanation
  const lines = [
    `Transaction ${transactionId} of ${stationId} (OCPP ${version})`,
    `  EVSE ${explanation.evseId ?? '?'}, connector ${explanation.connectorId ?? '?'}, token ${explanation.idToken ?? 'none'}`,
    `  from ${explanation.startedAt ?? 'an unknown start'} to ${explanation.endedAt ?? 'now: it runs'}${reasonOf(explanation)}`,
    ...(times.isCorrected
      ? [`  corrected: from ${times.startedAt ?? '?'} to ${times.endedAt ?? '?'}${offsetOf(times.clockOffsetMs)}`]
      : []),
    '',
    'Events',
    ...events.flatMap((event, at) => [...leftOutBefore(event, events[at - 1], explanation), ...linesOf(event)]),
    '',
    'Energy',
    ...energyLines(energy),
  ]
  if (missing.seqNos.length > 0) lines.push('', `Missing: events ${missing.seqNos.map(rangeText).join(', ')}${gapText(explanation)}`)
  if (missing.isStartMissing) lines.push('', 'Missing: how it began')
  if (closed !== null) {
    const verb = closed.isSuperseded ? 'Had been closed' : 'Closed'
    lines.push('', `${verb} ${closed.at} by ${closed.by} ${oneLine(closed.actor)}: ${oneLine(closed.reason)}`)
  }
  if (flags.length > 0) lines.push('', 'Flags', ...flags.map(({ flag, meaning }) => `  ${flag}: ${meaning}`))
  return `${lines.join('\n')}\n`
}

/** A line for those that are left out between two. */
const leftOutBefore = ({ nth }: ExplainedEvent, before: ExplainedEvent | undefined, { eventsLeftOut }: Explanation): readonly string[] =>
  before === undefined || before.nth + 1 === nth ? [] : [`  … ${eventsLeftOut} events are left out here`]

function linesOf(event: ExplainedEvent): readonly string[] {
  const { nth, eventType, seqNo, timestamp, receivedAt, triggerReason, isOffline, isConflicting, told, frame } = event
  const about = [
    seqNo === null ? undefined : `seqNo ${seqNo}`,
    triggerReason ?? undefined,
    isOffline ? 'offline' : undefined,
    isConflicting ? 'conflicting' : undefined,
    told === null ? undefined : `token ${told}`,
    frame.messageId === null ? undefined : `message ${frame.messageId}`,
  ].filter((part) => part !== undefined)
  return [
    `  ${nth}. ${eventType} at ${timestamp}, received ${receivedAt} (${about.map(oneLine).join(', ')})`,
    ...event.changes.map(({ field, from, to }) => `       ${field}: ${from === null ? '' : `${oneLine(from)} → `}${oneLine(to ?? 'none')}`),
    ...event.readings.map(({ sent, milliWh, why, direction }) => {
      const figure = milliWh === null ? '' : ` = ${wattHours(milliWh)} Wh`
      return `       ${direction === 'export' ? 'exported ' : ''}reading ${oneLine(sent.join(' + '))}${figure}: ${why}`
    }),
  ]
}

function energyLines({
  billedMilliWh,
  uncountedMilliWh,
  exportedMilliWh,
  firstMilliWh,
  lastMilliWh,
}: Explanation['energy']): readonly string[] {
  const billed =
    billedMilliWh === null
      ? `  none: ${firstMilliWh === null ? 'no register was read' : 'one number was read, and its start is not known'}`
      : `  ${wattHours(billedMilliWh)} Wh = ${wattHours(lastMilliWh)} Wh − ${wattHours(firstMilliWh)} Wh`
  return [
    billed,
    ...(uncountedMilliWh > 0 ? [`  not counted, but measured: ${wattHours(uncountedMilliWh)} Wh`] : []),
    ...(exportedMilliWh !== null && exportedMilliWh > 0 ? [`  went back to the grid: ${wattHours(exportedMilliWh)} Wh`] : []),
  ]
}

const reasonOf = ({ stoppedReason }: Explanation): string => (stoppedReason === null ? '' : `, reason ${oneLine(stoppedReason)}`)

const offsetOf = (offsetMs: number | null): string =>
  offsetMs === null ? '' : `; the clock was ${Math.round(Math.abs(offsetMs) / 1000)} s ${offsetMs > 0 ? 'ahead' : 'behind'}`

const rangeText = ([from, to]: readonly [number, number]): string => (from === to ? `${from}` : `${from}–${to}`)

const gapText = ({ missing: { gap } }: Explanation): string =>
  gap === null ? '' : gap.state === 'lost' ? ': lost, by what the station says' : `: asked for ${gap.attempts} times`

/** What a station writes cannot forge a line. */
const oneLine = (text: string | number): string => String(text).replace(/[\p{Cc}\u2028\u2029]/gu, ' ')
