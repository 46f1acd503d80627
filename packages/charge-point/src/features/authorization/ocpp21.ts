import { fixedList, truth } from '../configuration/configuration.js'
import type { Component } from '../configuration/device-model.js'
import type { AuthorizationAdapter } from './adapter.js'
import { authorization as authorization201, idTokenTypes } from './ocpp201.js'

/** Identifiers have grown, and prepaid cards and payment terminals have come (C17, C18). */
export const authorization: AuthorizationAdapter = { ...authorization201, maxTokenLength: 255 }

export const authorizationComponents: readonly Component[] = [
  {
    name: 'AuthCtrlr',
    of: 'station',
    variables: { SupportedIdTokenTypes: fixedList('MemberList', [...idTokenTypes, 'DirectPayment', 'EVCCID', 'VIN']) },
  },
  { name: 'PaymentCtrlr', of: 'station', variables: { AuthorizeDirectPayment: truth('authorizeDirectPayment') } },
]
