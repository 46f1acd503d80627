import type { AdapterOf, AnyHandlers, Core } from '../core.js'
import { CsmsError } from '../errors.js'
import type { ResolvedCsmsOptions } from '../options.js'
import type { AnyVersion, VersionFeatures } from '../version.js'
import { type AuthorizationFeature, createAuthorization } from './authorization/authorization.js'
import { type AvailabilityFeature, createAvailability } from './availability/availability.js'
import { createDataTransfer, type DataTransferFeature } from './data-transfer/data-transfer.js'
import { createMetering, type MeteringFeature } from './metering/metering.js'
import { createProvisioning, type ProvisioningFeature } from './provisioning/provisioning.js'
import { createRemoteControl, type RemoteControlFeature } from './remote-control/remote-control.js'
import { createTransactions, type TransactionsFeature } from './transactions/transactions.js'

/** The domain, one part per functional block. */
export interface Features {
  readonly provisioning: ProvisioningFeature
  readonly authorization: AuthorizationFeature
  readonly transactions: TransactionsFeature
  readonly metering: MeteringFeature
  readonly availability: AvailabilityFeature
  readonly remoteControl: RemoteControlFeature
  readonly dataTransfer: DataTransferFeature
}

export function createFeatures(core: Core, options: ResolvedCsmsOptions, versions: readonly AnyVersion[]): Features {
  const byVersion = new Map(versions.map((version) => [version.version, version]))

  /** Finds a block's part of the version that a station speaks. */
  const adapters =
    <Block extends keyof VersionFeatures>(block: Block): AdapterOf<NonNullable<VersionFeatures[Block]>> =>
    ({ identity, connection }) => {
      const adapter = byVersion.get(connection?.version ?? '')?.[block]
      if (adapter !== undefined && adapter !== null) return adapter as NonNullable<VersionFeatures[Block]>
      throw new CsmsError(
        'NOT_SUPPORTED',
        `${identity}: the version given for OCPP ${connection?.version} has no "${block}"; take it from @ocpp-kit/csms`,
      )
    }

  const authorization = createAuthorization(core, options.unknownTokens)
  const metering = createMetering(core)
  return {
    provisioning: createProvisioning(core, options, adapters('provisioning')),
    authorization,
    transactions: createTransactions(core, authorization, metering),
    metering,
    availability: createAvailability(core),
    remoteControl: createRemoteControl(core, adapters('remoteControl')),
    dataTransfer: createDataTransfer(core, options.dataTransfer, adapters('dataTransfer')),
  }
}

/** Everything that a version's features do with its messages. */
export const handlersOf = (version: AnyVersion, features: Features): AnyHandlers => ({
  ...version.provisioning?.handlers(features.provisioning),
  ...version.authorization?.handlers(features.authorization),
  ...version.metering?.handlers(features.metering),
  ...version.transactions?.handlers(features.transactions),
  ...version.availability?.handlers(features.availability),
  ...version.dataTransfer?.handlers(features.dataTransfer),
})
