import type { Core } from '../core.js'
import { createSecret, hashSecret } from './secrets.js'

/**
 * Where nobody could get in, a token that can: made anew at each start until there is a user, and gone with the first one.
 * @returns the token, which is shown once
 */
export async function prepareFirstToken(
  { tenantId, store: { identity } }: Core,
  adminToken: string | undefined,
): Promise<string | undefined> {
  const { items } = adminToken === undefined ? await identity.pageUsers(tenantId, { limit: 1 }) : { items: [] }
  const token = adminToken === undefined && items.length === 0 ? createSecret('first') : undefined
  await identity.setFirstToken(tenantId, token === undefined ? undefined : hashSecret(token))
  return token
}
