import { closeCodes } from './close-codes.js'

/**
 * How a peer broke the rules of WebSocket, or how the network broke the connection.
 * - `binary`: a binary message, close code 1003
 * - `invalidUtf8`: text or close reason that is no UTF-8, 1007
 * - `invalidDeflate`: compressed data that cannot be inflated, 1007
 * - `tooBig`: a message longer than `maxPayloadBytes`, before or after inflation, 1009
 * - `tooManyFragments`: 1008
 * - `protocol`: a frame that RFC 6455 does not allow, 1002
 * - `network`: the connection was reset or timed out; nothing could be sent, 1006
 */
export type SocketFaultKind = 'binary' | 'invalidUtf8' | 'invalidDeflate' | 'tooBig' | 'tooManyFragments' | 'protocol' | 'network'

export interface SocketFault {
  readonly kind: SocketFaultKind
  /** The code that the connection is closed with. */
  readonly closeCode: number
  readonly error: Error | undefined
}

const byCode: Readonly<Record<string, readonly [SocketFaultKind, number]>> = {
  WS_ERR_INVALID_UTF8: ['invalidUtf8', closeCodes.invalidData],
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: ['tooBig', closeCodes.tooBig],
  WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH: ['tooBig', closeCodes.tooBig],
  WS_ERR_TOO_MANY_BUFFERED_PARTS: ['tooManyFragments', closeCodes.replaced],
}

export const binaryFault: SocketFault = { kind: 'binary', closeCode: closeCodes.unsupportedData, error: undefined }

/** Names an error of a WebSocket by its code; the close code is the one that `ws` has sent for it. */
export function socketFault(error: Error & { readonly code?: string }): SocketFault {
  const code = error.code ?? ''
  const known = Object.hasOwn(byCode, code) ? byCode[code] : undefined
  if (known !== undefined) return { kind: known[0], closeCode: known[1], error }
  if (code.startsWith('WS_ERR_')) return { kind: 'protocol', closeCode: closeCodes.protocolError, error }
  if (code.startsWith('Z_')) return { kind: 'invalidDeflate', closeCode: closeCodes.invalidData, error }
  return { kind: 'network', closeCode: closeCodes.abnormal, error }
}
