import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Protocol } from '@ocpp-kit/rpc'
import { Type } from 'typebox'
import type { Csms } from '../csms.js'
import { contentOf, described } from '../http/described.js'
import { readinessOf } from './health.js'
import { createMetrics } from './metrics.js'

const Readiness = Type.Object(
  {
    status: Type.Union([Type.Literal('ready'), Type.Literal('starting'), Type.Literal('unavailable')]),
    durability: Type.Optional(
      Type.Object(
        {
          isDurable: Type.Boolean(),
          engine: Type.Union([Type.Literal('sqlite'), Type.Literal('postgres')]),
          details: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
        },
        { description: 'Whether what a station was told is stored survives a power cut, and by which settings of the database' },
      ),
    ),
    store: Type.Optional(
      Type.Object(
        { commits: Type.Integer(), operations: Type.Integer(), seconds: Type.Number(), pending: Type.Integer(), failures: Type.Integer() },
        { description: 'Database transactions, the writes in them, the time that they took, s, those that wait, those that failed' },
      ),
    ),
    connections: Type.Integer({ description: 'Stations connected now' }),
    code: Type.Optional(Type.String({ description: 'Of the failure of the store' })),
  },
  { title: 'Readiness' },
)

const probe = { schema: { hide: true }, config: { rateLimit: 'none' }, exposeHeadRoute: true } as const

/** What those who watch over the process ask, without a token: nothing in it is worth one. */
export const probeRoutes =
  <P extends Protocol>(csms: Csms<P>): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get('/healthz', probe, async () => ({ status: 'alive' }))
    app.get('/readyz', probe, async (_request, reply) => {
      const { status, durability } = await readinessOf(csms)
      return reply.code(status === 'ready' ? 200 : 503).send({ status, isDurable: durability?.isDurable ?? null })
    })
  }

/** How the csms fares, for operators and for Prometheus. */
export const systemRoutes =
  <P extends Protocol>(csms: Csms<P>): FastifyPluginAsyncTypebox =>
  async (app) => {
    const registry = createMetrics(csms)
    const tag = 'system'

    app.get(
      '/system/health',
      {
        config: { scope: 'system:read' },
        schema: described(
          { operationId: 'getHealth', tag, summary: 'Whether the csms can do its work, and how durable that is' },
          { 200: Readiness, 503: Readiness },
        ),
      },
      async (_request, reply) => {
        const readiness = await readinessOf(csms)
        return reply.code(readiness.status === 'ready' ? 200 : 503).send(readiness)
      },
    )

    app.get(
      '/system/metrics',
      {
        config: { scope: 'system:read', rateLimit: 'own' },
        schema: described(
          { operationId: 'getMetrics', tag, summary: 'Figures for Prometheus, in its text format' },
          {
            200: contentOf('Names begin with ocpp_csms_, those of the Node process with process_ and nodejs_', {
              'text/plain': Type.String(),
            }),
          },
        ),
      },
      async (_request, reply) => reply.type(registry.contentType).send(Buffer.from(await registry.metrics())),
    )
  }
