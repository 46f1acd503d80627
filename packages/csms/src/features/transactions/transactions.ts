import type { AnyConnection } from '@ocpp-kit/rpc'
import type { Reach } from '../../connection/commandable.js'
import { contentHash } from '../../content-hash.js'
import { type AnyHandlers, type Core, type Incoming, nowIso } from '../../core.js'
import { CsmsError } from '../../errors.js'
import { fold } from '../../identifier.js'
import type { FactReader } from '../../ledger/fact.js'
import { decided } from '../../ledger/receipt.js'
import type { AuthorizationFeature } from '../authorization/authorization.js'
import type { Authorization } from '../authorization/token.js'
import type { MeteringFeature } from '../metering/metering.js'
import type { ResolvedClosingPolicy } from './closing.js'
import { type ClosingSweep, type ClosingSweepParts, createClosingSweep } from './closing-sweep.js'
import { createGapAsker } from './gap-asker.js'
import { createLedgerAccess, type Transactions } from './ledger-access.js'
import { createRecorder, type EventDraft, type MaxPower } from './recorder.js'
import { createStartStop, type StartStop } from './start-stop.js'
import type { TransactionStatus } from './status.js'
import type { Transaction } from './transaction.js'

export interface TransactionsAdapter extends FactReader {
  /** Messages that carry facts about transactions: kept even where the station is refused, and never answered before they are. */
  readonly factual: readonly string[]
  handlers(transactions: TransactionsFeature): AnyHandlers
  /** Missing in versions where a station cannot be asked about a transaction. */
  askStatus?(connection: AnyConnection, transactionId: string | undefined): Promise<TransactionStatus>
}

/** An event that names its transaction and its place in it. */
export type NumberedEvent = Omit<EventDraft, 'key' | 'contentHash' | 'position' | 'flags'> & { readonly seqNo: number }

export interface TransactionsFeature extends StartStop {
  /** As programs read it. */
  readonly ledger: Transactions
  /** When the message came. */
  receivedAt(message: Incoming): string
  /** Stores an event of a version that numbers them (2.x); resolves with what the station is to be told of its token. */
  record(message: Incoming, event: NumberedEvent): Promise<Authorization | undefined>
  /** Of a station, newest first. */
  newest(identity: string, limit: number): Promise<readonly Transaction[]>
  /**
   * Asks a station about one of its transactions, or whether it has anything to deliver at all.
   * @throws CsmsError `NOT_CONNECTED`, `NOT_ACCEPTED`, or `NOT_SUPPORTED` by its version
   */
  status(identity: string, transactionId?: string): Promise<TransactionStatus>
  /** Ends what stations never end; see {@link ClosingSweep}. */
  sweep: ClosingSweep['sweep']
  /** Looks after what is missing, and after what never ends, from start to stop. */
  readonly upkeep: { start(): void; stop(): void }
}

export interface TransactionsOptions {
  readonly closing: ResolvedClosingPolicy
  readonly maxPowerW: MaxPower | undefined
}

export interface TransactionsParts extends Pick<ClosingSweepParts, 'connectors' | 'bootedAt'> {
  readonly core: Core
  readonly authorization: AuthorizationFeature
  readonly metering: MeteringFeature
  readonly options: TransactionsOptions
  readonly reach: Reach<TransactionsAdapter>
}

export function createTransactions({
  core,
  authorization,
  metering,
  options,
  reach,
  connectors,
  bootedAt,
}: TransactionsParts): TransactionsFeature {
  const { store, sessions } = core
  const recorder = createRecorder(core, authorization, options.maxPowerW)

  const status = async (identity: string, transactionId?: string): Promise<TransactionStatus> => {
    const { connection, adapter } = await reach(identity, 'transactionStatus', 'accepted')
    if (adapter.askStatus !== undefined) return adapter.askStatus(connection, transactionId)
    throw new CsmsError('NOT_SUPPORTED', `transactionStatus: OCPP ${connection.version} has no message for it`)
  }
  const gapAsker = createGapAsker({ core, status })
  const closing = createClosingSweep({ core, policy: options.closing, connectors, bootedAt, status })

  const decide = async (message: Incoming, event: NumberedEvent) => {
    const { eventType, idToken } = event
    if (idToken === undefined) return undefined
    if (eventType === 'Started') return recorder.authorizeStart(message, event)
    const { identity } = message.connection
    const transaction = await store.transactions.find(sessions.keyOf(identity), event.transactionId)
    // The EVSE is said once (E01.FR.16).
    const evseId = event.evseId ?? transaction?.evseId
    const hasOneToken = eventType === 'Updated' && transaction !== undefined
    return authorization.authorize(idToken, { identity, evseId, transaction, hasOneToken })
  }

  return {
    ...createStartStop({ core, recorder, authorization, metering }),
    ledger: createLedgerAccess(core),
    status,
    sweep: () => closing.sweep(),
    upkeep: {
      start: () => {
        gapAsker.start()
        closing.start()
      },
      stop: () => {
        gapAsker.stop()
        closing.stop()
      },
    },
    newest: async (identity, limit) =>
      (await store.transactions.page({ tenantId: core.tenantId, station: sessions.keyOf(identity), limit })).items,
    receivedAt: ({ receipt }) => receipt?.receivedAt ?? nowIso(core.clock),
    record: async (message, event) => {
      const { key: station } = sessions.of(message.connection)
      const key = eventKeyOf(event)
      const hash = contentHash(contentOf(message.request))
      // A repetition is told what it was told first (G2).
      const judge = async () => {
        const known = await store.transactions.findEvent(station, key)
        return known?.contentHash === hash ? known.authorization : decided(message.receipt, () => decide(message, event))
      }
      // Most events name no token, and are told nothing.
      const told = event.idToken === undefined ? undefined : await judge()
      const draft = { ...event, key, contentHash: hash, position: event.seqNo, flags: [] }
      const { authorization: first } = (await recorder.append(message, draft, told)).event
      message.receipt?.note({ authorization: first })
      return first
    },
  }
}

const eventKeyOf = ({ transactionId, seqNo }: Pick<NumberedEvent, 'transactionId' | 'seqNo'>): string =>
  `event/${fold(transactionId)}/${seqNo}`

/** What makes two messages the same event with the same content. */
export const numberedKeyOf = (event: Pick<NumberedEvent, 'transactionId' | 'seqNo'>, request: object): string =>
  `${eventKeyOf(event)}/${contentHash(contentOf(request))}`

/** `offline` may differ between two sendings of one event (E04.FR.03), so it is no part of what the event says. */
function contentOf(request: object): object {
  const { offline, ...content } = request as { readonly offline?: unknown }
  return content
}
