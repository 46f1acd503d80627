import type { SignedPayload } from './connection.js'

/** Suffix of the action of a signed request (2.x Part 4 §7.1). */
export const signedSuffix = '-Signed'

/** Header of a JWS as OCPP uses it (2.x Part 4 §7.1, §7.3). */
export interface SignatureHeader {
  readonly alg: 'ES256' | 'RS256' | 'RS384'
  /** The action that is signed; the spelling of the specification. */
  readonly OCPPAction: string
  /** The message type number of the frame. */
  readonly OCPPMessageTypedId: number
  /** SHA-256 of the DER form of the signing certificate, base64url. */
  readonly 'x5t#S256'?: string
}

/** Makes signatures for own messages. */
export interface Signer {
  readonly alg: SignatureHeader['alg']
  readonly certificateThumbprint?: string | undefined
  /** Signs the JWS signing input (RFC 7515 §5.1); returns the signature in base64url. */
  sign(signingInput: string): string | Promise<string>
  /** Whether a request of ours goes out signed. Default: none; answers to signed requests always are. */
  signs?(action: string): boolean
}

/** Looks at the signature of a message of the peer; throws or returns `false` to refuse it. */
export type VerifySignature = (signed: {
  readonly identity: string
  readonly action: string
  readonly header: Readonly<Record<string, unknown>>
  readonly signature: SignedPayload
}) => boolean | Promise<boolean>

const bytesToText = new TextDecoder('utf-8', { fatal: true })
const textToBytes = new TextEncoder()

/** Text to base64url without padding (RFC 7515 appendix C). */
export function toBase64Url(text: string): string {
  let binary = ''
  for (const byte of textToBytes.encode(text)) binary += String.fromCharCode(byte)
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** @throws whatever was wrong with the encoding */
export function fromBase64Url(encoded: string): string {
  if (!/^[A-Za-z0-9_-]*$/.test(encoded)) throw new SyntaxError('not base64url')
  const binary = atob(encoded.replaceAll('-', '+').replaceAll('_', '/'))
  return bytesToText.decode(Uint8Array.from(binary, (character) => character.charCodeAt(0)))
}

const isText = (value: unknown): value is string => typeof value === 'string'

/** Whether a payload is a flattened JWS; no payload of OCPP itself has these three members. */
export function isSignedPayload(payload: object): payload is SignedPayload {
  const { protected: header, payload: content, signature } = payload as Record<string, unknown>
  return isText(header) && isText(content) && isText(signature)
}

export interface Unwrapped {
  readonly payload: object
  readonly header: Readonly<Record<string, unknown>>
}

/** The payload inside a JWS, or the reason why there is none. */
export function unwrap(signed: SignedPayload, action: string, messageType: number): Unwrapped | string {
  try {
    const header = JSON.parse(fromBase64Url(signed.protected)) as Record<string, unknown>
    const payload = JSON.parse(fromBase64Url(signed.payload)) as unknown
    if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return 'the signed payload is not a JSON object'
    if (header['OCPPAction'] !== action) return 'OCPPAction of the signature is not the action of the message'
    if (header['OCPPMessageTypedId'] !== messageType) return 'OCPPMessageTypedId of the signature is not the type of the message'
    return { payload, header }
  } catch {
    return 'the signed payload is not a flattened JWS of JSON'
  }
}

/** Wraps a payload, which is JSON text, as 2.x Part 4 §7.1 says. */
export async function wrap(signer: Signer, action: string, messageType: number, payload: string): Promise<SignedPayload> {
  const header: SignatureHeader = {
    alg: signer.alg,
    OCPPAction: action,
    OCPPMessageTypedId: messageType,
    ...(signer.certificateThumbprint === undefined ? {} : { 'x5t#S256': signer.certificateThumbprint }),
  }
  const protectedHeader = toBase64Url(JSON.stringify(header))
  const content = toBase64Url(payload)
  return { protected: protectedHeader, payload: content, signature: await signer.sign(`${protectedHeader}.${content}`) }
}
