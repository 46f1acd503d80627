import { isIP } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { problem, sendProblem } from './problem.js'

const isNumericOrLocal = (host: string): boolean => host === 'localhost' || isIP(host.replace(/^\[|\]$/g, '')) !== 0

/**
 * Keeps web pages of elsewhere from using the control through a browser on this machine: whose origin is another one, and,
 * where the control is for this machine alone, whose name was made to lead here (DNS rebinding), which no numeric address and no
 * `localhost` can be.
 */
export const refuseForeign =
  (isForThisMachine: boolean) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const { origin, host = '' } = request.headers
    if (origin !== undefined && origin !== `http://${host}`) return sendProblem(reply, problem('foreign-origin', `the origin is ${origin}`))
    if (isForThisMachine && !isNumericOrLocal(request.hostname)) {
      return sendProblem(reply, problem('foreign-origin', `the host is ${host}: use its number, or localhost`))
    }
    return undefined
  }
