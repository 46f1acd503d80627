import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { displayPayload } from '../features/transactions/redact.js'
import { type Actor, actorOf } from '../http/actor.js'
import { bearerOf } from '../http/authentication.js'
import type { Routes } from '../http/context.js'
import { contentOf, described } from '../http/described.js'
import { refuse } from '../http/problem.js'
import type { Visibility } from '../http/visibility.js'
import { fold } from '../identifier.js'
import { isTypePattern, wants } from '../webhooks/endpoint.js'
import { type EventStream, streamEvents } from './event-stream.js'
import { type PublicEvent, publicEventTypes } from './public-event.js'

interface Choice {
  readonly isMeant: (event: PublicEvent) => boolean
  readonly visibility: Visibility
}

const meanings = Object.entries(publicEventTypes)
  .map(([type, { scope, meaning }]) => `\`${type}\` (${scope}): ${meaning}.`)
  .join('\n')

/** What happens, as it happens. */
export const eventRoutes: Routes =
  ({ core: { hub, clock }, visibility, identity }) =>
  async (app) => {
    app.get(
      '/events',
      {
        config: { scope: 'self' },
        schema: {
          ...described(
            {
              operationId: 'streamEvents',
              tag: 'events',
              summary: 'What happens from now on, as server-sent events',
              description: `Each has \`id\`, \`type\`, \`at\`, \`station\` and \`data\`; a caller hears of what its scopes let it read. A reader that comes back with \`Last-Event-ID\` gets what it has missed; where that is not at hand any more an event \`reset\` says so. The stream ends when the caller may read more or less than at its begin, or nothing.\n\n${meanings}`,
            },
            { 200: contentOf('The stream', { 'text/event-stream': Type.String() }) },
          ),
          querystring: Type.Object(
            {
              types: Type.Optional(
                Type.String({ maxLength: 400, description: 'With commas: `transaction.*,station.booted`. Default: all' }),
              ),
              station: Type.Optional(Type.String({ minLength: 1, maxLength: 255, description: 'Only of this station' })),
            },
            { additionalProperties: false },
          ),
        },
      },
      async (request, reply) => {
        const types = typesOf(request.query.types)
        const actor = actorOf(request)
        const station = request.query.station === undefined ? undefined : fold(request.query.station)
        const isMeant = (event: PublicEvent): boolean =>
          wants({ types }, event.type) &&
          actor.scopes.has(publicEventTypes[event.type].scope) &&
          (station === undefined || (event.station !== null && fold(event.station) === station))
        const lastId = request.headers['last-event-id']
        const token = bearerOf(request) ?? ''
        const isSame = async (): Promise<boolean> => isSameActor(actor, await identity.authenticate(token))
        const shown = (event: PublicEvent): PublicEvent =>
          actor.scopes.has('tokens:read') ? event : { ...event, data: displayPayload(event.data, 'masked') as PublicEvent['data'] }
        streamEvents(reply, { clock, isSame, watch: identity.changes.watch.bind(identity.changes) }, (stream) => {
          const masked: EventStream = { ...stream, send: (event) => stream.send(shown(event)) }
          const send = sendIn(masked, request, { isMeant, visibility })
          if (typeof lastId === 'string') {
            const missed = hub.since(lastId)
            if (missed === undefined) stream.sendReset()
            else missed.forEach(send)
          }
          return hub.subscribe(send)
        })
      },
    )
  }

/** Whether a token stands for whom it did, who may do neither more nor less. */
const isSameActor = (before: Actor, now: Actor | undefined): boolean => now !== undefined && rightsOf(now) === rightsOf(before)

const rightsOf = ({ id, scopes, limits }: Actor): string => JSON.stringify([id, [...scopes].toSorted(), limits])

/** Events in their order; those of stations that the caller may not see are left out. */
function sendIn(stream: EventStream, request: FastifyRequest, { isMeant, visibility }: Choice): (event: PublicEvent) => void {
  if (actorOf(request).limits.length === 0) {
    return (event) => {
      if (isMeant(event)) stream.send(event)
    }
  }
  let last: Promise<void> = Promise.resolve()
  return (event) => {
    if (!isMeant(event) || event.station === null) return
    const { station } = event
    const seen = visibility.sees(request, station)
    last = last
      .then(async () => {
        if (await seen) stream.send(event)
      })
      // What cannot be looked up is not shown; the reader is told that something is missing.
      .catch(() => stream.sendReset())
  }
}

function typesOf(text: string | undefined): readonly string[] {
  const types = (text ?? '').split(',').filter((type) => type !== '')
  const wrong = types.find((type) => !isTypePattern(type))
  if (wrong === undefined) return types
  throw refuse('invalid-request', `types: there are no events "${wrong}"`, {
    errors: [{ pointer: '/types', detail: `no events "${wrong}"` }],
  })
}
