/*
 * The tables as this version of the program knows them; migrations/ makes them. Each family of tables is read and written by one file
 * of tables/. A row keeps what it says as a JSON document, exactly; the columns beside it are what rows are found, sorted and counted by.
 */

/** The one row that tells this database from all others. */
export interface StoreIdRow {
  readonly slot: number
  readonly id: string
}

/** A station as the rows that belong to it name it. */
interface OfStation {
  readonly tenant_id: string
  readonly station_id: string
}

export interface StationRow extends OfStation {
  readonly identity: string
  readonly registration: string | null
  readonly decision: string | null
  readonly version: string | null
  readonly booted_at: string | null
  readonly deleted_at: string | null
  /** Counts the writes, so that none is lost between two nodes. */
  readonly revision: number
  readonly document: string
}

export interface QuarantineRow extends OfStation {
  readonly id: string
  readonly action: string
  readonly message_id: string
  readonly reason: string
  readonly received_at: string
  readonly document: string
  /** Null in rows that are older than the column. */
  readonly content_hash: string | null
  /** Size of the payload where its station was refused; null where it was told that the message is known. */
  readonly bounded_bytes: number | null
}

export interface TokenRow {
  readonly tenant_id: string
  /** The value, folded. */
  readonly token_key: string
  /** Empty where it has none. */
  readonly type: string
  readonly status: string | null
  readonly expires_at: string | null
  readonly document: string
}

export interface TokenGroupRow {
  readonly tenant_id: string
  /** The id, folded. */
  readonly group_key: string
  readonly status: string | null
  readonly expires_at: string | null
  readonly document: string
}

/** What is wanted of a station's local list, what is known of it, and how old its cache may be: each written by itself. */
export interface LocalListStateRow extends OfStation {
  readonly status: string | null
  readonly next_attempt_at: string | null
  readonly cache_edits: number | null
  readonly wish: string | null
  readonly document: string | null
}

/** A cache of the fold of its events, written together with them. */
export interface TransactionRow extends OfStation {
  /** The id on the wire, folded. */
  readonly transaction_key: string
  /** UUIDv7 of the moment when its first event was received: the order of all lists. */
  readonly id: string
  readonly version: string
  readonly evse_id: number | null
  readonly connector_id: number | null
  readonly token_key: string | null
  readonly token_type: string | null
  readonly started_at: string | null
  readonly ended_at: string | null
  readonly energy_mwh: number | null
  /** When its newest event was received. */
  readonly updated_at: string
  readonly events: number
  /** As of a station. */
  readonly revision: number
  readonly document: string
}

export interface TransactionEventRow extends OfStation {
  /** What makes it the same event however often it is sent. */
  readonly event_key: string
  /** 0 for the first content under the key, 1 … for others. */
  readonly variant: number
  readonly content_hash: string
  readonly transaction_key: string
  readonly event_type: string
  readonly position: number
  readonly seq_no: number | null
  readonly occurred_at: string
  readonly received_at: string
  readonly document: string
  /** The payload as it came. */
  readonly raw: string
}

/** What is missing of a transaction. */
export interface TransactionGapRow extends OfStation {
  readonly transaction_key: string
  /** Of the transaction. */
  readonly id: string
  readonly state: string
  readonly seen_at: string
  /** Empty while it may be filled. */
  readonly closed_at: string | null
  readonly document: string
}

export interface MeterSampleRow extends OfStation {
  readonly evse_id: number
  /** Time, measurand, phase, location, context, unit and format: what makes two readings one. */
  readonly sample_key: string
  readonly measured_at: string
  readonly received_at: string
  readonly measurand: string
  /** Of energy, where the value is one. */
  readonly energy_mwh: number | null
  readonly document: string
}

export interface StatusCurrentRow extends OfStation {
  readonly evse_id: number
  readonly connector_id: number
  readonly status: string
  readonly received_at: string
  readonly document: string
}

/** A message to a station. */
export interface CommandRow extends OfStation {
  readonly id: string
  readonly identity: string
  readonly action: string
  readonly state: string
  readonly idempotency_key: string | null
  readonly supersede_key: string | null
  /** When it has to be looked at next, whatever the station does. */
  readonly due_at: string | null
  readonly created_at: string
  /** Null while anything may still change. */
  readonly closed_at: string | null
  readonly document: string
}

export interface BootRow extends OfStation {
  /** UUIDv7 of the moment of its receipt. */
  readonly id: string
  readonly received_at: string
  readonly registration: string
  readonly firmware_version: string | null
  readonly document: string
}

/** A variable of 2.x or a configuration key of 1.6. */
export interface VariableRow extends OfStation {
  /** All parts of its name, folded. */
  readonly variable_key: string
  /** Names, folded. */
  readonly component: string
  readonly variable: string
  readonly source: string | null
  readonly observed_at: string | null
  readonly desired_since: string | null
  readonly drift_since: string | null
  /** As of a station. */
  readonly revision: number
  readonly document: string
}

