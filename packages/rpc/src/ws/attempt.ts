import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Protocol } from '../protocol.js'
import type { ClientCertificate, TlsFacts } from './client-certificate.js'
import type { SecurityProfile } from './security-profile.js'

/** A station that asks to be let in, as the hooks of a listener see it. */
export interface Attempt<P extends Protocol = Protocol> {
  /** From the URL, percent-decoded. */
  readonly identity: string
  /** The path of the request, without its query. */
  readonly path: string
  readonly remoteAddress: string
  /** The version that the connection will speak. */
  readonly protocol: P
  readonly version: P['version']
  /** The profile that this station must use. */
  readonly securityProfile: SecurityProfile
  /** Equals the identity in all but case; undefined without Basic authentication. */
  readonly username: string | undefined
  /** Exactly the bytes that were sent: text is UTF-8 in 2.x, a 1.6 key may be binary. Compare with `passwordsEqual`. */
  readonly password: Buffer | undefined
  /** Undefined unless its chain and dates are good. */
  readonly certificate: ClientCertificate | undefined
  readonly request: IncomingMessage
}

/** A station that asks to be let in, before it is known which profile it must use. */
export type Arriving<P extends Protocol = Protocol> = Omit<Attempt<P>, 'securityProfile'>

/** A refusal that says why, in words for the operator: `handshakeRefused` has them as `detail`, the station is not told. */
export interface Objection {
  readonly detail: string
  /** Default: that of the refusal that the hook is for, as with `false`. */
  readonly status?: 401 | 403 | 404 | 503 | undefined
}

/** What a hook may answer: `true` lets in, `false` is the refusal that the hook is for, a number is that status. */
export type HookAnswer = boolean | 401 | 403 | 404 | 503 | Objection

/** What is remembered of an opening handshake. */
export interface Handshake {
  readonly path: string
  /** Empty once the socket is gone. */
  readonly remoteAddress: string
  readonly securityProfile: SecurityProfile
  /** The user name of Basic authentication. */
  readonly username: string | undefined
  readonly certificate: ClientCertificate | undefined
  /** Undefined without TLS. */
  readonly tlsVersion: string | undefined
  readonly cipher: string | undefined
  /** Whether permessage-deflate was agreed on. */
  readonly isCompressed: boolean
  /** Wall clock, ms since the epoch. */
  readonly connectedAt: number
}

/** One object per connection, so it holds no more than it must. */
export class HandshakeFacts implements Handshake {
  constructor(
    private readonly stream: Socket,
    readonly path: string,
    readonly securityProfile: SecurityProfile,
    readonly username: string | undefined,
    readonly isCompressed: boolean,
    readonly connectedAt: number,
    private readonly tls: TlsFacts | undefined,
  ) {}

  /** Asks the system, so only who needs it should. */
  get remoteAddress(): string {
    return this.stream.remoteAddress ?? ''
  }

  get certificate(): ClientCertificate | undefined {
    return this.tls?.certificate
  }

  get tlsVersion(): string | undefined {
    return this.tls?.version
  }

  get cipher(): string | undefined {
    return this.tls?.cipher
  }
}
