import { type Core, type Incoming, nowIso } from '../core.js'
import type { AuthorizationFeature } from '../features/authorization/authorization.js'
import type { IdToken } from '../features/authorization/token.js'
import type { StationKey } from '../identifier.js'
import type { AnswerBook } from './answer-book.js'
import type { RawMessage } from './quarantine.js'
import { Receipt, type Told } from './receipt.js'

/** What has to be known of the messages of a version to answer them without the store; its transactions adapter has it. */
export interface FactReader {
  /** What makes two messages the same fact, whatever their message ids. */
  keyOf(action: string, request: object, receivedAt: string): string
  /** What its answer has to say. */
  asksFor(action: string, request: object): Asked
  /** The answer to it. */
  answerOf(action: string, told: Told): object
}

export interface Asked {
  /** The token to be judged. */
  readonly idToken?: IdToken | undefined
  /** Whether the csms gives the transaction its id. */
  readonly asksForId?: boolean | undefined
}

/** A message with facts about transactions, on its way. */
export interface Fact extends Asked {
  readonly message: Incoming
  readonly station: StationKey
  readonly reader: FactReader
  readonly receipt: Receipt
  /** What the station was told when it said the same before; remembered for a while. */
  readonly known: Told | undefined
  readonly key: string
}

export function readFact(core: Core, book: AnswerBook, reader: FactReader, message: Incoming): Fact {
  const { action, request } = message
  const { key: station } = core.sessions.of(message.connection)
  const receivedAt = nowIso(core.clock)
  const asked = reader.asksFor(action, request)
  let key: string | undefined
  const fact = {
    ...asked,
    message,
    station,
    reader,
    get key(): string {
      key ??= reader.keyOf(action, request, receivedAt)
      return key
    },
    get known(): Told | undefined {
      return book.find(station.stationId, this.key)
    },
  }
  // A start that was put aside keeps the id that it was given.
  const told: Told = asked.asksForId === true ? { transactionId: fact.known?.transactionId } : {}
  return Object.assign(fact, { receipt: Receipt.open(receivedAt, told) })
}

/** The message as the handler gets it, with its receipt. */
export function withReceipt({ message, receipt }: Pick<Fact, 'message' | 'receipt'>): Incoming {
  const { connection, messageId, action, request } = message
  return {
    connection,
    messageId,
    action,
    request,
    receipt,
    // One that the handler was too slow for has been answered already.
    afterAnswer: (run) => (receipt.isAnswered ? run() : message.afterAnswer(run)),
  }
}

export const rawOf = ({ message, station, receipt: { receivedAt } }: Fact): RawMessage => {
  const { connection, action, messageId, request } = message
  return { station, version: connection.version, action, messageId, request, receivedAt }
}

/** Nothing is there to answer with. */
class NothingToTell extends Error {
  override readonly name = 'NothingToTell'
}

/**
 * What a station is told while the store does not say: what the handler has decided already, what it was told before, what is remembered
 * of the token; else that the token is accepted, which is never wrong for the facts and is flagged for people.
 * @throws NothingToTell no transaction id is left
 */
export function tellWithoutStore(fact: Fact, authorization: AuthorizationFeature, takeNumber: () => number | undefined): Told {
  const { idToken, known } = fact
  const decided = fact.receipt.seal()
  const id = idOf(fact, decided) ?? (fact.asksForId === true ? takeNumber() : undefined)
  if (fact.asksForId === true && id === undefined) throw new NothingToTell('no transaction id is left that was reserved beforehand')
  const transactionId = id
  if (idToken === undefined) return { transactionId }
  if (known?.authorization !== undefined) return { ...known, transactionId }
  const remembered = decided.authorization ?? authorization.recall(idToken)
  if (remembered !== undefined) return { transactionId, authorization: remembered }
  return { transactionId, authorization: { status: 'Accepted' }, isUnverified: true }
}

/** What a station is told whose message was put aside: the store answers, so its token can be looked at. */
export async function tellOfAside(
  fact: Fact,
  authorization: AuthorizationFeature,
  nextNumber: () => number | undefined | Promise<number>,
): Promise<Told> {
  const { idToken, known } = fact
  const decided = fact.receipt.seal()
  const transactionId = idOf(fact, decided) ?? (fact.asksForId === true ? await nextNumber() : undefined)
  if (fact.asksForId === true && transactionId === undefined) throw new NothingToTell('the store gives no transaction id')
  if (idToken === undefined) return { transactionId }
  // The handler may have failed before it came to the token, or because of it.
  const judged =
    decided.authorization ?? known?.authorization ?? (await authorization.authorize(idToken, occasionOf(fact)).catch(() => undefined))
  return { transactionId, authorization: judged ?? { status: 'Accepted' } }
}

const occasionOf = ({ message, asksForId }: Fact) => ({ identity: message.connection.identity, isStart: asksForId === true })

const idOf = ({ asksForId, known }: Fact, decided: Told): number | undefined =>
  asksForId === true ? (decided.transactionId ?? known?.transactionId) : undefined
