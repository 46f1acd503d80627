import { createRedactor } from '@ocpp-kit/rpc'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { noteChange } from '../audit/audit.js'
import { CsmsError } from '../errors.js'
import { actorOf } from '../http/actor.js'
import type { Routes } from '../http/context.js'
import { described } from '../http/described.js'
import { pageQuery, pageSchema, pageView } from '../http/paging.js'
import { type Problem, problemOf, refuse } from '../http/problem.js'
import { hashSecret } from '../identity/secrets.js'
import type { SentTo } from './api.js'
import { type Command, type CommandReason, type CommandState, commandStates, isOpen } from './command.js'
import { type CommandOptions, OptionError } from './options.js'
import { action, CommandView, identity, OneOfMany, stationParams, tag, wanted } from './schemas.js'

const commandParams = Type.Object({ id: Type.String({ minLength: 1, maxLength: 64, description: 'Of the command' }) })
const headers = Type.Object(
  {
    'idempotency-key': Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'The same key is the same command' })),
    prefer: Type.Optional(
      Type.String({ maxLength: 200, description: '`wait=N`: up to N seconds, 60 at most, for the end of the command' }),
    ),
  },
  { additionalProperties: true },
)

const maxWaitSeconds = 60
const maxStations = 1_000

/** Messages to stations. */
export const commandRoutes: Routes =
  ({ core, commands, visibility }) =>
  async (app) => {
    const redactor = createRedactor()

    /** One of a station that the caller may not see is not there. */
    const find = async (request: FastifyRequest, id: string): Promise<Command> => {
      const command = await commands.get(id)
      const [visible] = await visibility.filter(request, command === undefined ? [] : [command], ({ identity }) => identity)
      return found(visible, id)
    }

    /** Whoever may send commands sees them whole; others see no secret, and pseudonyms of tokens (G18). */
    const viewFor = (request: FastifyRequest) => {
      const seesAll = actorOf(request).scopes.has('commands:send')
      return (command: Command) =>
        seesAll
          ? viewOf(command)
          : {
              ...viewOf(command),
              payload: redactor.payload(command.payload, command.action),
              result: command.result === undefined ? null : redactor.payload(command.result),
            }
    }

    app.post(
      '/stations/:stationId/commands',
      {
        config: { scope: 'commands:send', keepsIdempotencyKeys: true },
        schema: {
          ...described(
            {
              operationId: 'sendCommand',
              tag,
              summary: 'Send a message to a station, and keep it until it has ended',
              description:
                'Answered with 202 once it is kept; with `Prefer: wait=N` with 200 when it ends within that time. It outlives connections and restarts.',
            },
            { 200: CommandView, 202: CommandView },
          ),
          params: stationParams,
          headers,
          body: Type.Object(wanted, { additionalProperties: false }),
        },
      },
      async (request, reply) => {
        const { action, payload, ...options } = request.body
        const command = await commands
          .sendUntyped(request.params.stationId, action, payload, optionsOf(request, options))
          .catch(refuseOption)
        noteChange(request, { before: null, after: { id: command.id } })
        const waitSeconds = waitOf(request.headers.prefer)
        if (waitSeconds !== undefined) reply.header('preference-applied', `wait=${waitSeconds}`)
        const now = waitSeconds === undefined ? command : await commands.wait(command.id, { timeoutMs: waitSeconds * 1_000 })
        return answerWith(reply, now ?? command)
      },
    )

    app.post(
      '/commands',
      {
        config: { scope: 'commands:send', keepsIdempotencyKeys: true },
        schema: {
          ...described(
            {
              operationId: 'sendCommands',
              tag,
              summary: 'Send a message to many stations',
              description:
                'Each gets a command of its own; one that cannot be sent it stands in nobody’s way. In the order of the stations. Answered with 202 once all are kept; with `Prefer: wait=N` when all have ended, or that time is over.',
            },
            { 202: Type.Object({ items: Type.Array(OneOfMany) }, { title: 'SentCommands' }) },
          ),
          headers,
          body: Type.Object(
            { stations: Type.Array(identity, { minItems: 1, maxItems: maxStations }), ...wanted },
            { additionalProperties: false },
          ),
        },
      },
      async (request, reply) => {
        const { stations, action, payload, ...options } = request.body
        const visible = new Set(await visibility.filter(request, stations, (identity) => identity))
        const sentTo = await commands.sendManyUntyped([...visible], action, payload, optionsOf(request, options))
        const results = new Map(sentTo.map((one) => [one.identity, one]))
        const sent = stations.map((identity): SentTo => results.get(identity) ?? { identity, error: unknownStation(identity, action) })
        for (const one of sent) if ('error' in one && one.error instanceof OptionError) refuseOption(one.error)
        const made = sent.map((one) => ({ stationId: one.identity, id: 'command' in one ? one.command.id : null }))
        noteChange(request, { before: null, after: { items: made } })
        const waitSeconds = waitOf(request.headers.prefer)
        if (waitSeconds !== undefined) reply.header('preference-applied', `wait=${waitSeconds}`)
        const settled = async (one: SentTo): Promise<SentTo> =>
          'command' in one && waitSeconds !== undefined
            ? { ...one, command: (await commands.wait(one.command.id, { timeoutMs: waitSeconds * 1_000 })) ?? one.command }
            : one
        return reply.code(202).send({ items: (await Promise.all(sent.map(settled))).map(sentView(core.failed)) })
      },
    )

    app.get(
      '/commands',
      {
        config: { scope: 'commands:read' },
        schema: {
          ...described(
            { operationId: 'listCommands', tag, summary: 'Commands, newest first' },
            { 200: pageSchema(CommandView, 'Commands') },
          ),
          querystring: Type.Object(
            {
              station: Type.Optional(Type.String({ minLength: 1, maxLength: 255, description: 'Only to this station' })),
              state: Type.Optional(Type.Enum([...commandStates], { description: 'Only those in this state' })),
              action: Type.Optional(action),
              ...pageQuery,
            },
            { additionalProperties: false },
          ),
        },
      },
      async (request) => {
        const { station, state, action, ...query } = request.query
        const filter = { identity: station, state: state as CommandState | undefined, action }
        const page = await visibility.page(
          request,
          query,
          (part) => commands.page({ ...filter, ...part }),
          (command) => command.identity,
        )
        return pageView(page, viewFor(request))
      },
    )

    app.get(
      '/commands/:id',
      {
        config: { scope: 'commands:read' },
        schema: { ...described({ operationId: 'getCommand', tag, summary: 'One command' }, { 200: CommandView }), params: commandParams },
      },
      async (request) => viewFor(request)(await find(request, request.params.id)),
    )

    app.post(
      '/commands/:id/cancel',
      {
        config: { scope: 'commands:send' },
        schema: {
          ...described(
            {
              operationId: 'cancelCommand',
              tag,
              summary: 'Cancel a command',
              description: 'What is with the station already is not repeated from now on, and ends by its answer.',
            },
            { 200: CommandView },
          ),
          params: commandParams,
        },
      },
      async (request) => {
        const { id, state } = await find(request, request.params.id)
        const command = found(await commands.cancel(id), id)
        noteChange(request, { before: { state }, after: { state: command.state } })
        if (command.state === 'cancelled' || isOpen(command)) return viewOf(command)
        throw refuse('wrong-state', `command ${id} has ended: it is ${command.state}`)
      },
    )
  }

