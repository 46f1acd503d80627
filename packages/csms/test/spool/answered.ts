import type { AnyConnection } from '@ocpp-kit/rpc'
import { expect } from 'vitest'
import { canonicalJson } from '../../src/content-hash.js'
import { type Store, type StoredEvent, stationKey } from '../../src/index.js'

export interface Answered {
  readonly identity: string
  readonly action: string
  readonly request: Readonly<Record<string, unknown>>
  readonly response: Readonly<Record<string, unknown>>
}

/** Calls of stations and what was answered to them, to be held against what the store has in the end. */
export class AnsweredCalls {
  readonly all: Answered[] = []
  /** Answered with a CALLERROR. */
  readonly errors: unknown[] = []
  /** Not answered: the connection closed. */
  unanswered = 0

  async call(connection: AnyConnection, action: string, request: object): Promise<Record<string, unknown> | undefined> {
    try {
      const response = (await connection.callUntyped(action, request)) as Record<string, unknown>
      this.all.push({ identity: connection.identity, action, request: request as Record<string, unknown>, response })
      return response
    } catch (error) {
      const { name } = error as { readonly name?: unknown }
      if (name === 'OcppError') this.errors.push(error)
      else this.unanswered += 1
      return undefined
    }
  }

  /** No CALLERROR; and each fact that was answered is in the store, once, under the id and with the decision that the station was told. */
  async check(store: Store, tenantId = 'default'): Promise<void> {
    expect(this.errors).toEqual([])
    const events = new Map<string, readonly StoredEvent[]>()
    for (const identity of new Set(this.all.map((one) => one.identity))) events.set(identity, await eventsOf(store, tenantId, identity))
    for (const answered of this.all) {
      const found = (events.get(answered.identity) ?? []).filter((event) => isOf(event, answered))
      expect(found, `${answered.action} of ${answered.identity}: ${JSON.stringify(answered.request)}`).toHaveLength(countOf(answered))
      for (const event of found) checkOne(event, answered)
    }
  }
}

export async function eventsOf(store: Store, tenantId: string, identity: string): Promise<readonly StoredEvent[]> {
  const station = stationKey(tenantId, identity)
  const transactions = await store.transactions.list({ tenantId, station })
  const events = await Promise.all(transactions.map(({ transactionId }) => store.transactions.events(station, transactionId)))
  return events.flat()
}

/** MeterValues of 1.6 come to one event for each moment. */
const countOf = ({ action, request }: Answered): number => (action === 'MeterValues' ? (request['meterValue'] as unknown[]).length : 1)

const isOf = (event: StoredEvent, { request }: Answered): boolean => canonicalJson(event.raw) === canonicalJson(request) && isFact(event)

/** Not what the csms adds of its own accord. */
const isFact = ({ key }: StoredEvent): boolean => !key.startsWith('restart/') && !key.startsWith('alias/')

function checkOne(event: StoredEvent, { action, response }: Answered): void {
  if (action === 'StartTransaction') expect(event.transactionId).toBe(String(response['transactionId']))
  const status = event.authorization?.status
  const { idTagInfo, idTokenInfo } = response as Record<string, { readonly status?: string } | undefined>
  // 1.6 has fewer words for it.
  expect((idTagInfo ?? idTokenInfo)?.status).toBe(action !== 'TransactionEvent' && status === 'Unknown' ? 'Invalid' : status)
}
