import { authorizationIn, idTokenForm as form201, type IdTokenForm } from './ocpp201.js'

/** Types of tokens are an open list since 2.1. */
export const idTokenForm: IdTokenForm = {
  maxLength: 255,
  isType: (type) => type.length <= 20,
  maxMessageLength: 1024,
  messageFormats: [...form201.messageFormats, 'QRCODE'],
}

export const authorization = authorizationIn(idTokenForm)
