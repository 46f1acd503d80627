import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { noteChange } from '../../audit/audit.js'
import { actorOf } from '../../http/actor.js'
import type { Routes } from '../../http/context.js'
import { contentOf, described, orNull } from '../../http/described.js'
import { identitiesOf } from '../../http/identities.js'
import { pageQuery, pageSchema, pageView } from '../../http/paging.js'
import { refuse } from '../../http/problem.js'
import { readInstant } from '../../instant.js'
import { explanationText } from './explain-text.js'
import type { ExportFormat } from './export.js'
import { EventView, ExplanationView, eventView, GapView, gapView, SampleView, sampleView } from './ledger-views.js'
import { type TokenDisplay, tokensFor } from './redact.js'
import { transactionResolver } from './resolve.js'
import { TransactionView } from './routes.js'
import type { Transaction } from './transaction.js'
import { viewOf } from './view.js'

const tag = 'transactions'
const params = Type.Object({ id: Type.String({ description: 'The id on the wire, or the internal one' }) })
const ofStation = { station: Type.Optional(Type.String({ minLength: 1, maxLength: 255, description: 'Where stations share the id' })) }
const tokens = {
  idTokens: Type.Optional(
    Type.Union([Type.Literal('masked'), Type.Literal('shown'), Type.Literal('leftOut')], {
      default: 'masked',
      description: 'How id tokens are shown; `shown` needs the scope tokens:read',
    }),
  ),
}
const format = { format: Type.Union([Type.Literal('csv'), Type.Literal('json')], { description: 'CSV (RFC 4180) or a JSON array' }) }
const closed = { additionalProperties: false } as const
const time = (description: string) => Type.Optional(Type.String({ maxLength: 64, description: `${description}, ISO 8601` }))

const File = contentOf('The file, written as it is read', {
  'text/csv': Type.String(),
  'application/json': Type.Array(Type.Object({}, { additionalProperties: true })),
})

