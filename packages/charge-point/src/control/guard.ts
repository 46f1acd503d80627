import { isIP } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { problem, sendProblem } from './problem.js'

const isNumericOrLocal = (host: string): boolean => host === 'localhost' || isIP(host.replace(/^\[|\]$/g, '')) !== 0

/**
 * Keeps web pages of elsewhere from using the control through a browser on this machine: those of another origin and, where the
 * control is for this machine alone, those whose name was made to lead here (DNS rebinding), which is never a number or `localhost`.
 */
export const refuseForeign =
  (isForThisMachine: boolean) =>
  async ({ headers: { origin, host = '' }, hostname }: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    if (origin !== undefined && origin !== `http://${host}`) return sendProblem(reply, problem('foreign-origin', `the origin is ${origin}`))
    if (!isForThisMachine || isNumericOrLocal(hostname)) return undefined
    return sendProblem(reply, problem('foreign-origin', `the host is ${host}: use its number, or localhost`))
  }
