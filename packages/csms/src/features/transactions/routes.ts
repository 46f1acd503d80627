import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Routes } from '../../http/context.js'
import { described, orNull } from '../../http/described.js'
import { identitiesOf } from '../../http/identities.js'
import { pageQuery, pageSchema, pageView } from '../../http/paging.js'
import { refuse } from '../../http/problem.js'
import { tokensFor } from './redact.js'
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
    idToken: orNull(
      Type.String(),
      'That it was authorized with; its end alone without the scope tokens:read, and never what a driver typed (KeyCode). Null without one',
    ),
    startedAt: orNull(Type.String(), "By the station's clock, ISO 8601, UTC; null while the start is not known"),
    endedAt: orNull(Type.String(), "By the station's clock, ISO 8601, UTC; null while it runs"),
    stopReason: orNull(Type.String(), 'As OCPP spells it; null while it runs'),
    energyWh: orNull(Type.Number(), 'Imported, and billed; null while nothing was measured'),
    uncountedWh: Type.Number({ description: 'Measured, but doubtful, and so no part of energyWh; the flags say why' }),
    exportedWh: orNull(Type.Number(), 'What went back to the grid; null where no such register was read'),
    times: Type.Object(
      {
        startedAt: orNull(Type.String(), 'Null while the start is not known'),
        endedAt: orNull(Type.String(), 'Null while it runs'),
        durationMs: orNull(Type.Integer(), 'Null while it runs, or its start is not known'),
        isCorrected: Type.Boolean({ description: 'Whether they differ from startedAt and endedAt, which are those of the station' }),
        clockOffsetMs: orNull(Type.Integer(), "What the station's clock was ahead; null where it was right"),
      },
      { description: "By the csms's clock, ISO 8601, UTC" },
    ),
    closed: orNull(
      Type.Object({
        by: Type.Enum(['operator', 'policy']),
        actor: Type.String({ description: 'Who: the name of an operator, or the rule: replaced, rebooted, idle, startless or silent' }),
        reason: Type.String({ description: 'In plain words' }),
        at: Type.String({ description: "By the csms's clock, ISO 8601, UTC" }),
        isSuperseded: Type.Boolean({ description: 'The station ended it after all, and that holds' }),
      }),
      'How the csms ended it; null where the station did, or it runs',
    ),
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

const oneOf = {
  params: Type.Object({ id: Type.String({ description: 'The id on the wire, or the internal one' }) }),
  querystring: Type.Object(
    { station: Type.Optional(Type.String({ minLength: 1, maxLength: 255, description: 'Whose, where several stations gave the id' })) },
    { additionalProperties: false },
  ),
}

const StopResult = Type.Object(
  { status: Type.Enum(['Accepted', 'Rejected'], { description: 'What the station answered; the end itself is told by the transaction' }) },
  { title: 'StopResult' },
)

/** Transactions, newest first. */
export const transactionRoutes: Routes = (context) => async (app) => {
  const { visibility, features } = context
  const { tenantId, store, sessions } = context.core
  const find = transactionResolver(context)
  const shown = async (request: FastifyRequest, transactions: readonly Transaction[]) => {
    const identities = await identitiesOf(context, transactions)
    return (transaction: Transaction) => viewOf(transaction, identities(transaction.station), tokensFor(request))
  }

  app.get(
    '/transactions',
    {
      config: { scope: 'transactions:read' },
      schema: {
        ...described(
          {
            operationId: 'listTransactions',
            tag,
            summary: 'Transactions, newest first',
            description:
              'By the moment at which the csms received the first of each, which no clock of a station moves: one that was told late, after its station was offline, stands by when it came and not by its startedAt. So what begins or ends meanwhile moves no page.',
          },
          { 200: pageSchema(TransactionView, 'Transactions') },
        ),
        querystring: transactionQuery,
      },
    },
    async (request) => {
      const { station, idToken, active, ...page } = request.query
      const query = {
        tenantId,
        station: station === undefined ? undefined : sessions.keyOf(station),
        idToken: idToken === undefined ? undefined : { idToken },
        isActive: active,
      }
      const found = await visibility.page(
        request,
        page,
        (part) => store.transactions.page({ ...query, ...part }),
        (one) => one.station.stationId,
      )
      return pageView(found, await shown(request, found.items))
    },
  )

  app.get(
    '/transactions/:id',
    {
      config: { scope: 'transactions:read' },
      schema: { ...described({ operationId: 'getTransaction', tag, summary: 'One transaction' }, { 200: TransactionView }), ...oneOf },
    },
    async (request) => {
      const found = await find(request, request.params.id, request.query.station)
      return (await shown(request, [found]))(found)
    },
  )

  app.post(
    '/transactions/:id/stop',
    {
      config: { scope: 'commands:send' },
      schema: {
        ...described(
          {
            operationId: 'stopTransaction',
            tag,
            summary: 'Have the station end a transaction',
            description:
              '409 with a code where it cannot be sent: NOT_CONNECTED, NOT_ACCEPTED, TRANSACTION_ENDED; 504 where the station does not answer.',
          },
          { 200: StopResult },
        ),
        ...oneOf,
      },
    },
    async (request) => {
      const found = await find(request, request.params.id, request.query.station)
      const { transactionId, endedAt } = found
      if (endedAt !== null) throw refuse('wrong-state', `transaction ${transactionId} ended at ${endedAt}`, { code: 'TRANSACTION_ENDED' })
      return await features.remoteControl.stop((await identitiesOf(context, [found]))(found.station), { transactionId })
    },
  )
}
