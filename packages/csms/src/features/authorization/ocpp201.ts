import type { IdTokenInfoType, IdTokenType, Ocpp201 } from '@ocpp-kit/ocpp201'
import type { HandlerMap } from '@ocpp-kit/rpc'
import type { AuthorizationAdapter } from './authorization.js'
import type { Authorization, IdToken } from './token.js'

/** Which tokens a version can name on the wire. */
export interface IdTokenForm {
  readonly maxLength: number
  readonly isType: (type: string) => boolean
}

const types: readonly string[] = [
  'Central',
  'eMAID',
  'ISO14443',
  'ISO15693',
  'KeyCode',
  'Local',
  'MacAddress',
  'NoAuthorization',
] satisfies IdTokenType['type'][]

export const idTokenForm: IdTokenForm = { maxLength: 36, isType: (type) => types.includes(type) }

/** The adapter of a version, by the tokens that it can name. */
export const authorizationIn = (form: IdTokenForm): AuthorizationAdapter => ({
  handlers: (domain) =>
    ({
      Authorize: async ({ idToken }) => ({ idTokenInfo: idTokenInfoOf(await domain.authorize(idToken), form) }),
    }) satisfies HandlerMap<Ocpp201, 'csms'>,
})

export const authorization = authorizationIn(idTokenForm)

export const idTokenInfoOf = ({ status, expiresAt, group }: Authorization, form: IdTokenForm): IdTokenInfoType => ({
  status,
  ...(expiresAt !== undefined && { cacheExpiryDateTime: expiresAt }),
  ...groupOf(group, form),
})

/** A group that the version has no form for is left out: the answer is worth more than its group. */
function groupOf(group: IdToken | undefined, { maxLength, isType }: IdTokenForm): Pick<IdTokenInfoType, 'groupIdToken'> {
  if (group === undefined || group.idToken.length > maxLength) return {}
  // A group has no token of its own that a reader could show, so it is the csms's unless it says otherwise.
  const { idToken, type = 'Central' } = group
  return isType(type) ? { groupIdToken: { idToken, type: type as IdTokenType['type'] } } : {}
}
