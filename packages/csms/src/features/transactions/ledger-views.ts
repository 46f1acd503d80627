import { type TSchema, Type } from 'typebox'
import { orNull } from '../../http/described.js'
import type { StoredEvent } from './event.js'
import type { EventSample } from './export.js'
import type { Gap } from './gap.js'
import { displayPayload, displayToken, type TokenDisplay } from './redact.js'

/* What the API shows of the ledger. */

const textOrNull = (description: string) => orNull(Type.String(), description)
const eventType = Type.String({ description: 'Started, Updated or Ended by the station, Closed by the csms' })
const SeqNos = Type.Array(Type.Array(Type.Number(), { minItems: 2, maxItems: 2 }), { description: 'Ranges, from and to' })

export const EventView = Type.Object(
  {
    eventType,
    seqNo: orNull(Type.Number(), 'Null in versions that do not number'),
    timestamp: Type.String({ description: "By the station's clock, ISO 8601, UTC" }),
    receivedAt: Type.String({ description: 'ISO 8601, UTC' }),
    isOffline: Type.Boolean(),
    isConflicting: Type.Boolean({ description: 'Other content had come under its key before' }),
    triggerReason: textOrNull('As OCPP spells it'),
    chargingState: textOrNull('As OCPP spells it'),
    idToken: textOrNull('As the query asks for it'),
    authorization: textOrNull('What the station was told of the token'),
    messageId: textOrNull('Of the message that brought it'),
    payload: Type.Unknown({ description: 'As it came, but for tokens' }),
  },
  { title: 'TransactionEvent' },
)

export const eventView =
  (idTokens: TokenDisplay) =>
  (event: StoredEvent): object => ({
    eventType: event.eventType,
    seqNo: event.seqNo ?? null,
    timestamp: event.timestamp,
    receivedAt: event.receivedAt,
    isOffline: event.offline === true,
    isConflicting: event.isConflicting,
    triggerReason: event.triggerReason ?? null,
    chargingState: event.chargingState ?? null,
    idToken: displayToken(event.idToken, idTokens),
    authorization: event.authorization?.status ?? null,
    messageId: event.messageId ?? null,
    payload: displayPayload(event.raw, idTokens),
  })

export const SampleView = Type.Object(
  {
    at: Type.String({ description: "By the station's clock, ISO 8601, UTC" }),
    measurand: Type.String(),
    value: textOrNull('A decimal number in `unit`; null for signed data, and what is no number'),
    unit: textOrNull('Wh, W, A, V, Percent, Celsius and so on; thousands are resolved'),
    phase: textOrNull('Null for the whole'),
    location: Type.String(),
    moment: Type.String({ description: 'begin, end, periodic, clockAligned, interruptionBegin, interruptionEnd, trigger or other' }),
    context: Type.String({ description: 'As OCPP spells it' }),
    sent: Type.String({ description: 'As the station sent it' }),
    signed: orNull(
      Type.Object({
        data: Type.String(),
        encodingMethod: textOrNull('Null in 1.6'),
        signingMethod: textOrNull('Where it is not part of the data'),
        publicKey: textOrNull('Base64'),
      }),
      'Null for plain values',
    ),
    eventType,
    seqNo: orNull(Type.Number(), 'Of the event that brought it'),
    receivedAt: Type.String({ description: 'ISO 8601, UTC' }),
  },
  { title: 'TransactionSample' },
)

export const sampleView = ({ signed, ...sample }: EventSample) => ({
  at: sample.at,
  measurand: sample.measurand,
  value: sample.value ?? null,
  unit: sample.unit ?? null,
  phase: sample.phase ?? null,
  location: sample.location,
  moment: sample.moment,
  context: sample.context,
  sent: sample.sent,
  signed:
    signed === undefined
      ? null
      : {
          data: signed.data,
          encodingMethod: signed.encodingMethod ?? null,
          signingMethod: signed.signingMethod ?? null,
          publicKey: signed.publicKey ?? null,
        },
  eventType: sample.eventType,
  seqNo: sample.seqNo ?? null,
  receivedAt: sample.receivedAt,
})

export const GapView = Type.Object(
  {
    id: Type.String({ description: 'Of the transaction, on the wire' }),
    internalId: Type.String({ description: 'Of the transaction' }),
    stationId: Type.String({ description: 'As the station writes it' }),
    state: Type.String({ description: 'open, filled or lost' }),
    missing: SeqNos,
    isStartMissing: Type.Boolean(),
    lost: SeqNos,
    isStartLost: Type.Boolean(),
    seenAt: Type.String({ description: 'ISO 8601, UTC' }),
    closedAt: textOrNull('Null while it is open'),
    attempts: Type.Integer({ description: 'How often the station was asked' }),
    askedAt: textOrNull('Null while it was not'),
    askAfter: textOrNull('When it is asked again; null for never'),
  },
  { title: 'TransactionGap' },
)

export const gapView = ({ station, id, transactionId, missing, lost, ...gap }: Gap, stationId: string) => ({
  id: transactionId,
  internalId: id,
  stationId,
  state: gap.state,
  missing: missing.map((range) => [...range]),
  isStartMissing: gap.isStartMissing,
  lost: lost.map((range) => [...range]),
  isStartLost: gap.isStartLost,
  seenAt: gap.seenAt,
  closedAt: gap.closedAt,
  attempts: gap.attempts,
  askedAt: gap.askedAt,
  askAfter: gap.askAfter,
})

/** The members of an explanation are those of `Explanation` in the program's types. */
export const ExplanationView: TSchema = Type.Object(
  {
    stationId: Type.String(),
    transactionId: Type.String(),
    version: Type.String(),
    evseId: orNull(Type.Number(), 'Null while it is not known'),
    connectorId: orNull(Type.Number(), 'Null while it is not known'),
    idToken: textOrNull('As the query asks for it'),
    startedAt: textOrNull("By the station's clock"),
    endedAt: textOrNull("By the station's clock"),
    stoppedReason: textOrNull('As OCPP spells it'),
    times: Type.Object({
      startedAt: textOrNull("By the csms's clock"),
      endedAt: textOrNull("By the csms's clock"),
      durationMs: orNull(Type.Number(), 'Null while it runs'),
      isCorrected: Type.Boolean(),
      clockOffsetMs: orNull(Type.Number(), "What the station's clock was ahead; null where it was right"),
    }),
    events: Type.Array(Type.Unknown(), {
      description:
        'In the order in which they count: frame, changes, and what became of each reading; of many the first 250 and the last 250',
    }),
    eventsLeftOut: Type.Integer({ description: 'How many of them are left out in between' }),
    energy: Type.Object({
      billedMilliWh: orNull(Type.Integer(), 'Null while nothing was measured'),
      uncountedMilliWh: Type.Integer({ description: 'Measured, but doubtful, and not billed' }),
      exportedMilliWh: orNull(Type.Integer(), 'Null where no such register was read'),
      firstMilliWh: orNull(Type.Integer(), 'The reading that it is counted from'),
      lastMilliWh: orNull(Type.Integer(), 'The reading that it is counted to'),
    }),
    missing: Type.Object({ seqNos: SeqNos, isStartMissing: Type.Boolean(), gap: Type.Unknown() }),
    closed: Type.Unknown({ description: 'By whom and why, where the csms ended it' }),
    flags: Type.Array(Type.Object({ flag: Type.String(), meaning: Type.String() })),
  },
  { title: 'TransactionExplanation' },
)
