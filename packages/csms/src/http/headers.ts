import type { FastifyReply, FastifyRequest } from 'fastify'

/** What every answer carries: who asked for it in the logs, and what a browser must not do with it. */
export async function addHeaders(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  reply.headers({
    'x-request-id': request.id,
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
  })
}

/** Of the API itself: nothing of it is kept on the way, or runs in a page. */
export async function addApiHeaders(_request: FastifyRequest, reply: FastifyReply): Promise<void> {
  reply.headers({ 'cache-control': 'no-store', 'content-security-policy': "default-src 'none'; frame-ancestors 'none'" })
}
