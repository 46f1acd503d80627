import type { Ocpp21 } from '@ocpp-kit/ocpp21'
import type { ResponseOf } from '@ocpp-kit/rpc'
import { vehicleInfo } from '../bidirectional/energy-transfer.js'
import { isV2xEnabled } from '../bidirectional/evse-settings.js'
import { fixedList } from '../configuration/configuration.js'
import type { Component } from '../configuration/device-model.js'
import type { AuthorizationAdapter } from './adapter.js'
import { authorization as authorization201, idTokenTypes } from './ocpp201.js'
import { compact } from './token-info.js'

/**
 * Identifiers have grown, prepaid cards and payment terminals have come (C17, C18), drivers may have tariffs of their own (I08), and
 * vehicles go along with them (Q01).
 */
export const authorization: AuthorizationAdapter = {
  ...authorization201,
  maxTokenLength: 255,
  vehicle: (evse, core) => (isV2xEnabled(core, evse.evseId) ? vehicleInfo(evse) : undefined),
  readAnswer: (response) => {
    const { info, ...answer } = authorization201.readAnswer(response)
    const { tariff } = response as ResponseOf<Ocpp21, 'Authorize'>
    return { ...answer, info: compact({ ...info, tariff }) }
  },
}

export const authorizationComponents: readonly Component[] = [
  {
    name: 'AuthCtrlr',
    of: 'station',
    variables: { SupportedIdTokenTypes: fixedList('MemberList', [...idTokenTypes, 'DirectPayment', 'EVCCID', 'VIN']) },
  },
]
