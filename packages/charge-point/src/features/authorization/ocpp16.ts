import type { Ocpp16 } from '@ocpp-kit/ocpp16'
import type { RequestOf, ResponseOf } from '@ocpp-kit/rpc'
import type { Token } from '../../body/index.js'
import { outgoing } from '../../outgoing.js'
import { whole } from '../configuration/configuration.js'
import type { Keys } from '../configuration/ocpp16.js'
import type { AuthorizationAdapter } from './adapter.js'
import { compact, type TokenInfo } from './token-info.js'

const message = outgoing<Ocpp16>()

type IdTagInfo = ResponseOf<Ocpp16, 'Authorize'>['idTagInfo']

/** 1.6 has no types; this is what most tags are. */
export const tokenOf = (idTag: string): Token => ({ idToken: idTag, type: 'ISO14443' })

export const infoOf = ({ status, parentIdTag, expiryDate }: IdTagInfo): TokenInfo =>
  compact({ status, groupId: parentIdTag, expiresAt: expiryDate })

export const authorization: AuthorizationAdapter = {
  hasTypes: false,
  maxTokenLength: 20,
  cachesListed: false,
  authorize: ({ idToken }) => message('Authorize', { idTag: idToken }),
  readAnswer: (response) => ({ info: infoOf((response as ResponseOf<Ocpp16, 'Authorize'>).idTagInfo) }),
  readTransactionAnswer: ({ action, request }, response) => {
    if (action !== 'StartTransaction' && action !== 'StopTransaction') return undefined
    const { idTag } = request as RequestOf<Ocpp16, 'StopTransaction'>
    const { idTagInfo } = response as ResponseOf<Ocpp16, 'StopTransaction'>
    return idTag === undefined || idTagInfo === undefined ? undefined : { token: tokenOf(idTag), info: infoOf(idTagInfo) }
  },
}

/** 1.6 §9.1. */
export const authorizationKeys: Keys = { MaxEnergyOnInvalidId: whole('maxEnergyOnInvalidIdWh', { unit: 'Wh' }) }
