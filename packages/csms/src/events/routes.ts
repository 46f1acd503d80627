import { Type } from 'typebox'
import { actorOf } from '../http/actor.js'
import type { Routes } from '../http/context.js'
import { described } from '../http/described.js'
import { refuse } from '../http/problem.js'
import { fold } from '../identifier.js'
import { isTypePattern, wants } from '../webhooks/endpoint.js'
import { streamEvents } from './event-stream.js'
import { type PublicEvent, publicEventTypes } from './public-event.js'

const meanings = Object.entries(publicEventTypes)
  .map(([type, { scope, meaning }]) => `\`${type}\` (${scope}): ${meaning}.`)
  .join('\n')

/** What happens, as it happens. */
export const eventRoutes: Routes =
  ({ core: { hub } }) =>
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
              description: `Each has \`id\`, \`type\`, \`at\`, \`station\` and \`data\`; a caller hears of what its scopes let it read. A reader that comes back with \`Last-Event-ID\` gets what it has missed; where that is not at hand any more an event \`reset\` says so.\n\n${meanings}`,
            },
            { 200: Type.String({ description: 'text/event-stream' }) },
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
        const { scopes } = actorOf(request)
        const station = request.query.station === undefined ? undefined : fold(request.query.station)
        const isMeant = (event: PublicEvent): boolean =>
          wants({ types }, event.type) &&
          scopes.has(publicEventTypes[event.type].scope) &&
          (station === undefined || (event.station !== null && fold(event.station) === station))
        const lastId = request.headers['last-event-id']
        streamEvents(reply, (stream) => {
          const send = (event: PublicEvent): void => {
            if (isMeant(event)) stream.send(event)
          }
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

function typesOf(text: string | undefined): readonly string[] {
  const types = (text ?? '').split(',').filter((type) => type !== '')
  const wrong = types.find((type) => !isTypePattern(type))
  if (wrong === undefined) return types
  throw refuse('invalid-request', `types: there are no events "${wrong}"`, {
    errors: [{ pointer: '/types', detail: `no events "${wrong}"` }],
  })
}
