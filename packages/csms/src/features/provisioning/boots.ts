import type { ResolvedConnectionOptions } from '../../connection/options.js'
import { type Core, type Incoming, nowIso } from '../../core.js'
import { type Resets, resetAfterBoot } from './resets.js'
import {
  type BootAnswer,
  type BootFacts,
  type BootRecord,
  isKnown,
  type Registration,
  registrations,
  type StationRecord,
} from './station-record.js'
import type { Variables } from './variables.js'

/** A station that asks to be let in. */
export interface BootingStation {
  readonly identity: string
  readonly version: string
  readonly boot: BootFacts
}

/** What stations are told that no operator has decided about: one answer for all, or a rule. */
export type Acceptance = Registration | ((station: BootingStation) => Registration | Promise<Registration>)

export interface BootOptions {
  /** Undefined: as `unknownStations` says. */
  readonly acceptance: Acceptance | undefined
  readonly connection: Pick<ResolvedConnectionOptions, 'unknownStations'>
  readonly heartbeatIntervalSeconds: number
  readonly retryIntervalSeconds: number
}

export interface Boots {
  boot(message: Incoming, boot: BootFacts): Promise<BootAnswer>
  told(message: Incoming, boot: BootFacts, answer: unknown): Promise<void>
}

interface BootParts {
  readonly resets: Pick<Resets, 'booted'>
  readonly variables: Pick<Variables, 'canonical'>
}

const heartbeatInterval = { component: 'OCPPCommCtrlr', variable: 'HeartbeatInterval' }
/** As of the options of the csms. */
const maxIntervalSeconds = 2_147_483

/** Says to stations that boot whether they are let in, and keeps what they say of themselves. */
export function createBoots(core: Core, options: BootOptions, { resets, variables }: BootParts): Boots {
  const { store, sessions, clock, events } = core

  /** The station takes the interval of the answer for its HeartbeatInterval (B01.FR.04), so it is the one that is wanted of it. */
  const heartbeatSeconds = async (identity: string): Promise<number> => {
    const [variable] = await store.variables.find(sessions.keyOf(identity), await variables.canonical(identity, [heartbeatInterval]))
    const wanted = Number(variable?.desired?.value)
    const isInterval = Number.isInteger(wanted) && wanted > 0 && wanted <= maxIntervalSeconds
    return isInterval ? wanted : options.heartbeatIntervalSeconds
  }

  const answerFor = (known: StationRecord | undefined, station: BootingStation): Registration | Promise<Registration> => {
    if (known?.decision !== undefined) return known.decision
    if (options.acceptance !== undefined) return applyRule(options.acceptance, station)
    return isKnown(known) || options.connection.unknownStations === 'accept' ? 'Accepted' : 'Pending'
  }

  const keep = async (before: StationRecord | undefined, now: BootRecord, identity: string): Promise<void> => {
    const { station, registration, version, boot, at } = now
    const reset = resetAfterBoot(before?.reset, boot, at)
    await Promise.all([
      store.provisioning.save({ station, identity, registration, version, boot, bootedAt: at, reset }),
      isNews(before, now) ? store.provisioning.addBoot(now) : undefined,
    ])
  }

  return {
    boot: async ({ connection: { identity, version } }, boot) => {
      const known = await store.provisioning.find(sessions.keyOf(identity))
      const registration = await answerFor(known, { identity, version, boot })
      const interval = registration === 'Accepted' ? await heartbeatSeconds(identity) : options.retryIntervalSeconds
      return { status: registration, currentTime: nowIso(clock), interval }
    },

    told: async (message, boot, answer) => {
      const registration = registrations.find((one) => one === (answer as { readonly status?: unknown } | undefined)?.status)
      if (registration === undefined) return
      const session = sessions.of(message.connection)
      const { key: station, identity } = session
      const { version } = message.connection
      const before = await store.provisioning.find(station)
      const at = nowIso(clock)
      const from = before?.boot?.firmwareVersion
      const isOther = before?.boot !== undefined && from !== boot.firmwareVersion
      await keep(before, { station, version, boot, registration, at, ...(isOther && { firmwareBefore: from }) }, identity)
      session.registration = registration
      const reset = resetAfterBoot(before?.reset, boot, at)
      message.afterAnswer(() => {
        const handle = core.station(identity)
        events.emit('station.booted', { station: handle, boot, registration })
        if (isOther) events.emit('station.firmwareChanged', { station: handle, from, to: boot.firmwareVersion })
        if (reset !== undefined) resets.booted(identity, reset)
        if (registration === 'Accepted') events.emit('station.ready', { station: handle, version })
      })
    },
  }
}

/** A station that waits to be let in boots again and again (B02.FR.08); only what differs from the last time is kept of these boots. */
function isNews(before: StationRecord | undefined, { registration, version, boot }: BootRecord): boolean {
  if (registration === 'Accepted' || before?.boot === undefined) return true
  const { reason: oldReason, ...oldFacts } = before.boot
  const { reason, ...facts } = boot
  return before.registration !== registration || before.version !== version || !isSame(oldFacts, facts)
}

/** What was stored has lost the members that are not there. */
const isSame = (left: object, right: object): boolean => JSON.stringify(sorted(left)) === JSON.stringify(sorted(right))

const sorted = (facts: object): unknown =>
  Object.entries(facts)
    .filter(([, value]) => value !== undefined)
    .toSorted()

const applyRule = (acceptance: Acceptance, station: BootingStation): Registration | Promise<Registration> =>
  typeof acceptance === 'function' ? acceptance(station) : acceptance
