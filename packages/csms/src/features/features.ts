import { type Command, checkMoment, connected, type Reach } from '../connection/commandable.js'
import { type ConnectionsFeature, createConnections } from '../connection/connections.js'
import type { AnyHandlers, Core } from '../core.js'
import { CsmsError } from '../errors.js'
import type { StationKey } from '../identifier.js'
import type { ResolvedCsmsOptions } from '../options.js'
import type { AnyVersion, VersionFeatures } from '../version.js'
import { type AuthorizationFeature, createAuthorization } from './authorization/authorization.js'
import { createTokenBooks } from './authorization/token-book.js'
import { createTokenSeed, type TokenSeed } from './authorization/token-seed.js'
import { createTokenGroups, createTokens, type TokenGroups, type Tokens } from './authorization/tokens.js'
import { type AvailabilityFeature, createAvailability } from './availability/availability.js'
import { createStaleStatuses } from './availability/stale-statuses.js'
import { type CredentialsFeature, createCredentials } from './credentials/credentials.js'
import { createDataTransfer, type DataTransferFeature } from './data-transfer/data-transfer.js'
import { createLocalLists, type LocalListFeature } from './local-list/local-list.js'
import { createMetering, type MeteringFeature } from './metering/metering.js'
import { createProvisioning, type ProvisioningFeature } from './provisioning/provisioning.js'
import { createRemoteControl, type RemoteControlFeature } from './remote-control/remote-control.js'
import { createTransactions, type TransactionsFeature } from './transactions/transactions.js'

/** The domain, one part per functional block. */
export interface Features {
  readonly provisioning: ProvisioningFeature
  readonly authorization: AuthorizationFeature
  readonly tokenSeed: TokenSeed
  readonly localList: LocalListFeature
  readonly tokens: Tokens
  readonly tokenGroups: TokenGroups
  readonly transactions: TransactionsFeature
  readonly metering: MeteringFeature
  readonly availability: AvailabilityFeature
  readonly remoteControl: RemoteControlFeature
  readonly dataTransfer: DataTransferFeature
  readonly credentials: CredentialsFeature
  readonly connections: ConnectionsFeature
}

export interface FeaturesParts {
  readonly core: Core
  readonly options: ResolvedCsmsOptions
  readonly versions: readonly AnyVersion[]
  /** An operator has let a station in. */
  readonly accepted: (identity: string) => void
  /** Whether the store takes messages, for who found it out. */
  readonly isStoreBack: (station: StationKey) => Promise<boolean>
}

export function createFeatures({ core, options, versions, accepted, isStoreBack }: FeaturesParts): Features {
  const byVersion = new Map(versions.map((version) => [version.version, version]))

  const reach = <Block extends keyof VersionFeatures>(block: Block): Reach<NonNullable<VersionFeatures[Block]>> => {
    const find = async (command: Command) => {
      const session = await connected(core, command)
      const { connection } = session
      const version = byVersion.get(connection.version)
      const adapter = version?.[block] as NonNullable<VersionFeatures[Block]> | null | undefined
      if (adapter !== undefined && adapter !== null)
        return { session, connection, adapter, isAdmitted: version?.provisioning === undefined }
      const message = `${command.identity}: the version given for OCPP ${connection.version} has no "${block}"; take it from @ocpp-kit/csms`
      throw new CsmsError('NOT_SUPPORTED', message)
    }
    return async (identity, action, moment = 'booted') => {
      const command = { identity, action, moment }
      const { session, isAdmitted } = await find(command)
      // Where the csms has no part in the boot it knows nothing of acceptance.
      if (!isAdmitted) await checkMoment(core, session, command)
      // The station may have gone meanwhile, or come again with another version.
      return find(command)
    }
  }

  const { store, tenantId } = core
  const { connection } = options
  const credentials = createCredentials(core, connection, {
    provisioning: reach('provisioning'),
    credentials: reach('credentials'),
    adapterOf: (version) => byVersion.get(version ?? '')?.credentials,
  })
  const provisioning = createProvisioning(core, options, {
    reach: reach('provisioning'),
    adapterOf: (version) => (version === undefined ? undefined : byVersion.get(version)?.provisioning),
    accepted,
    withPassword: credentials.withProfile,
  })
  const metering = createMetering(core)
  const staleStatuses = createStaleStatuses({
    core,
    retryMs: options.spool?.retryMs,
    isStoreBack,
    trigger: (identity, trigger) => remoteControl.trigger(identity, trigger),
  })
  const availability = createAvailability(core, staleStatuses)
  const remoteControl = createRemoteControl(core, availability, reach('remoteControl'))
  const tokenSeed = createTokenSeed(core, options.tokens)
  const authorization = createAuthorization(
    core,
    { ...options, isRemembering: options.spool !== undefined },
    {
      tokensReady: tokenSeed.ready,
      facts: (station) => provisioning.facts(station),
      running: (station) => store.transactions.list({ tenantId, station, isActive: true }),
      evseIds: async (identity) => [...new Set((await availability.connectors(identity)).map(({ evseId }) => evseId))],
    },
  )
  const subprotocols = versions.map(({ subprotocol }) => subprotocol)
  return {
    provisioning,
    credentials,
    connections: createConnections(core, { ...connection, subprotocols }, credentials),
    authorization,
    tokenSeed,
    transactions: createTransactions({
      core,
      authorization,
      metering,
      options,
      reach: reach('transactions'),
      connectors: availability.connectors,
      bootedAt: async (station) => (await core.store.provisioning.find(station))?.bootedAt,
    }),
    tokens: createTokens(core),
    tokenGroups: createTokenGroups(core),
    localList: createLocalLists(core, options, reach('localList'), {
      books: createTokenBooks(core),
      facts: (identity) => provisioning.facts(core.sessions.keyOf(identity)),
      getVariables: (identity, names) => provisioning.getVariables(identity, names),
      reportedLimit: async (identity, { component, variable }) => {
        const { items } = await provisioning.variables(identity, { component, variable, limit: 1 })
        return items[0]?.characteristics?.maxLimit
      },
      adapterOf: (version = '') => byVersion.get(version)?.localList,
    }),
    metering,
    availability,
    remoteControl,
    dataTransfer: createDataTransfer(core, options.dataTransfer, reach('dataTransfer')),
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