/** What is behind a transaction: its events and samples, why it is what it is, what is missing, and its end by hand. */
export const ledgerRoutes: Routes = (context) => async (app) => {
  const { ledger } = context.features.transactions
  const find = transactionResolver(context)
  const read = { scope: 'transactions:read' } as const

  app.get(
    '/transactions/:id/events',
    {
      config: read,
      schema: {
        ...described(
          { operationId: 'listTransactionEvents', tag, summary: 'Its events, in the order in which they count' },
          { 200: pageSchema(EventView, 'TransactionEvents') },
        ),
        params,
        querystring: Type.Object({ ...ofStation, ...tokens, ...pageQuery }, closed),
      },
    },
    async (request) => {
      const { station, limit, cursor, idTokens } = request.query
      const { id } = await find(request, request.params.id, station)
      const view = eventView(displayFor(request, idTokens))
      const page = await ledger.events(id, { limit, cursor })
      return pageView(page ?? { items: [] }, (event) => view(event) as Static<typeof EventView>)
    },
  )

  app.get(
    '/transactions/:id/samples',
    {
      config: read,
      schema: {
        ...described(
          {
            operationId: 'listTransactionSamples',
            tag,
            summary: 'Its samples, in units that need no further reading',
            description: '`limit` is of the events that brought them.',
          },
          { 200: pageSchema(SampleView, 'TransactionSamples') },
        ),
        params,
        querystring: Type.Object({ ...ofStation, ...pageQuery }, closed),
      },
    },
    async (request) => {
      const { station, limit, cursor } = request.query
      const { id } = await find(request, request.params.id, station)
      return pageView((await ledger.samples(id, { limit, cursor })) ?? { items: [] }, sampleView)
    },
  )

  app.get(
    '/transactions/:id/explain',
    {
      config: read,
      schema: {
        ...described(
          {
            operationId: 'explainTransaction',
            tag,
            summary: 'Why it is what it is',
            description: 'As JSON, or for people with `format=text`.',
          },
          { 200: contentOf('The explanation', { 'application/json': ExplanationView, 'text/plain': Type.String() }) },
        ),
        params,
        querystring: Type.Object(
          {
            ...ofStation,
            ...tokens,
            format: Type.Optional(
              Type.Union([Type.Literal('json'), Type.Literal('text')], { default: 'json', description: 'For programs, or for people' }),
            ),
          },
          closed,
        ),
      },
    },
    async (request, reply) => {
      const { station, idTokens, format: form } = request.query
      const transaction = await find(request, request.params.id, station)
      const explanation = await ledger.explain(transaction.id, { idTokens: displayFor(request, idTokens) })
      if (explanation === undefined) throw refuse('not-found', `transaction ${transaction.transactionId} has no events any more`)
      return form === 'text' ? reply.type('text/plain; charset=utf-8').send(explanationText(explanation)) : explanation
    },
  )

  app.post(
    '/transactions/:id/close',
    {
      config: { scope: 'transactions:write' },
      schema: {
        ...described(
          {
            operationId: 'closeTransaction',
            tag,
            summary: 'Ends one that its station does not end',
            description:
              'It ends when the station last told of it, with the energy that is known, flagged `closed`. Closed again, it stays as it was. ' +
              'An end that the station sends after all takes its place. One that the station has ended is answered with 409.',
          },
          { 200: TransactionView },
        ),
        params,
        querystring: Type.Object(ofStation, closed),
        body: orNull(
          Type.Object(
            { reason: Type.Optional(Type.String({ minLength: 1, maxLength: 500, description: 'Why, for whoever asks later' })) },
            closed,
          ),
          'Default: no reason',
        ),
      },
    },
    async (request) => {
      const before = await find(request, request.params.id, request.query.station)
      const { id } = before
      const transaction = await ledger.close(id, { actor: actorOf(request).name, reason: request.body?.reason ?? 'No reason was given.' })
      if (transaction === undefined) throw refuse('not-found', `there is no transaction ${id}`)
      noteChange(request, { before: endOf(before), after: endOf(transaction) })
      const identity = (await identitiesOf(context, [transaction]))(transaction.station)
      return viewOf(transaction, identity, tokensFor(request))
    },
  )

  app.get(
    '/transactions/:id/gap',
    {
      config: read,
      schema: {
        ...described({ operationId: 'getTransactionGap', tag, summary: 'What is missing of it' }, { 200: GapView }),
        params,
        querystring: Type.Object(ofStation, closed),
      },
    },
    async (request) => {
      const named = request.params.id
      const { id } = await find(request, named, request.query.station)
      const gap = await ledger.gap(id)
      if (gap === undefined) throw refuse('not-found', `nothing was ever missing of transaction ${named}`)
      return gapView(gap, (await identitiesOf(context, [gap]))(gap.station))
    },
  )

  app.get(
    '/transaction-gaps',
    {
      config: read,
      schema: {
        ...described(
          { operationId: 'listTransactionGaps', tag, summary: 'What is missing of transactions, newest first' },
          { 200: pageSchema(GapView, 'TransactionGaps') },
        ),
        querystring: Type.Object(
          {
            ...ofStation,
            open: Type.Optional(Type.Boolean({ description: 'Only those that may be filled, or only those that are over' })),
            ...pageQuery,
          },
          closed,
        ),
      },
    },
    async (request) => {
      const { station, open, ...query } = request.query
      const page = await context.visibility.page(
        request,
        query,
        (part) => ledger.gaps({ station, isOpen: open, ...part }),
        (gap) => gap.station.stationId,
      )
      const identities = await identitiesOf(context, page.items)
      return pageView(page, (gap) => gapView(gap, identities(gap.station)))
    },
  )

  app.get(
    '/transaction-export',
    {
      config: read,
      schema: {
        ...described(
          {
            operationId: 'exportTransactions',
            tag,
            summary: 'Transactions as a file, newest first',
            description: 'However many there are, in the order of the list.',
          },
          { 200: File },
        ),
        querystring: Type.Object(
          {
            ...format,
            station: Type.Optional(Type.String({ minLength: 1, maxLength: 255, description: 'Only of this station' })),
            idToken: Type.Optional(
              Type.String({ minLength: 1, maxLength: 255, description: 'Only on this token, whatever its type and case' }),
            ),
            active: Type.Optional(Type.Boolean({ description: 'Only those that run, or only those that have ended' })),
            from: time('Only those that became known then or later'),
            to: time('Only those that became known before'),
            ...tokens,
          },
          closed,
        ),
      },
    },
    async (request, reply) => {
      const { station, idToken, active, from, to, idTokens, format: form } = request.query
      const file = ledger.export({
        station,
        idToken: idToken === undefined ? undefined : { idToken },
        isActive: active,
        from: instantOf('from', from),
        to: instantOf('to', to),
        format: form,
        idTokens: displayFor(request, idTokens),
        only: (items) => context.visibility.filter(request, items, (one) => one.station.stationId),
      })
      return sendFile(reply, { file, name: 'transactions', form })
    },
  )

  app.get(
    '/transactions/:id/events/export',
    {
      config: read,
      schema: {
        ...described({ operationId: 'exportTransactionEvents', tag, summary: 'Its events as a file' }, { 200: File }),
        params,
        querystring: Type.Object({ ...format, ...ofStation, ...tokens }, closed),
      },
    },
    async (request, reply) => {
      const { station, idTokens, format: form } = request.query
      const { id } = await find(request, request.params.id, station)
      const file = await ledger.exportEvents(id, { format: form, idTokens: displayFor(request, idTokens) })
      return sendFile(reply, { file, name: `transaction-${id}-events`, form })
    },
  )

  app.get(
    '/transactions/:id/samples/export',
    {
      config: read,
      schema: {
        ...described({ operationId: 'exportTransactionSamples', tag, summary: 'Its samples as a file' }, { 200: File }),
        params,
        querystring: Type.Object({ ...format, ...ofStation }, closed),
      },
    },
    async (request, reply) => {
      const { station, format: form } = request.query
      const { id } = await find(request, request.params.id, station)
      return sendFile(reply, { file: await ledger.exportSamples(id, { format: form }), name: `transaction-${id}-samples`, form })
    },
  )
}

