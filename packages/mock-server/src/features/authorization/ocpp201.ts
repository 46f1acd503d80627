import { type IdTokenInfoType, type IdTokenType, ocpp201 } from '@ocpp-kit/ocpp201'
import type { Scene, World } from '../../version.js'
import { defineAnswers, defineCommands } from '../define.js'
import { type Authorization, authorize, authorizeStart, chargingToken } from './authorization.js'

/** An idToken of 2.x, whose types are an open list in 2.1. */
interface AnyIdToken {
  readonly idToken: string
  readonly type: string
}

interface AuthorizeRequest {
  readonly idToken: AnyIdToken
  readonly certificate?: string | undefined
  readonly iso15118CertificateHashData?: readonly object[] | undefined
}

export const answers = defineAnswers(ocpp201, {
  Authorize: ({ idToken, certificate, iso15118CertificateHashData }: AuthorizeRequest, scene: Scene) => {
    const idTokenInfo = idTokenInfoFor(idToken, scene)
    const hasCertificate = certificate !== undefined || iso15118CertificateHashData !== undefined
    return { idTokenInfo, ...(hasCertificate && { certificateStatus: certificateStatusFor(idTokenInfo) }) }
  },
})

export const commands = defineCommands(ocpp201, {
  ClearCache: { payload: () => ({}) },
})

/** 2.1 carries longer ones, but no token that charges on stations of both versions is longer. */
export const maxIdTokenLength = 36

/** What a station is told of an idToken. It uses NoAuthorization where nobody has to identify (C02.FR.02). */
export const idTokenInfoFor = ({ idToken, type }: AnyIdToken, scene: Scene, isStart = false): IdTokenInfoType =>
  type === 'NoAuthorization' ? { status: 'Accepted' } : idTokenInfoOf((isStart ? authorizeStart : authorize)(idToken, scene))

export const idTokenInfoOf = ({ status, group, expiresAt }: Authorization): IdTokenInfoType => ({
  status,
  ...(group !== undefined && group.length <= maxIdTokenLength && { groupIdToken: { idToken: group, type: 'Central' } }),
  ...(expiresAt !== undefined && { cacheExpiryDateTime: expiresAt }),
})

/** The server checks no certificate and takes each for valid; its contract is as good as its token (C07.FR.13, C07.FR.14). */
const certificateStatusFor = ({ status }: IdTokenInfoType) =>
  status === 'Blocked' || status === 'Expired' || status === 'Invalid' || status === 'Unknown' ? 'ContractCancelled' : 'Accepted'

/** A card's number is 4, 7 or 10 bytes in hexadecimal; anything else was made up at a desk. */
export const idTokenOf = (idToken: string): IdTokenType => ({
  idToken,
  type: /^([\da-f]{8}|[\da-f]{14}|[\da-f]{20})$/i.test(idToken) ? 'ISO14443' : 'Central',
})

export const chargingIdToken = (world: World): IdTokenType => idTokenOf(chargingToken(world, maxIdTokenLength).idToken)
