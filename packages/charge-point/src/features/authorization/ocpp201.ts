import type { Ocpp201 } from '@ocpp-kit/ocpp201'
import type { RequestOf, ResponseOf } from '@ocpp-kit/rpc'
import type { Token } from '../../body/index.js'
import { outgoing } from '../../outgoing.js'
import { fixed, fixedList, text, truth, whole } from '../configuration/configuration.js'
import type { Component } from '../configuration/device-model.js'
import type { AuthorizationAdapter } from './adapter.js'
import { compact, type TokenInfo } from './token-info.js'

const message = outgoing<Ocpp201>()

type IdToken = RequestOf<Ocpp201, 'Authorize'>['idToken']
type IdTokenInfo = ResponseOf<Ocpp201, 'Authorize'>['idTokenInfo']
type HashData = NonNullable<RequestOf<Ocpp201, 'Authorize'>['iso15118CertificateHashData']>

/** A token as messages name it. */
export const idTokenOf = ({ idToken, type, additionalInfo }: Token): IdToken => ({
  idToken,
  type: type as IdToken['type'],
  ...(additionalInfo === undefined || additionalInfo.length === 0
    ? {}
    : { additionalInfo: [...additionalInfo] as NonNullable<IdToken['additionalInfo']> }),
})

export const tokenOf = ({ idToken, type }: IdToken): Token => ({ idToken, type })

export const infoOf = (info: IdTokenInfo): TokenInfo =>
  compact({
    status: info.status,
    groupId: info.groupIdToken?.idToken,
    expiresAt: info.cacheExpiryDateTime,
    evseIds: info.evseId,
    priority: info.chargingPriority,
    language1: info.language1,
    language2: info.language2,
    message: info.personalMessage?.content,
  })

export const authorization: AuthorizationAdapter = {
  hasTypes: true,
  maxTokenLength: 36,
  cachesListed: true,
  authorize: (token, { hashData, certificate } = {}) =>
    message('Authorize', {
      idToken: idTokenOf(token),
      ...(hashData === undefined ? {} : { iso15118CertificateHashData: hashData.slice(0, 4) as unknown as HashData }),
      ...(certificate === undefined ? {} : { certificate }),
    }),
  readAnswer: (response) => {
    const { idTokenInfo, certificateStatus } = response as ResponseOf<Ocpp201, 'Authorize'>
    return { info: infoOf(idTokenInfo), certificateStatus }
  },
  readTransactionAnswer: ({ action, request }, response) => {
    if (action !== 'TransactionEvent') return undefined
    const { idToken } = request as RequestOf<Ocpp201, 'TransactionEvent'>
    const { idTokenInfo } = response as ResponseOf<Ocpp201, 'TransactionEvent'>
    return idToken === undefined || idTokenInfo === undefined ? undefined : { token: tokenOf(idToken), info: infoOf(idTokenInfo) }
  },
}

/** A reader takes whatever is held up to it, a car brings its contract, and a button stands for nobody: all that the version names. */
export const idTokenTypes: readonly IdToken['type'][] = [
  'Central',
  'eMAID',
  'ISO14443',
  'ISO15693',
  'KeyCode',
  'Local',
  'MacAddress',
  'NoAuthorization',
]

/** 2.x part 2, §2.3 and §2.14 of the configuration variables. */
export const authorizationComponents: readonly Component[] = [
  {
    name: 'AuthCtrlr',
    of: 'station',
    variables: {
      AdditionalInfoItemsPerMessage: fixed(10),
      AuthorizeRemoteStart: truth('authorizeRemoteStart'),
      DisableRemoteAuthorization: truth('disableRemoteAuthorization'),
      Enabled: truth('authEnabled'),
      LocalAuthorizeOffline: truth('localAuthorizeOffline'),
      LocalPreAuthorize: truth('localPreAuthorize'),
      MasterPassGroupId: { ...text('masterPassGroupId'), max: 36 },
      OfflineTxForUnknownIdEnabled: truth('offlineTxForUnknownId'),
      SupportedIdTokenTypes: fixedList('MemberList', idTokenTypes),
    },
  },
  {
    name: 'ISO15118Ctrlr',
    of: 'station',
    variables: {
      CentralContractValidationAllowed: truth('centralContractValidation'),
      ContractValidationOffline: truth('contractValidationOffline'),
      PnCEnabled: truth('plugAndChargeEnabled'),
    },
  },
  { name: 'TxCtrlr', of: 'station', variables: { MaxEnergyOnInvalidId: whole('maxEnergyOnInvalidIdWh', { unit: 'Wh' }) } },
]
