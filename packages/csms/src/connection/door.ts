import type { Protocol } from '@ocpp-kit/rpc'
import type { Arriving, Attempt, HookAnswer, ListenOptions, SecurityProfile } from '@ocpp-kit/rpc/ws'
import { BoundedMap } from '../bounded-map.js'
import type { Core } from '../core.js'
import { within } from '../deadline.js'
import type { Credential, PasswordDigest } from '../features/credentials/credential.js'
import type { CredentialsFeature } from '../features/credentials/credentials.js'
import { isKnown, leastProfile, type StationRecord } from '../features/provisioning/station-record.js'
import type { StationKey } from '../identifier.js'
import { type CertificateRules, certificateFault, passwordProfile, profileFor, type Transport } from './security.js'

export interface DoorOptions extends Transport {
  /** Whether stations that nobody knows are refused. */
  readonly refusesUnknown: boolean
  /** For stations without one of their own. */
  readonly securityProfile: NonNullable<ListenOptions['securityProfile']>
  readonly operatorNames: CertificateRules['operatorNames']
}

/** Who is let in. */
export interface Door {
  /** Hooks for the listener. */
  readonly hooks: Pick<ListenOptions<Protocol>, 'isKnown' | 'authenticate' | 'verifyCertificate'> & {
    securityProfile(identity: string, arriving: Arriving): Promise<SecurityProfile>
  }
  /** A station has connected: if with a higher profile than is kept of it, it must from now on (A05.FR.07). */
  opened(identity: string): void
}

/** What is kept of a station that arrives. */
interface Dossier {
  readonly record: StationRecord | undefined
  readonly credential: Credential | undefined
}

/** Stations that may come again while the store does not answer. */
const maxRemembered = 20_000

/** Decides who comes in, from what the store has of the station. */
export function createDoor(core: Core, credentials: Pick<CredentialsFeature, 'login'>, options: DoorOptions): Door {
  const { store, sessions, clock, storeTimeoutMs, events, failed } = core
  const lately = new BoundedMap<string, Dossier>(maxRemembered)
  /** One look-up serves all hooks of an upgrade; those of a storm are asked together. */
  const dossiers = new WeakMap<object, Promise<Dossier>>()
  /** Stations on their way in with a higher profile than is kept of them. */
  const rising = new Map<string, SecurityProfile>()

  /** From the store; while that does not answer, as it was when the station arrived last, so that it can go on. */
  const lookUp = async (key: StationKey): Promise<Dossier> => {
    try {
      const [record, credential] = await within(clock, clock.monotonic() + storeTimeoutMs, 'the store', () =>
        Promise.all([store.provisioning.find(key), store.credentials.find(key)]),
      )
      if (isKnown(record)) lately.set(key.stationId, { record, credential })
      return { record, credential }
    } catch (error) {
      const known = lately.get(key.stationId)
      if (known === undefined) throw error
      return { ...known }
    }
  }

  const dossierOf = (arriving: Arriving): Promise<Dossier> => {
    const known = dossiers.get(arriving)
    if (known !== undefined) return known
    const key = sessions.keyOf(arriving.identity)
    const dossier = lookUp(key)
    dossiers.set(arriving, dossier)
    return dossier
  }

  /** As its record has it; the default otherwise. */
  const requiredOf = async (identity: string, arriving: Arriving): Promise<SecurityProfile> => {
    const { record } = await dossierOf(arriving)
    const { securityProfile } = options
    const isAsked = record?.securityProfile === undefined && typeof securityProfile === 'function'
    const fallback = isAsked ? await securityProfile(identity, arriving) : (securityProfile as SecurityProfile)
    return leastProfile(record, fallback) ?? fallback
  }

  /** What the station has shown that it can do. */
  const shown = (attempt: Attempt, { record }: Dossier, profile: SecurityProfile): void => {
    const { stationId } = sessions.keyOf(attempt.identity)
    // Against what is kept of it: another listener, with another default, must know as well.
    if (isKnown(record) && profile > (leastProfile(record) ?? 0)) rising.set(stationId, profile)
    else rising.delete(stationId)
  }

  const authenticate = async (attempt: Attempt): Promise<HookAnswer> => {
    const dossier = await dossierOf(attempt)
    const { credential = { passwords: [] } } = dossier
    // Profile 0 asks for nothing; many stations send a password all the same, and where one is set it has to be right.
    if (attempt.securityProfile === 0 && credential.passwords.length === 0) return true
    const fault = await credentials.login(attempt, credential)
    if (fault !== undefined && attempt.securityProfile === 0 && credential.passwords.every(isToCome)) return true
    if (fault !== undefined) return { detail: fault }
    shown(attempt, dossier, passwordProfile(options))
    return true
  }

  const verifyCertificate = async (attempt: Attempt): Promise<HookAnswer> => {
    const dossier = await dossierOf(attempt)
    if (attempt.certificate === undefined) return false
    const { operatorNames } = options
    const fault = certificateFault(attempt.certificate, { operatorNames, serialNumber: serialNumberOf(dossier.record) })
    if (fault !== undefined) return { detail: fault }
    shown(attempt, dossier, 3)
    return true
  }

  const raise = async (identity: string, securityProfile: SecurityProfile): Promise<void> => {
    await store.provisioning.save({ station: sessions.keyOf(identity), identity, reachedProfile: securityProfile })
    events.emit('station.secured', { station: core.station(identity), securityProfile })
  }

  // What it was when it arrived may be less than what it is once it is let in.
  events.on('station.ready', ({ station: { identity } }) => {
    lookUp(sessions.keyOf(identity)).catch((error: unknown) => failed(error, 'station.ready'))
  })

  return {
    hooks: {
      isKnown: async (_, arriving) => !options.refusesUnknown || isKnown((await dossierOf(arriving)).record),
      securityProfile: async (identity, arriving) => {
        const required = await requiredOf(identity, arriving)
        return profileFor(required, options, {
          hasCertificate: arriving.certificate !== undefined,
          hasCredentials: arriving.username !== undefined,
        })
      },
      authenticate,
      verifyCertificate,
    },
    opened: (identity) => {
      const { stationId } = sessions.keyOf(identity)
      const securityProfile = rising.get(stationId)
      if (securityProfile === undefined) return
      rising.delete(stationId)
      raise(identity, securityProfile).catch((error: unknown) => failed(error, 'station.secured'))
    },
  }
}

/** One that the station need not have yet. */
const isToCome = ({ isProposed, awaitsRestart }: PasswordDigest): boolean => isProposed === true || awaitsRestart === true

/** As an operator says it; else as the station said it when it was let in. */
const serialNumberOf = (record: StationRecord | undefined): string | undefined =>
  record?.expectedSerialNumber ?? (record?.registration === 'Accepted' ? record.boot?.serialNumber : undefined)
