import type { AuditStore } from '../audit/store.js'
import type { CommandStore } from '../commands/store.js'
import type { AttemptStore, ConnectionStore } from '../connection/store.js'
import type { AuthorizationStore } from '../features/authorization/store.js'
import type { AvailabilityStore } from '../features/availability/store.js'
import type { CredentialStore } from '../features/credentials/store.js'
import type { LocalListStore } from '../features/local-list/store.js'
import type { MeteringStore } from '../features/metering/store.js'
import type { ProvisioningStore, ReportStore, VariableStore } from '../features/provisioning/store.js'
import type { TransactionStore } from '../features/transactions/store.js'
import type { IdempotencyStore } from '../http/idempotency-store.js'
import type { IdentityStore } from '../identity/store.js'
import type { MessageStore } from '../observability/store.js'
import type { WebhookStore } from '../webhooks/store.js'

/**
 * Everything that is kept: one part per functional block, each of which uses only its own.
 * A promise resolves when its facts are durable; a station is answered after that.
 */
export interface Store {
  readonly provisioning: ProvisioningStore
  readonly variables: VariableStore
  readonly reports: ReportStore
  readonly authorization: AuthorizationStore
  readonly localList: LocalListStore
  readonly transactions: TransactionStore
  readonly metering: MeteringStore
  readonly availability: AvailabilityStore
  readonly webhooks: WebhookStore
  readonly commands: CommandStore
  readonly credentials: CredentialStore
  readonly connections: ConnectionStore
  readonly attempts: AttemptStore
  readonly messages: MessageStore
  readonly identity: IdentityStore
  readonly audit: AuditStore
  readonly idempotency: IdempotencyStore
  /**
   * Tells this store from all others: a random text, made with the store and the same ever after, also for other processes that share it.
   * The spool keeps it beside its messages, so that what was answered for one store is never stored in another.
   * A backup that is restored has the id of its original: it goes on with the same ledger, and what still waits in the spool belongs to it. A
   * copy that is used beside its original has the same id, too, and needs a spool of its own.
   * Best known from the moment the store is open: until it is told, nothing is answered from the spool.
   * @throws StoreError
   */
  id(): Promise<string>
  /** Whether no other process can have it, as it is in memory: what others did is not looked for then. Default `false`. */
  readonly isPrivate?: boolean | undefined
  /** Frees what the store holds; nothing is stored afterwards. */
  close(): Promise<void>
}
