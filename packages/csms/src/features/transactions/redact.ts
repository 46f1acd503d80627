import type { FastifyRequest } from 'fastify'
import { actorOf } from '../../http/actor.js'
import type { IdToken } from '../authorization/token.js'

/** How id tokens are shown: their last four characters at most, whole, or not at all. What a driver typed (KeyCode) is never shown. */
export type TokenDisplay = 'masked' | 'shown' | 'leftOut'

/** Whoever may not read tokens does not read them in transactions (G18). */
export const tokensFor = (request: FastifyRequest): TokenDisplay => (actorOf(request).scopes.has('tokens:read') ? 'shown' : 'masked')

const hidden = '***'

/** A token for people; null where there is none, or none is to be shown. */
export function displayToken(token: IdToken | undefined, display: TokenDisplay): string | null {
  if (token === undefined || display === 'leftOut') return null
  if (token.type === 'KeyCode') return hidden
  return display === 'shown' ? token.idToken : masked(token.idToken)
}

/** A payload with its tokens as they are to be shown (G18). */
export function displayPayload(payload: unknown, display: TokenDisplay): unknown {
  if (Array.isArray(payload)) return payload.map((one) => displayPayload(one, display))
  if (typeof payload !== 'object' || payload === null) return payload
  const { type } = payload as { readonly type?: unknown }
  return Object.fromEntries(
    Object.entries(payload).map(([name, value]) => [
      name,
      typeof value === 'string' && tokenMembers.includes(name)
        ? (displayToken({ idToken: value, ...(typeof type === 'string' && { type }) }, display) ?? hidden)
        : displayPayload(value, display),
    ]),
  )
}

const tokenMembers: readonly string[] = ['idToken', 'idTag', 'parentIdTag', 'additionalIdToken']

/** So little of a short token that nobody can guess the rest. */
const masked = (token: string): string => `${hidden}${token.length >= 8 ? token.slice(-4) : ''}`
