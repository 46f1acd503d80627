import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { ChargePoint } from '../charge-point.js'
import type { Deed } from './deed.js'
import { deeds } from './deeds.js'
import { streamEvents } from './event-stream.js'
import type { StationHost } from './host.js'
import * as schemas from './schemas.js'
import { StationSpec } from './station-spec.js'

interface Description {
  readonly operationId: string
  readonly summary: string
  readonly tags: readonly string[]
  readonly response: object
}

const described = (operationId: string, summary: string, tag: string, response: object): Description => ({
  operationId,
  summary,
  tags: [tag],
  response: { ...response, default: schemas.Problem },
})
const ok = (schema: object): object => ({ 200: schema })
const done = { 204: schemas.Nothing }

const shown = (station: ChargePoint): object => ({ identity: station.identity, version: station.version, ...station.state })

/** `plugIn` is at `plug-in`. */
const pathOf = (deed: string): string => deed.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** Everything that can be done to stations and seen of them, over HTTP. */
export const routes =
  (host: StationHost): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get('/stations', { schema: described('listStations', 'All stations', 'stations', ok(Type.Array(schemas.Station))) }, async () =>
      host.stations.map(shown),
    )

    app.post(
      '/stations',
      {
        schema: {
          ...described('createStation', 'Make a station; start switches it on', 'stations', { 201: schemas.Station }),
          body: StationSpec,
        },
      },
      async ({ body }, reply) => {
        const station = host.create(body)
        return reply
          .code(201)
          .header('location', `/stations/${encodeURIComponent(station.identity)}`)
          .send(shown(station))
      },
    )

    app.get(
      '/stations/:identity',
      { schema: { ...described('getStation', 'One station', 'stations', ok(schemas.Station)), params: schemas.StationPath } },
      async ({ params: { identity } }) => shown(host.get(identity)),
    )

    app.delete(
      '/stations/:identity',
      { schema: { ...described('deleteStation', 'Switch a station off and forget it', 'stations', done), params: schemas.StationPath } },
      async ({ params: { identity } }, reply) => {
        await host.remove(identity)
        return reply.code(204).send()
      },
    )

    app.get(
      '/stations/:identity/settings',
      {
        schema: {
          ...described(
            'getSettings',
            'The configuration, by the names of the library',
            'stations',
            ok(Type.Object({}, { additionalProperties: true })),
          ),
          params: schemas.StationPath,
        },
      },
      async ({ params: { identity } }) => host.get(identity).settings,
    )

    app.get(
      '/stations/:identity/wire',
      {
        schema: { ...described('getWire', 'What goes wrong there on purpose', 'stations', ok(schemas.Wire)), params: schemas.StationPath },
      },
      async ({ params: { identity } }) => {
        const { faults, quirks, validation } = host.get(identity)
        return { faults, quirks, validation }
      },
    )

    app.get(
      '/messages',
      {
        schema: {
          ...described('listMessages', 'The newest messages of all stations, oldest first', 'log', ok(Type.Array(schemas.Message))),
          querystring: schemas.MessageQuery,
        },
      },
      async ({ query }) => host.messages.list({ limit: 100, ...query }),
    )

    app.get(
      '/verdicts',
      {
        schema: {
          ...described('listVerdicts', 'Who broke which rule; the newest, oldest first', 'log', ok(Type.Array(schemas.Verdict))),
          querystring: schemas.ByStation,
        },
      },
      async ({ query }) => host.verdicts.list(query),
    )

    app.get(
      '/events',
      {
        schema: {
          ...described('streamEvents', 'What happens from now on, as server-sent events', 'log', {
            200: Type.String({ description: 'text/event-stream' }),
          }),
          querystring: Type.Object(
            {
              station: Type.Optional(Type.String({ description: 'Only of this one' })),
              messages: Type.Optional(Type.Boolean({ default: false, description: 'Also every message' })),
            },
            { additionalProperties: false },
          ),
        },
      },
      async ({ query: { station, messages } }, reply) => {
        const isMeant = (of: string): boolean => station === undefined || of === station
        streamEvents(reply, (write) => {
          const offs = [
            host.events.on('event', ({ station: of, name, event }) => {
              if (isMeant(of)) write(name, { station: of, ...plain(event) })
            }),
          ]
          if (messages === true) {
            offs.push(
              host.messages.events.on('message', (message) => {
                if (isMeant(message.station)) write('message', message)
              }),
            )
          }
          return () => {
            for (const off of offs) off()
          }
        })
      },
    )

    for (const [name, deed] of Object.entries(deeds)) app.route(deedRoute(host, name, deed))
  }

/** Errors have nothing of their own that JSON would show. */
const plain = (event: object): object =>
  Object.fromEntries(Object.entries(event).map(([key, value]) => [key, value instanceof Error ? value.message : value]))

const deedRoute = (host: StationHost, name: string, { summary, body, run }: Deed) =>
  ({
    method: 'POST',
    url: `/stations/:identity/${pathOf(name)}`,
    schema: {
      ...described(name, summary, 'deeds', {
        200: Type.Object({}, { additionalProperties: true, description: 'What came of it' }),
        ...done,
      }),
      params: schemas.StationPath,
      body,
    },
    // Nobody should have to send {} to say nothing.
    preValidation: async (request: { body: unknown }) => {
      request.body ??= {}
    },
    handler: async (request: { params: unknown; body: unknown }, reply: { code(status: number): { send(body?: unknown): unknown } }) => {
      const result: unknown = await run(host.get((request.params as { identity: string }).identity), request.body as never)
      return result === undefined ? reply.code(204).send() : reply.code(200).send(result)
    },
  }) as const
