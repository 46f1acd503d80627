import type { BodyEffect } from '../../body/index.js'
import type { StateStore } from '../../state/store.js'
import type { TransactionRecord } from './adapter.js'

const section = 'transactions'

/** The transactions that run, and those whose messages still wait, by the body's count; they outlive a power cut. */
export class TransactionRecords {
  private readonly byKey: Map<number, TransactionRecord>

  constructor(private readonly state: StateStore) {
    const records = [...state.load(section).values()] as TransactionRecord[]
    this.byKey = new Map(records.map((record) => [record.key, record]))
  }

  get(key: number): TransactionRecord | undefined {
    return this.byKey.get(key)
  }

  all(): readonly TransactionRecord[] {
    return [...this.byKey.values()]
  }

  running(): readonly TransactionRecord[] {
    return this.all().filter(({ isOver }) => !isOver)
  }

  /** In RAM at once; `keep` writes it down, with whatever must not be lost without it. */
  set(record: TransactionRecord): void {
    this.byKey.set(record.key, record)
  }

  keep(record: TransactionRecord): void {
    this.byKey.set(record.key, record)
    this.state.put(section, String(record.key), record)
  }

  forget(key: number): void {
    this.byKey.delete(key)
    this.state.remove(section, String(key))
  }
}

export const newRecord = (
  { evseId, transaction, cause }: Extract<BodyEffect, { type: 'transactionStarted' }>,
  transactionId: string | undefined,
): TransactionRecord => ({
  key: transaction.key,
  evseId,
  cause,
  transaction,
  transactionId,
  nextSeqNo: 0,
  toldConnectorId: undefined,
  toldToken: undefined,
  toldPhases: undefined,
  hasToldPublicKey: false,
  hasBegun: false,
  isRefused: false,
  csmsLimit: undefined,
  isOver: false,
})
