import type { SecurityProfile } from '@ocpp-kit/rpc/ws'
import { type Credential, isOpen } from '../features/credentials/credential.js'
import { isKnown, type StationRecord } from '../features/provisioning/station-record.js'
import type { ConnectionAttempt } from './attempt.js'
import type { ConnectionRecord } from './connection-record.js'
import type { Flapping } from './flapping.js'
import { type DoorFacts, explainRefusal, urlBelow } from './refusals.js'

/** What may be the matter with a station that does not show up, or does not work. */
export type FindingCode =
  /** Nothing is: it is connected and accepted. */
  | 'fine'
  /** Nobody has tried to connect under this identity, as far as it is kept. */
  | 'neverSeen'
  /** Its newest attempt was refused. */
  | 'refused'
  /** Attempts that named no identity came from its address. */
  | 'refusedFromItsAddress'
  /** It was connected, and has gone. */
  | 'disconnected'
  /** It is connected and has not booted. */
  | 'notBooted'
  | 'pending'
  | 'rejected'
  | 'deleted'
  /** Its security profile asks for a password, and none is set. */
  | 'noPassword'
  /** Which of several passwords is good is not known until it logs in. */
  | 'passwordOpen'
  /** Two devices seem to use this identity. */
  | 'flapping'
  /** Its serial number is not the one that was said. */
  | 'otherSerialNumber'

export interface Finding {
  readonly code: FindingCode
  /** What is the matter, in plain words. */
  readonly text: string
  /** What to do about it; empty where nothing is. */
  readonly fix: string
  /** When it was seen, ISO 8601, UTC. */
  readonly at?: string | undefined
}

/** Why a station does not show up, and what to do. */
export interface Diagnosis {
  readonly identity: string
  readonly isConnected: boolean
  /** The likeliest first; one at least. */
  readonly findings: readonly Finding[]
  /** Refused attempts, newest first, ten at most, each with its cause and a fix. */
  readonly attempts: readonly (ConnectionAttempt & { readonly cause: string; readonly fix: string })[]
  /** The newest connection, open or closed. */
  readonly connection?: ConnectionRecord | undefined
}

export interface DoctorFacts {
  readonly identity: string
  readonly isConnected: boolean
  readonly record: StationRecord | undefined
  readonly credential: Credential | undefined
  readonly connection: ConnectionRecord | undefined
  /** Newest first. */
  readonly attempts: readonly ConnectionAttempt[]
  /** Attempts without an identity, newest first. */
  readonly nameless: readonly ConnectionAttempt[]
  readonly flapping: Flapping | undefined
  /** What it must prove here. */
  readonly requiredProfile: SecurityProfile | undefined
  readonly unknownStations: 'pending' | 'accept' | 'refuse'
  readonly door: DoorFacts
}

/** Looks for what is the matter, the door first. */
export function diagnose(facts: DoctorFacts): Diagnosis {
  const { identity, isConnected, connection, attempts, door } = facts
  const findings = [...outside(facts), ...inside(facts), ...beside(facts)]
  return {
    identity,
    isConnected,
    findings: findings.length > 0 ? findings : [{ code: 'fine', text: 'it is connected and accepted', fix: '' }],
    attempts: attempts.map((attempt) => ({ ...attempt, ...explainRefusal(attempt, door) })),
    connection,
  }
}

/** What keeps it out. */
function* outside(facts: DoctorFacts): Generator<Finding> {
  const { isConnected, connection, attempts, nameless, door, identity } = facts
  const [newest] = attempts
  const wasRefusedSince = newest !== undefined && (connection === undefined || newest.at > connection.connectedAt)
  if (newest !== undefined && wasRefusedSince && !isConnected) {
    const { cause, fix } = explainRefusal(newest, door)
    const from = newest.remoteAddress === undefined ? '' : ` from ${newest.remoteAddress}`
    yield { code: 'refused', text: `it tried${from} and was not let in: ${cause}`, fix, at: newest.at }
  }
  if (isConnected) return
  const address = connection?.remoteAddress ?? newest?.remoteAddress
  const fromThere = nameless.find(({ remoteAddress }) => address !== undefined && remoteAddress === address)
  if (fromThere !== undefined) {
    const { cause, fix } = explainRefusal(fromThere, door)
    yield { code: 'refusedFromItsAddress', text: `something at its address ${address} was not let in: ${cause}`, fix, at: fromThere.at }
  }
  if (connection !== undefined) {
    const { disconnectedAt, closeCode, closeReason, node } = connection
    if (disconnectedAt === undefined) {
      yield { code: 'disconnected', text: `it is connected to another node, ${node}`, fix: '', at: connection.connectedAt }
      return
    }
    const how = closeCode === undefined ? 'when its node went down' : `with code ${closeCode}${closeReason ? ` (${closeReason})` : ''}`
    yield {
      code: 'disconnected',
      text: `it was connected until ${disconnectedAt}, and went ${how}`,
      fix: fixOfClose(closeCode),
      at: disconnectedAt,
    }
  } else if (newest === undefined) {
    const [other] = nameless
    const hint =
      other === undefined
        ? ''
        : ` Something at ${other.remoteAddress ?? 'an unknown address'} was not let in at ${other.at}: ${explainRefusal(other, door).cause}.`
    yield {
      code: 'neverSeen',
      text: `nobody has tried to connect as ${identity}`,
      fix: `Check that the station has power and network, and that its URL is ${urlBelow(door)}/${encodeURIComponent(identity)}, or what a proxy makes of it; a firewall or a wrong host name keeps it from coming here at all.${hint}`,
    }
  }
}

