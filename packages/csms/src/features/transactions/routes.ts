import { Type } from 'typebox'
import type { Routes } from '../../http/context.js'
import { described, orNull } from '../../http/described.js'
import { identitiesOf } from '../../http/identities.js'
import { pageQuery, pageSchema, pageView } from '../../http/paging.js'
import { transactionResolver } from './resolve.js'
import type { Transaction } from './transaction.js'
import { viewOf } from './view.js'

export const TransactionView = Type.Object(
  {
    id: Type.String({ description: 'The id on the wire; that of 1.6 as text' }),
    internalId: Type.String({ description: 'UUIDv7, unique over all stations' }),
    stationId: Type.String({ description: 'As the station writes it' }),
    evseId: orNull(Type.Integer(), 'Null while it is not known'),
    connectorId: orNull(Type.Integer(), 'Null while it is not known'),
    idToken: orNull(Type.String(), 'That it was authorized with; null without one'),
    startedAt: orNull(Type.String(), 'ISO 8601, UTC; null while the start is not known'),
    endedAt: orNull(Type.String(), 'ISO 8601, UTC; null while it runs'),
    stopReason: orNull(Type.String(), 'As OCPP spells it; null while it runs'),
    energyWh: orNull(Type.Number(), 'Null while nothing was measured'),
    flags: Type.Array(Type.String(), { description: 'What an operator should see' }),
  },
  { title: 'Transaction' },
)

const transactionQuery = Type.Object(
  {
    station: Type.Optional(Type.String({ minLength: 1, maxLength: 255, description: 'Only of this station' })),
    idToken: Type.Optional(Type.String({ minLength: 1, maxLength: 255, description: 'Only on this token, whatever its type and case' })),
    active: Type.Optional(Type.Boolean({ description: 'Only those that run, or only those that have ended' })),
    ...pageQuery,
  },
  { additionalProperties: false },
)

const tag = 'transactions'

/** Transactions, newest first. */
export const transactionRoutes: Routes = (context) => async (app) => {
  const { tenantId, store, sessions } = context.core
  const find = transactionResolver(context)
  const shown = async (transactions: readonly Transaction[]) => {
    const identities = await identitiesOf(context, transactions)
    return (transaction: Transaction) => viewOf(transaction, identities(transaction.station))
  }

  app.get(
    '/transactions',
    {
      config: { scope: 'transactions:read' },
      schema: {
        ...described(
          { operationId: 'listTransactions', tag, summary: 'Transactions, newest first' },
          { 200: pageSchema(TransactionView, 'Transactions') },
        ),
        querystring: transactionQuery,
      },
    },
    async ({ query: { station, idToken, active, limit, cursor } }) => {
      const page = await store.transactions.page({
        tenantId,
        station: station === undefined ? undefined : sessions.keyOf(station),
        idToken: idToken === undefined ? undefined : { idToken },
        isActive: active,
        limit,
        cursor,
      })
      return pageView(page, await shown(page.items))
    },
  )

  app.get(
    '/transactions/:id',
    {
      config: { scope: 'transactions:read' },
      schema: {
        ...described({ operationId: 'getTransaction', tag, summary: 'One transaction' }, { 200: TransactionView }),
        params: Type.Object({ id: Type.String({ description: 'The id on the wire, or the internal one' }) }),
        querystring: Type.Object(
          { station: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })) },
          { additionalProperties: false },
        ),
      },
    },
    async ({ params: { id }, query: { station } }) => {
      const found = await find(id, station)
      return (await shown([found]))(found)
    },
  )
}
