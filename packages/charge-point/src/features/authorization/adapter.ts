import type { AdditionalInfo, CertificateHash, EvseState, Token } from '../../body/index.js'
import type { Core } from '../../core.js'
import type { Outgoing } from '../../outgoing.js'
import type { KnownToken, TokenInfo } from './token-info.js'

/** What a csms needs to check the contract of a car. */
export interface ContractProof {
  readonly hashData?: readonly CertificateHash[] | undefined
  readonly certificate?: string | undefined
}

export interface AuthorizationAnswer {
  readonly info: TokenInfo
  /** What the csms thinks of a contract's certificate, if there is one. */
  readonly certificateStatus?: string | undefined
}

export interface AuthorizationAdapter {
  /** Whether tokens have types, and cars contracts; else type means nothing on the wire. */
  readonly hasTypes: boolean
  readonly maxTokenLength: number
  /** Whether tokens of the local list go into the cache, too; not in 1.6 (§3.5.3). */
  readonly cachesListed: boolean
  /** What goes along with a driver of the vehicle that stands there; where the version has such a thing (2.1 Q01). */
  vehicle?(evse: EvseState, core: Core): AdditionalInfo | undefined
  authorize(token: Token, proof?: ContractProof): Outgoing
  readAnswer(response: object): AuthorizationAnswer
  /** What the answer to a message about a transaction tells of the token in it. */
  readTransactionAnswer(request: Outgoing, response: object): KnownToken | undefined
}
