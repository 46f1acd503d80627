import type { NormalisedSample } from '../metering/normalised.js'
import { type Column, csvLine } from './csv.js'
import type { StoredEvent } from './event.js'
import { wattHours } from './explain.js'
import { displayPayload, displayToken, type TokenDisplay } from './redact.js'
import { type Transaction, timesOf } from './transaction.js'

export type ExportFormat = 'csv' | 'json'

export interface ExportOptions {
  readonly format: ExportFormat
  /** Default `masked`. */
  readonly idTokens?: TokenDisplay | undefined
}

/** A sample of a transaction, and the event that brought it. */
export interface EventSample extends NormalisedSample {
  readonly eventType: StoredEvent['eventType']
  readonly seqNo: number | undefined
  readonly receivedAt: string
}

/**
 * Writes what comes page by page, a piece of text for each page: CSV (RFC 4180, UTF-8, with a line of names), or a JSON array of objects
 * with the same names. Never more than a page is held.
 */
export async function* writeExport<T>(
  columns: readonly Column<T>[],
  format: ExportFormat,
  pages: AsyncIterable<readonly T[]>,
): AsyncGenerator<string, void, undefined> {
  if (format === 'csv') {
    // Nothing is written before the first page is there, so that whoever asks for what cannot be read is told so.
    let names = csvLine(columns.map(({ name }) => name))
    for await (const page of pages) {
      yield names + page.map((item) => csvLine(columns.map(({ cell }) => cell(item)))).join('')
      names = ''
    }
    return
  }
  let before = '[\n'
  for await (const page of pages) {
    if (page.length === 0) continue
    yield before +
      page
        .map((item) => JSON.stringify(Object.fromEntries(columns.map(({ name, cell, json = cell }) => [name, json(item) ?? null]))))
        .join(',\n')
    before = ',\n'
  }
  yield before === ',\n' ? '\n]\n' : '[]\n'
}

/** A transaction with the identity of its station as that writes it. */
export interface ShownTransaction {
  readonly transaction: Transaction
  readonly identity: string
}

/** Energies in Wh, exact; times in ISO 8601, UTC. */
export function transactionColumns(idTokens: TokenDisplay): readonly Column<ShownTransaction>[] {
  const column = (name: string, cell: (transaction: Transaction) => ReturnType<Column<Transaction>['cell']>): Column<ShownTransaction> => ({
    name,
    cell: ({ transaction }) => cell(transaction),
  })
  return [
    column('internalId', ({ id }) => id),
    column('id', ({ transactionId }) => transactionId),
    { name: 'stationId', cell: ({ identity }) => identity },
    column('version', ({ version }) => version),
    column('evseId', ({ evseId }) => evseId),
    column('connectorId', ({ connectorId }) => connectorId),
    column('idToken', ({ idToken }) => displayToken(idToken, idTokens)),
    column('idTokenType', ({ idToken }) => idToken?.type),
    column('startedAt', ({ startedAt }) => startedAt),
    column('endedAt', ({ endedAt }) => endedAt),
    column('correctedStartedAt', (one) => timesOf(one).startedAt),
    column('correctedEndedAt', (one) => timesOf(one).endedAt),
    column('durationSeconds', (one) => secondsOf(timesOf(one).durationMs)),
    column('energyWh', ({ energyMilliWh }) => wattHours(energyMilliWh)),
    column('uncountedWh', ({ uncountedMilliWh }) => wattHours(uncountedMilliWh)),
    column('exportedWh', ({ exportedMilliWh }) => wattHours(exportedMilliWh)),
    column('firstReadingWh', ({ register }) => wattHours(register?.first ?? null)),
    column('lastReadingWh', ({ register }) => wattHours(register?.last ?? null)),
    column('stopReason', ({ stoppedReason }) => stoppedReason),
    column('closedBy', ({ closed }) => (closed === undefined ? null : `${closed.by} ${closed.actor}`)),
    column('closedReason', ({ closed }) => closed?.reason),
    { name: 'flags', cell: ({ transaction }) => transaction.flags.join(' '), json: ({ transaction }) => transaction.flags },
  ]
}

export const eventColumns = (idTokens: TokenDisplay): readonly Column<StoredEvent>[] => [
  { name: 'eventType', cell: ({ eventType }) => eventType },
  { name: 'seqNo', cell: ({ seqNo }) => seqNo },
  { name: 'timestamp', cell: ({ timestamp }) => timestamp },
  { name: 'receivedAt', cell: ({ receivedAt }) => receivedAt },
  { name: 'offline', cell: ({ offline }) => offline === true },
  { name: 'triggerReason', cell: ({ triggerReason }) => triggerReason },
  { name: 'chargingState', cell: ({ chargingState }) => chargingState },
  { name: 'stopReason', cell: ({ stoppedReason }) => stoppedReason },
  { name: 'idToken', cell: ({ idToken }) => displayToken(idToken, idTokens) },
  { name: 'authorization', cell: ({ authorization }) => authorization?.status },
  { name: 'conflicting', cell: ({ isConflicting }) => isConflicting },
  { name: 'messageId', cell: ({ messageId }) => messageId },
  {
    name: 'payload',
    cell: ({ raw }) => JSON.stringify(displayPayload(raw, idTokens)),
    json: ({ raw }) => displayPayload(raw, idTokens),
  },
]

export const sampleColumns: readonly Column<EventSample>[] = [
  { name: 'at', cell: ({ at }) => at },
  { name: 'measurand', cell: ({ measurand }) => measurand },
  { name: 'value', cell: ({ value }) => value },
  { name: 'unit', cell: ({ unit }) => unit },
  { name: 'phase', cell: ({ phase }) => phase },
  { name: 'location', cell: ({ location }) => location },
  { name: 'moment', cell: ({ moment }) => moment },
  { name: 'context', cell: ({ context }) => context },
  { name: 'sent', cell: ({ sent }) => sent },
  { name: 'signedData', cell: ({ signed }) => signed?.data },
  { name: 'encodingMethod', cell: ({ signed }) => signed?.encodingMethod },
  { name: 'signingMethod', cell: ({ signed }) => signed?.signingMethod },
  { name: 'publicKey', cell: ({ signed }) => signed?.publicKey },
  { name: 'eventType', cell: ({ eventType }) => eventType },
  { name: 'seqNo', cell: ({ seqNo }) => seqNo },
  { name: 'receivedAt', cell: ({ receivedAt }) => receivedAt },
]

const secondsOf = (ms: number | null): number | null => (ms === null ? null : Math.round(ms / 1000))
