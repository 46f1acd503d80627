import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { CallOptions, FaultRule } from '@ocpp-kit/rpc'
import { Type } from 'typebox'
import type { CommandResult } from '../commands/send.js'
import { MockServerError } from '../errors.js'
import type { MockServer, PutAnswer } from '../mock-server.js'
import { createRuleCheck } from '../rules/rule-check.js'
import { notFound } from './problem.js'
import * as schemas from './schemas.js'

/** The actions of whatever versions the server speaks: here they are text from outside, and `send` looks them up. */
type Send = (station: string, action: string, payload?: object, options?: CallOptions) => Promise<CommandResult>

/** What the docs say of a route. The answers are the server's own, so their types are not derived from the schemas again. */
const described = (summary: string, tag: string, response: object): { summary: string; tags: string[]; response: unknown } => ({
  summary,
  tags: [tag],
  response,
})
const ok = (schema: object): object => ({ 200: schema, default: schemas.Problem })
const done = { 204: schemas.Nothing, default: schemas.Problem }

/** Everything that the library's methods do, over HTTP. */
export const routes =
  (server: MockServer): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/stations',
      { schema: described('Stations since the start or the last reset', 'stations', ok(Type.Array(schemas.Station))) },
      async () => server.stations,
    )

    app.get(
      '/stations/:station',
      { schema: { ...described('One station', 'stations', ok(schemas.Station)), params: schemas.StationPath } },
      async ({ params: { station } }) => {
        const found = server.station(station)
        if (found === undefined) throw new MockServerError('NOT_CONNECTED', `${station} has never connected`)
        return found
      },
    )

    app.post(
      '/stations/:station/commands',
      {
        schema: {
          ...described('Send a command and get the answer', 'stations', ok(schemas.CommandResult)),
          params: schemas.StationPath,
          body: schemas.Command,
        },
      },
      async ({ params: { station }, body: { action, payload, timeoutMs } }) =>
        (server.send as unknown as Send)(station, action, payload, timeoutMs === undefined ? {} : { timeoutMs }),
    )

    app.delete(
      '/stations/:station/connection',
      { schema: { ...described('Close the connection of a station', 'stations', done), params: schemas.StationPath } },
      async ({ params: { station } }, reply) => {
        await server.disconnect(station)
        return reply.code(204).send()
      },
    )

    app.get(
      '/messages',
      {
        schema: {
          ...described('Every frame with its verdict, oldest first', 'log', ok(Type.Array(schemas.Message))),
          querystring: schemas.MessageQuery,
        },
      },
      async ({ query }) => server.messages(query),
    )

    app.get(
      '/verdicts',
      {
        schema: { ...described('Who broke which rule, and where', 'log', ok(Type.Array(schemas.Verdict))), querystring: schemas.ByStation },
      },
      async ({ query }) => server.verdicts(query),
    )

    app.get(
      '/connections',
      {
        schema: {
          ...described('Who came, left or was refused, and why', 'log', ok(Type.Array(schemas.Connection))),
          querystring: schemas.ByStation,
        },
      },
      async ({ query }) => server.connections(query),
    )

    app.get(
      '/answers',
      { schema: described('Answers that were put', 'answers', ok(Type.Array(schemas.Answer))) },
      async () => server.answers,
    )

    app.put(
      '/answers/:action',
      {
        schema: {
          ...described('Answer every message of an action so', 'answers', done),
          params: schemas.ActionPath,
          querystring: schemas.VersionQuery,
          body: schemas.AnswerBody,
        },
      },
      async ({ params: { action }, query: { version }, body }, reply) => {
        server.putAnswer({ ...(body as Omit<PutAnswer, 'action'>), action, version })
        return reply.code(204).send()
      },
    )

    app.delete(
      '/answers/:action',
      { schema: { ...described('Answer as usual again', 'answers', done), params: schemas.ActionPath, querystring: schemas.VersionQuery } },
      async (request, reply) => {
        const { params, query } = request
        return server.removeAnswer(params.action, query.version) ? reply.code(204).send() : notFound(request, reply)
      },
    )

    app.get(
      '/rules',
      { schema: described('When/then rules in force, in order', 'rules', ok(Type.Array(schemas.Rule))) },
      async () => server.rules,
    )

    app.post(
      '/rules',
      { schema: { ...described('Put a rule behind the others', 'rules', ok(schemas.Rule)), body: schemas.Rule } },
      async ({ body }) => server.putRule(createRuleCheck().one(body)),
    )

    app.put(
      '/rules/:name',
      {
        schema: {
          ...described('Put a rule, or another in its place', 'rules', ok(schemas.Rule)),
          params: schemas.NamePath,
          body: schemas.Rule,
        },
      },
      async ({ params: { name }, body }) => server.putRule(createRuleCheck().one({ ...body, name })),
    )

    app.delete(
      '/rules/:name',
      { schema: { ...described('Remove a rule', 'rules', done), params: schemas.NamePath } },
      async (request, reply) => (server.removeRule(request.params.name) ? reply.code(204).send() : notFound(request, reply)),
    )

    app.get('/faults', { schema: described('Faults of the wire', 'faults', ok(schemas.Faults)) }, async () => server.faults)

    app.put(
      '/faults',
      { schema: { ...described('Put other faults in their place', 'faults', done), body: schemas.Faults } },
      async ({ body }, reply) => {
        server.faults = body as readonly FaultRule[]
        return reply.code(204).send()
      },
    )

    app.delete('/faults', { schema: described('Take all faults away', 'faults', done) }, async (_request, reply) => {
      server.faults = []
      return reply.code(204).send()
    })

    app.post(
      '/reset',
      { schema: described('Forget everything since the start; connections stay', 'server', done) },
      async (_request, reply) => {
        server.reset()
        return reply.code(204).send()
      },
    )
  }