const refuseOption = (error: unknown): never => {
  throw error instanceof OptionError ? refuse('invalid-request', error.message) : error
}

function found(command: Command | undefined, id: string): Command {
  if (command === undefined) throw refuse('not-found', `there is no command ${id}`)
  return command
}

const optionsOf = (request: FastifyRequest, options: CommandOptions): CommandOptions => ({
  ...options,
  idempotencyKey: keyOf(request),
  actor: actorOf(request).id,
})

const unknownStation = (identity: string, action: string): CsmsError =>
  new CsmsError('UNKNOWN_STATION', `${action}: there is no station ${identity}`)

/** Keys of different callers have nothing to do with each other. */
function keyOf(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key']
  return typeof key === 'string' ? `${hashSecret(actorOf(request).id).slice(0, 16)}/${key}` : undefined
}

const shownKey = (key: string | undefined): string | null => key?.replace(/^[0-9a-f]{16}\//, '') ?? null

/** Seconds of `Prefer: wait=N` (RFC 7240 §4.3); `undefined` where nothing of the kind is preferred. */
function waitOf(prefer: string | undefined): number | undefined {
  const [, seconds] = /(?:^|[,;\s])wait\s*=\s*"?(\d{1,9})"?\s*(?:[,;]|$)/i.exec(prefer ?? '') ?? []
  return seconds === undefined ? undefined : Math.min(maxWaitSeconds, Number(seconds))
}

const answerWith = (reply: FastifyReply, command: Command): FastifyReply =>
  reply
    .code(isOpen(command) ? 202 : 200)
    .header('location', `/v1/commands/${command.id}`)
    .send(viewOf(command))

/** What nobody foresaw is for the program, not for the caller. */
const sentView = (failed: (error: unknown, event: string) => void) => (sent: SentTo) => {
  if ('command' in sent) return { stationId: sent.identity, command: viewOf(sent.command), problem: null }
  const problem: Problem = problemOf(sent.error)
  if (problem.status === 500) failed(sent.error, 'api POST /v1/commands')
  return { stationId: sent.identity, command: null, problem }
}

const viewOf = (command: Command) => ({
  id: command.id,
  stationId: command.identity,
  version: command.version ?? null,
  action: command.action,
  payload: command.payload,
  class: command.class,
  state: command.state,
  reason: (command.reason ?? null) as CommandReason | null,
  result: command.result ?? null,
  error: command.error ?? null,
  attempt: command.attempt,
  messageId: command.messageId ?? null,
  requestId: command.requestId ?? null,
  idempotencyKey: shownKey(command.idempotencyKey),
  createdAt: command.createdAt,
  notBefore: command.notBefore ?? null,
  expiresAt: command.expiresAt,
  sentAt: command.sentAt ?? null,
  endedAt: command.endedAt ?? null,
  reconciledAt: command.reconciledAt ?? null,
  supersededBy: command.supersededBy ?? null,
  actor: command.actor ?? null,
})
