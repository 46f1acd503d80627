import { hostname } from 'node:os'
import { type AnyConnection, OcppError } from '@ocpp-kit/rpc'
import type { DuplicatePolicy, Handshake, HandshakeRefusal, SecurityProfile } from '@ocpp-kit/rpc/ws'
import type { Core } from '../core.js'
import { waitAtMost } from '../deadline.js'
import type { CredentialsFeature } from '../features/credentials/credentials.js'
import { type BootFacts, leastProfile } from '../features/provisioning/station-record.js'
import type { ConnectionAttempt } from './attempt.js'
import { type AttemptFigures, AttemptLog } from './attempt-log.js'
import type { ClosingFacts } from './connection-record.js'
import { type Diagnosis, diagnose } from './doctor.js'
import { createDoor, type Door } from './door.js'
import { FlappingWatch } from './flapping.js'
import type { ResolvedConnectionOptions } from './options.js'
import { Presence } from './presence.js'
import { type DoorFacts, type ExplainedRefusal, explainRefusal } from './refusals.js'

/** WebSocket close code "policy violation". */
const policyViolation = 1008

/** The connections of stations: who is let in, who is there, and who was not let in. */
export interface ConnectionsFeature {
  readonly hooks: Door['hooks'] & {
    /** Devices that keep replacing each other: the one that is there stays, unless it is dead, and the other gets 503 and when to come again. */
    duplicates(identity: string): DuplicatePolicy
  }
  /** The csms takes stations, at this port. */
  start(port: number): void
  stop(): Promise<void>
  opened(connection: AnyConnection, handshake: Handshake | undefined): void
  /** Something was received. */
  seen(connection: AnyConnection): void
  closed(connection: AnyConnection, closing: ClosingFacts): void
  /** It had to go for a newer one of the same station. */
  replaced(connection: AnyConnection): void
  refused(refusal: HandshakeRefusal): void
  /** Counts the connections of the station over all nodes, as the store says; `undefined` where it does not take connections now. */
  counted(connection: AnyConnection): Promise<number | undefined>
  /** Which csms this is, among those of one database. */
  readonly node: string
  /**
   * In profile 3, ends the connection of a station whose serial number is not that of its certificate (B01.FR.11, B01.FR.12).
   * @throws OcppError where it does
   */
  checkBoot(connection: AnyConnection, boot: BootFacts): Promise<void>
  /** Why a station does not show up, and what to do. */
  doctor(identity: string): Promise<Diagnosis>
  explain(attempt: ConnectionAttempt): ExplainedRefusal
  readonly attemptFigures: AttemptFigures
}

export interface ConnectionsOptions extends ResolvedConnectionOptions {
  /** As versions call them. */
  readonly subprotocols: readonly string[]
}

/** How long the end waits for the store, ms. */
const stopMs = 1_000
/** Attempts that a diagnosis shows. */
const shownAttempts = 10

export function createConnections(core: Core, options: ConnectionsOptions, credentials: CredentialsFeature): ConnectionsFeature {
  const { store, sessions, clock, tenantId, events } = core
  let port = 0
  const nodeOf = (): string => options.nodeId ?? `${hostname()}:${port}`
  const presence = new Presence(core, nodeOf)
  const attempts = new AttemptLog(core)
  const flapping = new FlappingWatch()
  const { hooks, opened } = createDoor(core, credentials, { ...options, refusesUnknown: options.unknownStations === 'refuse' })
  const doorNow = (): DoorFacts => ({
    subprotocols: options.subprotocols,
    scheme: options.isSecure ? 'wss' : 'ws',
    port,
    path: options.path,
  })
  const addresses = new WeakMap<AnyConnection, string>()
  /** The serial number that the certificate of a connection names, in profile 3. */
  const certified = new WeakMap<AnyConnection, string | undefined>()

  const defaultProfile = (): SecurityProfile | undefined =>
    typeof options.securityProfile === 'function' ? undefined : options.securityProfile

  const isFlapping = (identity: string): boolean => flapping.of(sessions.keyOf(identity).stationId, clock.monotonic()) !== undefined

  return {
    hooks: { ...hooks, duplicates: (identity) => (isFlapping(identity) ? 'probe' : 'replace') },
    start: (at) => {
      port = at
      presence.start()
    },
    stop: async () => {
      await presence.stop()
      await waitAtMost(clock, stopMs, attempts.settled())
    },
    opened: (connection, handshake) => {
      addresses.set(connection, handshake?.remoteAddress ?? '')
      if (handshake?.securityProfile === 3) certified.set(connection, handshake.certificate?.commonName)
      presence.opened(connection, handshake)
      opened(connection.identity)
    },
    seen: (connection) => presence.seen(connection),
    closed: (connection, closing) => presence.closed(connection, closing),
    replaced: (connection) => {
      const { stationId } = sessions.keyOf(connection.identity)
      const found = flapping.replaced(stationId, { atMs: clock.monotonic(), remoteAddress: addresses.get(connection) ?? '' })
      if (found !== undefined) events.emit('station.flapping', { station: core.station(connection.identity), ...found })
    },
    refused: (refusal) => {
      attempts.see(refusal)
      const { reason, identity, remoteAddress = '' } = refusal
      if (reason !== 'duplicate' || identity === undefined) return
      flapping.refused(sessions.keyOf(identity).stationId, { atMs: clock.monotonic(), remoteAddress })
    },
    counted: (connection) => presence.counted(connection),
    get node() {
      return nodeOf()
    },

    checkBoot: async (connection, { serialNumber }) => {
      if (!certified.has(connection) || certified.get(connection) === serialNumber) return
      const reason = 'the serial number in BootNotification is not that of the certificate'
      await connection.close({ code: policyViolation, reason })
      throw new OcppError('SecurityError', reason)
    },

    doctor: async (identity) => {
      await attempts.settled()
      const station = sessions.keyOf(identity)
      const [record, credential, connection, own, nameless] = await Promise.all([
        store.provisioning.find(station),
        store.credentials.find(station),
        store.connections.find(station),
        store.attempts.page({ tenantId, station, limit: shownAttempts }),
        store.attempts.page({ tenantId, station: sessions.keyOf(''), limit: shownAttempts }),
      ])
      return diagnose({
        identity: record?.identity ?? identity,
        isConnected: sessions.find(identity)?.connection !== undefined,
        record,
        credential,
        connection,
        attempts: own.items,
        nameless: nameless.items,
        flapping: flapping.of(station.stationId, clock.monotonic()),
        requiredProfile: leastProfile(record, defaultProfile()),
        unknownStations: options.unknownStations ?? 'pending',
        door: doorNow(),
      })
    },
    explain: (attempt) => explainRefusal(attempt, doorNow()),
    get attemptFigures() {
      return attempts.figures
    },
  }
}
