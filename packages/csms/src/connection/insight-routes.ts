import { Type } from 'typebox'
import type { Routes } from '../http/context.js'
import { described } from '../http/described.js'
import { pageQuery, pageSchema, pageView } from '../http/paging.js'
import { refuse } from '../http/problem.js'
import type { PageQuery } from '../store/page.js'
import {
  AttemptView,
  attemptView,
  ConnectionView,
  connectionView,
  DiagnosisView,
  diagnosisView,
  MessageView,
  messageView,
} from './views.js'

const tag = 'stations'
const params = Type.Object({
  stationId: Type.String({ minLength: 1, maxLength: 255, description: 'Identity of the station, whatever its case' }),
})
const query = Type.Object(pageQuery, { additionalProperties: false })

/** What is seen of stations: their connections, what kept them out, their messages. */
export const insightRoutes: Routes =
  ({ core, features, visibility }) =>
  async (app) => {
    const { store, tenantId, sessions } = core

    app.get(
      '/stations/:stationId/connection',
      {
        config: { scope: 'stations:read', isOfAnyName: true },
        schema: {
          ...described({ operationId: 'getConnection', tag, summary: 'Its newest connection, open or closed' }, { 200: ConnectionView }),
          params,
        },
      },
      async ({ params: { stationId } }) => {
        const connection = await store.connections.find(sessions.keyOf(stationId))
        if (connection === undefined) throw refuse('not-found', `${stationId} has never connected`)
        return connectionView(connection)
      },
    )

    app.get(
      '/stations/:stationId/doctor',
      {
        config: { scope: 'stations:read', isOfAnyName: true },
        schema: {
          ...described(
            {
              operationId: 'diagnoseStation',
              tag,
              summary: 'Why a station does not show up, or does not work, and what to do',
              description: 'Also for a station that nobody has put in.',
            },
            { 200: DiagnosisView },
          ),
          params,
        },
      },
      async ({ params: { stationId } }) => diagnosisView(await features.connections.doctor(stationId)),
    )

    app.get(
      '/stations/:stationId/connection-attempts',
      {
        config: { scope: 'stations:read', isOfAnyName: true },
        schema: {
          ...described(
            { operationId: 'listConnectionAttemptsOfStation', tag, summary: 'Its attempts to connect that were refused, newest first' },
            { 200: pageSchema(AttemptView, 'ConnectionAttempts') },
          ),
          params,
          querystring: query,
        },
      },
      async ({ params: { stationId }, query }) =>
        pageView(await core.station(stationId).attempts(query), (attempt) => attemptView(attempt, features.connections.explain(attempt))),
    )

    app.get(
      '/connection-attempts',
      {
        config: { scope: 'stations:read' },
        schema: {
          ...described(
            {
              operationId: 'listConnectionAttempts',
              tag,
              summary: 'Attempts to connect that were refused, newest first',
              description: 'Of stations that nobody knows too, and such as named no station.',
            },
            { 200: pageSchema(AttemptView, 'ConnectionAttempts') },
          ),
          querystring: query,
        },
      },
      async (request) => {
        const attempts = (part: PageQuery) => store.attempts.page({ ...part, tenantId })
        // One that named no station is nobody's.
        const page = await visibility.page(request, request.query, attempts, ({ identity = '' }) => identity)
        return pageView(page, (attempt) => attemptView(attempt, features.connections.explain(attempt)))
      },
    )

    app.get(
      '/stations/:stationId/messages',
      {
        config: { scope: 'stations:read' },
        schema: {
          ...described(
            {
              operationId: 'listMessages',
              tag,
              summary: 'Its messages, newest first',
              description: 'About a second late; without secrets, and only where the message log is on.',
            },
            { 200: pageSchema(MessageView, 'Messages') },
          ),
          params,
          querystring: Type.Object(
            {
              action: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'As OCPP spells it' })),
              direction: Type.Optional(Type.Enum(['in', 'out'], { description: '`in` from the station, `out` to it. Default: both' })),
              ...pageQuery,
            },
            { additionalProperties: false },
          ),
        },
      },
      async ({ params: { stationId }, query }) => pageView(await core.station(stationId).messages(query), messageView),
    )
  }
