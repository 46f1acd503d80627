import type { Protocol } from '@ocpp-kit/rpc'
import type { AnyCommandTable } from './commands/rows.js'
import type { AuthorizationAdapter } from './features/authorization/authorization.js'
import type { AvailabilityAdapter } from './features/availability/availability.js'
import type { CredentialsAdapter } from './features/credentials/credentials.js'
import type { DataTransferAdapter } from './features/data-transfer/data-transfer.js'
import type { LocalListAdapter } from './features/local-list/adapter.js'
import type { MeteringAdapter } from './features/metering/metering.js'
import type { ProvisioningAdapter } from './features/provisioning/provisioning.js'
import type { RemoteControlAdapter } from './features/remote-control/remote-control.js'
import type { TransactionsAdapter } from './features/transactions/transactions.js'

/** What a version brings beside its protocol, one adapter per functional block; a bare protocol brings none. */
export interface VersionFeatures {
  readonly provisioning?: ProvisioningAdapter | undefined
  readonly authorization?: AuthorizationAdapter | undefined
  readonly localList?: LocalListAdapter | undefined
  readonly transactions?: TransactionsAdapter | undefined
  readonly metering?: MeteringAdapter | undefined
  readonly availability?: AvailabilityAdapter | undefined
  readonly remoteControl?: RemoteControlAdapter | undefined
  readonly dataTransfer?: DataTransferAdapter | undefined
  /** Every message that the csms may send, and what is done when it is not answered. */
  readonly commands?: AnyCommandTable | undefined
  readonly credentials?: CredentialsAdapter | undefined
  /** Messages that ask for nothing: answered with an empty object and told as `notification`. */
  readonly acknowledged?: readonly string[] | undefined
}

/** A version with all features, as the subpaths of this package have it. */
export type FullVersion<P extends Protocol> = P & { readonly [Block in keyof VersionFeatures]-?: NonNullable<VersionFeatures[Block]> }

export type AnyVersion = Protocol & VersionFeatures
