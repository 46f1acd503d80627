import { contentHash } from '../../content-hash.js'
import type { Core, Incoming } from '../../core.js'
import { fold } from '../../identifier.js'
import { decided } from '../../ledger/receipt.js'
import type { AuthorizationFeature } from '../authorization/authorization.js'
import type { Authorization, IdToken } from '../authorization/token.js'
import type { MeteringFeature } from '../metering/metering.js'
import type { MeterSample } from '../metering/sample.js'
import { closePosition } from './event.js'
import type { EventDraft, Recorder } from './recorder.js'
import { foundByAlias, keepAlias } from './renumbered.js'
import { splitRestarted } from './split.js'
import { hasEndedByStation, type Transaction } from './transaction.js'
import { endedWithoutId, meterKeys, noId, runningOn } from './without-id.js'

/*
 * Transactions of a version in which the csms gives the id, the start and the stop are messages of their own, and nothing is
 * numbered (1.6 §4.8, §4.10). What makes a message unique is what it says: a station may retry it under a new message id.
 */

export interface StartNotice {
  readonly evseId: number
  readonly connectorId: number
  readonly idToken: IdToken
  /** UTC. */
  readonly timestamp: string
  /** Reading of the register, as it was sent. */
  readonly meterStart: string
  readonly reservationId?: number | undefined
  readonly samples: readonly MeterSample[]
}

export interface StopNotice {
  /** What the station believes to be the id; −1 if it never got one. */
  readonly transactionId: number
  readonly idToken?: IdToken | undefined
  readonly timestamp: string
  readonly meterStop: string
  readonly reason?: string | undefined
  readonly samples: readonly MeterSample[]
}

export interface MeterNotice {
  /** Missing for a meter outside a transaction, −1 as in {@link StopNotice}; other ids that no csms issues count as missing. */
  readonly transactionId?: number | undefined
  readonly evseId: number
  readonly connectorId: number
  readonly timestamp: string
  readonly samples: readonly MeterSample[]
}

export interface StartStop {
  /** Always gives an id, whatever the token is worth; a repetition gets the same id and the first decision. */
  start(message: Incoming, notice: StartNotice): Promise<{ readonly transactionId: number; readonly authorization: Authorization }>
  /** Never refused; what fits nothing is kept as an orphan. Resolves with what is known of the token that stopped it, if one did. */
  stop(message: Incoming, notice: StopNotice): Promise<Authorization | undefined>
  /** Samples of one moment, of a transaction or of none. */
  meter(message: Incoming, notice: MeterNotice): Promise<void>
}

export interface StartStopParts {
  readonly core: Core
  readonly recorder: Recorder
  readonly authorization: AuthorizationFeature
  readonly metering: MeteringFeature
}

/** Where the events of such a transaction stand: the start, then by time, then the stop; one that names its transaction before one that does not. */
const startPosition = 0
const stopPosition = closePosition - 2
const stopWithoutIdPosition = closePosition - 1

export const createStartStop = (parts: StartStopParts): StartStop => ({
  start: (message, notice) => start(parts, message, notice),
  stop: (message, notice) => stop(parts, message, notice),
  meter: (message, notice) => meter(parts, message, notice),
})

async function start({ core, recorder }: StartStopParts, message: Incoming, notice: StartNotice) {
  const { store, sessions, tenantId } = core
  const { key: station } = sessions.of(message.connection)
  const { evseId, connectorId, idToken, reservationId } = notice
  const { receipt } = message
  const key = startKeyOf(notice)
  const known = await store.transactions.findEvent(station, key)
  if (known !== undefined) {
    const answer = { transactionId: Number(known.transactionId), authorization: known.authorization ?? unknown }
    receipt?.note(answer)
    await keepAlias(recorder, message, known)
    await markRestart({ core, recorder }, message, known.transactionId)
    return answer
  }
  const transactionId = String(receipt?.told.transactionId ?? (await store.transactions.nextTransactionId(tenantId)))
  receipt?.note({ transactionId: Number(transactionId) })
  const authorization = (await decided(receipt, () => recorder.authorizeStart(message, { idToken, evseId }))) ?? unknown
  const draft: EventDraft = {
    ...place(transactionId, key, 'Started', startPosition, notice),
    // The key alone decides, so that one start never becomes two.
    contentHash: contentHash(key),
    evseId,
    connectorId,
    idToken,
    reservationId,
    triggerReason: 'Authorized',
  }
  // Two deliveries at one time: the store lets one of them in, and both get its id.
  const { event } = await recorder.append(message, draft, authorization)
  const answer = { transactionId: Number(event.transactionId), authorization: event.authorization ?? authorization }
  receipt?.note(answer)
  await keepAlias(recorder, message, event)
  return answer
}

/** What makes two starts one: a station may send the same under another message id. */
export const startKeyOf = ({ evseId, idToken, timestamp, meterStart }: StartKey): string =>
  `start/${evseId}/${fold(idToken.idToken)}/${timestamp}/${meterStart}`

type StartKey = Pick<StartNotice, 'evseId' | 'idToken' | 'timestamp' | 'meterStart'>