export interface ReportSessionRow extends OfStation {
  readonly request_id: number
  /** UUIDv7 of the moment when it was asked for. */
  readonly id: string
  readonly state: string
  /** When its newest part was received, or it was asked for. */
  readonly received_at: string
  readonly ended_at: string | null
  /** As of a station. */
  readonly revision: number
  readonly document: string
}

export interface ReportPartRow extends OfStation {
  readonly request_id: number
  readonly seq_no: number
  readonly received_at: string
  readonly document: string
}

export interface StationCredentialRow extends OfStation {
  /** As of a station. */
  readonly revision: number
  readonly document: string
}

/** The newest connection of a station. */
export interface StationConnectionRow extends OfStation {
  readonly epoch: number
  readonly node: string
  readonly last_seen_at: string
  readonly disconnected_at: string | null
  readonly close_code: number | null
  readonly close_reason: string | null
  /** As of a station. */
  readonly revision: number
  readonly document: string
}

export interface ConnectionAttemptRow extends OfStation {
  /** UUIDv7 of the moment: the order of lists. */
  readonly id: string
  readonly reason: string
  readonly received_at: string
  readonly document: string
}

/** A request with its answer, as the message log has it. */
export interface OcppMessageRow extends OfStation {
  readonly id: string
  readonly action: string
  readonly direction: string
  readonly message_id: string
  readonly status: string
  readonly received_at: string
  readonly document: string
}

/** What the csms itself must not forget, and nobody is to know. */
export interface SecretRow {
  readonly tenant_id: string
  readonly name: string
  readonly value: string
}

/** Somebody who uses the API. */
export interface ApiUserRow {
  readonly tenant_id: string
  /** The name, folded. */
  readonly user_key: string
  /** As of a station. */
  readonly revision: number
  readonly document: string
}

export interface ApiSessionRow {
  readonly tenant_id: string
  readonly token_hash: string
  readonly user_key: string
  readonly received_at: string
  readonly document: string
}

export interface ApiKeyRow {
  readonly tenant_id: string
  readonly id: string
  readonly secret_hash: string
  /** Whose it is; empty where the admin token made it. */
  readonly user_key: string
  readonly document: string
}

/** The token that stands in until there is a user. */
export interface ApiFirstTokenRow {
  readonly tenant_id: string
  readonly token_hash: string
}

export interface AuditLogRow {
  readonly tenant_id: string
  /** UUIDv7 of the moment: the order of lists. */
  readonly id: string
  readonly actor_id: string
  readonly action: string
  readonly outcome: string
  readonly received_at: string
  readonly document: string
}

export interface IdempotencyKeyRow {
  readonly tenant_id: string
  readonly actor_id: string
  readonly route: string
  readonly request_key: string
  readonly received_at: string
  readonly document: string
}

/** Numbers that are given out once. */
export interface CounterRow {
  readonly tenant_id: string
  readonly name: string
  /** The last one given out. */
  readonly value: number
}

export interface WebhookEndpointRow {
  readonly tenant_id: string
  readonly id: string
  readonly document: string
}

/** An event for webhooks. */
export interface OutboxRow {
  readonly tenant_id: string
  /** UUIDv7 of the moment when it was kept: the order in which events are sent. */
  readonly seq: string
  /** The same however often it is told. */
  readonly event_id: string
  readonly received_at: string
  readonly document: string
}

export interface WebhookDeliveryRow {
  readonly tenant_id: string
  readonly endpoint_id: string
  /** That of the event. */
  readonly seq: string
  readonly state: string
  readonly attempts: number
  readonly last_status: number | null
  readonly last_error: string | null
  readonly updated_at: string
  readonly received_at: string
}

export interface SchemaMigrationRow {
  readonly name: string
  readonly applied_at: string
}

export interface Database {
  readonly store_id: StoreIdRow
  readonly station: StationRow
  readonly quarantine: QuarantineRow
  readonly token: TokenRow
  readonly token_group: TokenGroupRow
  readonly local_list_state: LocalListStateRow
  readonly transaction: TransactionRow
  readonly transaction_event: TransactionEventRow
  readonly transaction_gap: TransactionGapRow
  readonly meter_sample: MeterSampleRow
  readonly status_current: StatusCurrentRow
  readonly command: CommandRow
  readonly boot: BootRow
  readonly variable: VariableRow
  readonly report_session: ReportSessionRow
  readonly report_part: ReportPartRow
  readonly counter: CounterRow
  readonly outbox: OutboxRow
  readonly webhook_delivery: WebhookDeliveryRow
  readonly webhook_endpoint: WebhookEndpointRow
  readonly station_credential: StationCredentialRow
  readonly station_connection: StationConnectionRow
  readonly connection_attempt: ConnectionAttemptRow
  readonly ocpp_message: OcppMessageRow
  readonly secret: SecretRow
  readonly api_user: ApiUserRow
  readonly api_session: ApiSessionRow
  readonly api_key: ApiKeyRow
  readonly api_first_token: ApiFirstTokenRow
  readonly audit_log: AuditLogRow
  readonly idempotency_key: IdempotencyKeyRow
  readonly schema_migration: SchemaMigrationRow
}