/** What keeps it from working although it may connect. */
function* inside({ isConnected, record, unknownStations }: DoctorFacts): Generator<Finding> {
  if (record?.deletedAt !== undefined) {
    yield { code: 'deleted', text: 'it was deleted', fix: 'Put it in again if it is to come back.', at: record.deletedAt }
    return
  }
  if (record === undefined && unknownStations === 'refuse') {
    yield { code: 'refused', text: 'nobody has put it in, and unknown stations are refused', fix: 'Put the station in.' }
  }
  const told = record?.registration
  if (record?.decision === 'Rejected' || told === 'Rejected') {
    yield { code: 'rejected', text: 'it is Rejected', fix: 'Decide Accepted if it is to charge.', at: record?.bootedAt }
  } else if (record?.decision === 'Pending' || told === 'Pending') {
    const isDecided = record?.decision === 'Accepted'
    yield {
      code: 'pending',
      text: isDecided ? 'it is accepted, and has not booted since' : 'it is held as Pending until somebody lets it in',
      fix: isDecided ? 'It boots again by itself; trigger a BootNotification to hasten it.' : 'Decide Accepted.',
      at: record?.bootedAt,
    }
  } else if (isConnected && told === undefined) {
    yield {
      code: 'notBooted',
      text: 'it has not sent BootNotification',
      fix: 'Restart the station; if it still sends none, see its message log.',
    }
  }
}

/** What is not as it should be, whether it is in or out. */
function* beside({ record, credential, flapping, requiredProfile }: DoctorFacts): Generator<Finding> {
  const passwords = credential?.passwords ?? []
  if ((requiredProfile === 1 || requiredProfile === 2) && passwords.length === 0) {
    yield {
      code: 'noPassword',
      text: `it must use security profile ${requiredProfile}, and has no password here`,
      fix: 'Set its password.',
    }
  }
  if (credential !== undefined && isOpen(credential)) {
    const fix = 'Its next login settles it; if it cannot log in, set the password in the station and here.'
    yield { code: 'passwordOpen', text: 'the outcome of a change of its password is not known', fix, at: passwords.at(-1)?.since }
  }
  if (flapping !== undefined) {
    const { replacements, remoteAddresses } = flapping
    yield {
      code: 'flapping',
      text: `another connection came in place of its own, or tried to, ${replacements} times within two minutes, from ${remoteAddresses.join(' and ')}`,
      fix: 'Two devices seem to have this identity: give one of them another. Until then the one that is there stays, and the other is refused.',
    }
  }
  const said = record?.expectedSerialNumber
  const shown = record?.boot?.serialNumber
  if (isKnown(record) && said !== undefined && shown !== undefined && said !== shown) {
    const fix = 'Correct expectedSerialNumber here, or see which device it is.'
    yield {
      code: 'otherSerialNumber',
      text: `it says that its serial number is ${shown}, and ${said} was expected`,
      fix,
      at: record?.bootedAt,
    }
  }
}

/** WebSocket close codes (RFC 6455 §7.4.1), as far as they tell what to do. */
function fixOfClose(code: number | undefined): string {
  switch (code) {
    case undefined:
    case 1012:
      return 'It comes again by itself.'
    case 1006:
      return 'The line broke or the station went silent: check its power, its mobile signal, and whether a firewall ends idle connections.'
    case 1008:
      return 'It broke a rule of the csms; the reason says which.'
    case 1013:
      return 'The csms could not store its messages: see the database. The station comes again by itself.'
    default:
      return 'The station or a proxy ended it; it should come again by itself.'
  }
}