/** What a transaction is by its end. */
const endOf = (transaction: Transaction) => {
  const { endedAt, stopReason, energyWh, flags } = viewOf(transaction, '')
  return { endedAt, stopReason, energyWh, flags }
}

/** Tokens are whole for those alone who may read them anyway (G18). */
function displayFor(request: FastifyRequest, idTokens: TokenDisplay = 'masked'): TokenDisplay {
  if (idTokens !== 'shown' || actorOf(request).scopes.has('tokens:read')) return idTokens
  throw refuse('forbidden', 'idTokens=shown needs the scope tokens:read')
}

function instantOf(name: string, value: string | undefined): string | undefined {
  if (value === undefined) return undefined
  const utc = readInstant(value)
  if (utc !== undefined) return utc
  throw refuse('invalid-request', `${name} must be a time in ISO 8601, such as 2026-01-31T00:00:00Z`)
}

interface Sending {
  readonly file: AsyncIterable<string> | undefined
  readonly name: string
  readonly form: ExportFormat
}

/** Sends a file as it is written; what fails before its first page is answered as a problem. */
async function sendFile(reply: FastifyReply, { file, name, form }: Sending): Promise<FastifyReply> {
  if (file === undefined) throw refuse('not-found', 'the transaction is gone')
  const pieces = file[Symbol.asyncIterator]()
  const first = await pieces.next()
  const rest = async function* (): AsyncGenerator<string> {
    for (let piece = first; piece.done !== true; piece = await pieces.next()) yield piece.value
  }
  return reply
    .type(form === 'csv' ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name}.${form}"`)
    .send(Readable.from(rest()))
}
