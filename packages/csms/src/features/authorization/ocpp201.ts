import type { AuthorizeRequest, AuthorizeResponse, IdTokenInfoType, IdTokenType, MessageContentType, Ocpp201 } from '@ocpp-kit/ocpp201'
import type { HandlerMap } from '@ocpp-kit/rpc'
import type { AuthorizationAdapter, AuthorizationFeature } from './authorization.js'
import type { Authorization, IdToken, PersonalMessage } from './token.js'

/** What a version can say of tokens. */
export interface IdTokenForm {
  readonly maxLength: number
  readonly isType: (type: string) => boolean
  readonly maxMessageLength: number
  readonly messageFormats: readonly string[]
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

const messageFormats: readonly string[] = ['ASCII', 'HTML', 'URI', 'UTF8'] satisfies MessageContentType['format'][]

export const idTokenForm: IdTokenForm = { maxLength: 36, isType: (type) => types.includes(type), maxMessageLength: 512, messageFormats }

/** The adapter of a version, by the tokens that it can name. */
export const authorizationIn = (form: IdTokenForm): AuthorizationAdapter => ({
  handlers: (domain) =>
    ({
      Authorize: (request, { connection: { identity } }) => authorize(domain, request, { identity, form }),
    }) satisfies HandlerMap<Ocpp201, 'csms'>,
})

export const authorization = authorizationIn(idTokenForm)

async function authorize(
  domain: AuthorizationFeature,
  { idToken, certificate, iso15118CertificateHashData }: AuthorizeRequest,
  { identity, form }: { readonly identity: string; readonly form: IdTokenForm },
): Promise<AuthorizeResponse> {
  // A contract that nobody here can verify is not accepted (C07.FR.05, C07.FR.17).
  if (certificate !== undefined || iso15118CertificateHashData !== undefined) {
    return { certificateStatus: 'CertChainError', idTokenInfo: { status: 'Invalid' } }
  }
  return { idTokenInfo: idTokenInfoOf(await domain.identify(idToken, { identity, hasOneToken: true }), form) }
}

export function idTokenInfoOf(told: Authorization, form: IdTokenForm): IdTokenInfoType {
  const { status, expiresAt, group, evseIds, chargingPriority, language1, language2, personalMessage } = told
  return {
    status,
    ...(expiresAt !== undefined && { cacheExpiryDateTime: expiresAt }),
    ...groupOf(group, form),
    ...(evseIds !== undefined && evseIds.length > 0 && { evseId: [...evseIds] }),
    ...(chargingPriority !== undefined && { chargingPriority }),
    ...(language1 !== undefined && { language1 }),
    ...(language2 !== undefined && { language2 }),
    ...messageOf(personalMessage, form),
  }
}

/** A group that the version has no form for is left out: the answer is worth more than its group. */
function groupOf(group: IdToken | undefined, { maxLength, isType }: IdTokenForm): Pick<IdTokenInfoType, 'groupIdToken'> {
  if (group === undefined || group.idToken.length > maxLength) return {}
  // A group has no token of its own that a reader could show, so it is the csms's unless it says otherwise.
  const { idToken, type = 'Central' } = group
  return isType(type) ? { groupIdToken: { idToken, type: type as IdTokenType['type'] } } : {}
}

function messageOf(message: PersonalMessage | undefined, form: IdTokenForm): Pick<IdTokenInfoType, 'personalMessage'> {
  if (message === undefined) return {}
  const { content, format = 'UTF8', language } = message
  if (content.length > form.maxMessageLength || !form.messageFormats.includes(format)) return {}
  return { personalMessage: { content, format: format as MessageContentType['format'], ...(language !== undefined && { language }) } }
}