async function stop({ core, recorder, authorization }: StartStopParts, message: Incoming, notice: StopNotice) {
  const { store, sessions } = core
  const { key: station } = sessions.of(message.connection)
  const { idToken, timestamp, meterStop, reason, samples } = notice
  const token = fold(idToken?.idToken ?? '')
  const key = isIssued(notice.transactionId)
    ? `stop/${notice.transactionId}`
    : `stop/${notice.transactionId}/${timestamp}/${meterStop}/${token}`
  const hash = contentHash({ timestamp, meterStop, token, reason, samples })
  const known = await store.transactions.findEvent(station, key)
  const transaction = await stoppedBy(core, message, notice, known?.transactionId)
  const draft: EventDraft = {
    ...place(transaction?.transactionId ?? orphanId(notice, hash), key, 'Ended', stopPositionOf(notice), notice),
    contentHash: hash,
    idToken,
    stoppedReason: reason,
    triggerReason: 'StopAuthorized',
    flags: (transaction?.startedAt ?? null) === null ? ['orphan'] : [],
  }
  // About the card that stopped it alone, and never a reason to refuse (1.6 §4.10).
  const { identity } = message.connection
  const told = idToken === undefined ? undefined : await decided(message.receipt, () => authorization.authorize(idToken, { identity }))
  const isSecondStop = known !== undefined && known.contentHash !== hash
  if (isSecondStop && transaction?.flags.includes('restarted')) {
    await splitRestarted(core, recorder, message, draft)
    return told
  }
  const { event } = await recorder.append(message, draft, told)
  message.receipt?.note({ authorization: event.authorization })
  return event.authorization
}

async function meter({ core, recorder, metering }: StartStopParts, message: Incoming, notice: MeterNotice): Promise<void> {
  const { timestamp, samples, evseId, connectorId, transactionId: claimed } = notice
  if (claimed === undefined) return metering.record(message, evseId, samples)
  const transaction = claimed === noId ? await runningOn(core, message, evseId) : await issued(core, message, claimed)
  if (transaction === undefined && !isIssued(claimed)) return metering.record(message, evseId, samples)
  const transactionId = transaction?.transactionId ?? String(claimed)
  // Nothing is numbered: what was measured and when is the key, the values are the content.
  const measured = samples.map(({ value, multiplier, ...rest }) => rest)
  // Without an id the connector is, so that a repetition does not come to what runs there by then.
  const meterId = claimed === noId ? `${noId}/${evseId}` : transactionId
  const key = `${meterKeys(meterId)}${timestamp}/${contentHash(measured)}`
  await recorder.append(message, {
    ...place(transactionId, key, 'Updated', Date.parse(timestamp), notice),
    contentHash: contentHash(samples),
    evseId,
    connectorId,
    triggerReason: triggerOf(samples),
    flags: transaction === undefined ? ['orphan'] : [],
  })
}

/** What made the station send values, as 2.x calls it; 1.6 tells it of the values alone. */
const triggerOf = ([sample]: MeterNotice['samples']): string => {
  if (sample?.context === 'Sample.Clock') return 'MeterValueClock'
  return sample?.context === 'Trigger' ? 'Trigger' : 'MeterValuePeriodic'
}

const unknown: Authorization = { status: 'Unknown' }

const place = (
  transactionId: string,
  key: string,
  eventType: EventDraft['eventType'],
  position: number,
  { timestamp, samples }: Pick<EventDraft, 'timestamp' | 'samples'>,
): Omit<EventDraft, 'contentHash'> => ({ transactionId, key, eventType, position, timestamp, samples, flags: [] })

/** The csms issues positive ids alone (1.6 §4.8). */
const isIssued = (transactionId: number): boolean => transactionId > 0

const stopPositionOf = ({ transactionId }: StopNotice): number => (isIssued(transactionId) ? stopPosition : stopWithoutIdPosition)

/** For a stop that fits nothing: its own number, or an id that no station can have. */
const orphanId = ({ transactionId }: StopNotice, hash: string): string =>
  isIssued(transactionId) ? String(transactionId) : `orphan-${hash.slice(0, 22)}`

async function issued(core: Core, { connection }: Incoming, id: number): Promise<Transaction | undefined> {
  if (!isIssued(id)) return undefined
  const { key: station } = core.sessions.of(connection)
  return (await core.store.transactions.find(station, String(id))) ?? foundByAlias(core, station, id)
}

async function stoppedBy(core: Core, message: Incoming, notice: StopNotice, knownId?: string): Promise<Transaction | undefined> {
  if (knownId !== undefined) return core.store.transactions.find(core.sessions.of(message.connection).key, knownId)
  if (notice.transactionId !== noId) return issued(core, message, notice.transactionId)
  return endedWithoutId(core, message, { token: notice.idToken?.idToken, meterStop: notice.meterStop })
}

/** The start of a transaction that has ended: a late retry, or a station whose clock began anew. The next stop will tell. */
async function markRestart({ core, recorder }: Pick<StartStopParts, 'core' | 'recorder'>, message: Incoming, id: string): Promise<void> {
  const { key: station } = core.sessions.of(message.connection)
  const { receipt } = message
  // It is brought into the store perhaps for the second time, after a crash, and is no other start than the one that is there.
  if (receipt?.isReplayed && !receipt.isRepeated) return
  const transaction = await core.store.transactions.find(station, id)
  if (transaction === undefined || transaction.endedAt === null || transaction.flags.includes('restarted')) return
  // That the csms ended it says nothing of the station.
  if (!hasEndedByStation(transaction)) return
  if (receipt?.isReplayed && !(await hadEnded(core, transaction, receipt.receivedAt))) return
  const key = `restart/${id}`
  const draft = place(id, key, 'Updated', stopPosition, { timestamp: transaction.endedAt, samples: [] })
  await recorder.append(message, { ...draft, contentHash: contentHash(key), flags: ['restarted'] })
}

/** Whether the end had been received by then. */
async function hadEnded({ store }: Core, { station, transactionId }: Transaction, receivedAt: string): Promise<boolean> {
  const events = await store.transactions.events(station, transactionId)
  return events.some((event) => event.eventType === 'Ended' && event.receivedAt <= receivedAt)
}
