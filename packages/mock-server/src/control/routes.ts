import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { CallOptions, FaultRule } from '@ocpp-kit/rpc'
import { Type } from 'typebox'
import type { CommandResult } from '../commands/send.js'
import { MockServerError } from '../errors.js'
import type { MockServer, PutAnswer } from '../mock-server.js'
import { checkFaults } from '../rules/fault-check.js'
import type { Rule } from '../rules/rule.js'
import { createRuleCheck } from '../rules/rule-check.js'
import { problem, sendProblem } from './problem.js'
import * as schemas from './schemas.js'

/** The actions of whatever versions the server speaks: here they are text from outside, and `send` looks them up. */
type Send = (station: string, action: string, payload?: object, options?: CallOptions) => Promise<CommandResult>

/** What the docs say of a route. The answers are the server's own, so their types are not derived from the schemas again. */
const described = (operationId: string, summary: string, tag: string, response: object) => ({
  operationId,
  summary,
  tags: [tag],
  response: response as unknown,
  querystring: schemas.NoQuery,
})
const ok = (schema: object): object => ({ 200: schema, default: schemas.Problem })
const done = { 204: schemas.Nothing, default: schemas.Problem }

/** A check that names what is wrong by its path; the schema is there for the docs, and comes second. */
const first =
  (check: (body: unknown) => unknown) =>
  async ({ body }: { readonly body: unknown }): Promise<void> =>
    void check(body)

/** Everything that the library's methods do, over HTTP. */
export const routes =
  (server: MockServer): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/stations',
      { schema: described('listStations', 'Stations since the start or the last reset', 'stations', ok(Type.Array(schemas.Station))) },
      async () => server.stations,
    )

    app.get(
      '/stations/:station',
      { schema: { ...described('getStation', 'One station', 'stations', ok(schemas.Station)), params: schemas.StationPath } },
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
          ...described('sendCommand', 'Send a command and get the answer', 'stations', ok(schemas.CommandResult)),
          params: schemas.StationPath,
          body: schemas.Command,
        },
      },
      async ({ params: { station }, body: { action, payload, timeoutMs } }) =>
        (server.send as unknown as Send)(station, action, payload, timeoutMs === undefined ? {} : { timeoutMs }),
    )

    app.delete(
      '/stations/:station/connection',
      { schema: { ...described('disconnectStation', 'Close the connection of a station', 'stations', done), params: schemas.StationPath } },
      async ({ params: { station } }, reply) => {
        await server.disconnect(station)
        return reply.code(204).send()
      },
    )

    app.get(
      '/messages',
      {
        schema: {
          ...described('listMessages', 'Every frame with its verdict, oldest first', 'log', ok(Type.Array(schemas.Message))),
          querystring: schemas.MessageQuery,
        },
      },
      async ({ query }) => server.messages(query),
    )

    app.get(
      '/verdicts',
      {
        schema: {
          ...described('listVerdicts', 'Who broke which rule, and where', 'log', ok(Type.Array(schemas.Verdict))),
          querystring: schemas.ByStation,
        },
      },
      async ({ query }) => server.verdicts(query),
    )

    app.get(
      '/connections',
      {
        schema: {
          ...described('listConnections', 'Who came, left or was refused, and why', 'log', ok(Type.Array(schemas.Connection))),
          querystring: schemas.ByStation,
        },
      },
      async ({ query }) => server.connections(query),
    )

    app.get(
      '/answers',
      { schema: described('listAnswers', 'Answers that were put', 'answers', ok(Type.Array(schemas.Answer))) },
      async () => server.answers,
    )

    app.put(
      '/answers/:action',
      {
        schema: {
          ...described('putAnswer', 'Answer every message of an action so', 'answers', done),
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
      {
        schema: {
          ...described('removeAnswer', 'Answer as usual again', 'answers', done),
          params: schemas.ActionPath,
          querystring: schemas.VersionQuery,
        },
      },
      async ({ params, query }, reply) => {
        return server.removeAnswer(params.action, query.version)
          ? reply.code(204).send()
          : sendProblem(reply, problem('no-such-answer', `no answer was put for ${params.action}`))
      },
    )

    app.get(
      '/rules',
      { schema: described('listRules', 'When/then rules in force, in order', 'rules', ok(Type.Array(schemas.Rule))) },
      async () => server.rules,
    )

    app.post(
      '/rules',
      {
        schema: { ...described('addRule', 'Put a rule behind the others', 'rules', ok(schemas.Rule)), body: schemas.Rule },
        preValidation: first(createRuleCheck().one),
      },
      async ({ body }) => server.putRule(body as Rule),
    )

    app.put(
      '/rules/:name',
      {
        schema: {
          ...described('putRule', 'Put a rule, or another in its place', 'rules', ok(schemas.Rule)),
          params: schemas.NamePath,
          body: schemas.Rule,
        },
        preValidation: first(createRuleCheck().one),
      },
      async ({ params: { name }, body }) => server.putRule({ ...(body as Rule), name }),
    )

    app.delete(
      '/rules/:name',
      { schema: { ...described('removeRule', 'Remove a rule', 'rules', done), params: schemas.NamePath } },
      async ({ params: { name } }, reply) =>
        server.removeRule(name) ? reply.code(204).send() : sendProblem(reply, problem('no-such-rule', `there is no rule ${name}`)),
    )

    app.get('/faults', { schema: described('listFaults', 'Faults of the wire', 'faults', ok(schemas.Faults)) }, async () => server.faults)

    app.put(
      '/faults',
      {
        schema: { ...described('putFaults', 'Put other faults in their place', 'faults', done), body: schemas.Faults },
        preValidation: first(checkFaults),
      },
      async ({ body }, reply) => {
        server.faults = body as readonly FaultRule[]
        return reply.code(204).send()
      },
    )

    app.delete('/faults', { schema: described('removeFaults', 'Take all faults away', 'faults', done) }, async (_request, reply) => {
      server.faults = []
      return reply.code(204).send()
    })

    app.post(
      '/reset',
      { schema: described('reset', 'Forget everything since the start; connections stay', 'server', done) },
      async (_request, reply) => {
        server.reset()
        return reply.code(204).send()
      },
    )
  }
