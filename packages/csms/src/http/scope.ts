/** What a caller may do; each route names the one it needs. */
export const scopes = [
  'stations:read',
  'stations:write',
  'commands:read',
  'commands:send',
  'transactions:read',
  'transactions:write',
  'tokens:read',
  'tokens:write',
  'webhooks:read',
  'webhooks:write',
  'users:read',
  'users:write',
  'audit:read',
  'system:read',
] as const

export type Scope = (typeof scopes)[number]

/** `self`: whoever is known, for what is the caller's own. */
export type RouteScope = Scope | 'self'

/** Routes under `/v1` for callers that nobody knows yet; every other one has a scope, or the API does not start. */
export const publicRoutes: readonly string[] = ['GET /v1/openapi.json', 'POST /v1/sessions']
