import { authorizationIn, type IdTokenForm } from './ocpp201.js'

/** Types of tokens are an open list since 2.1. */
export const idTokenForm: IdTokenForm = { maxLength: 255, isType: (type) => type.length <= 20 }

export const authorization = authorizationIn(idTokenForm)
