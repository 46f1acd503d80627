import { isOcppError } from '@ocpp-kit/rpc'
import { type Core, nowIso } from '../../core.js'
import { CsmsError } from '../../errors.js'
import { limitOf as limitOfPage, type Page, type PageQuery, pageOf, placeOf } from '../../store/page.js'
import type { NetworkProfileAnswer, ProvisioningReach } from './adapter.js'
import { inBackground } from './background.js'
import type { VariableName } from './commands.js'
import { limitOf } from './limits.js'
import {
  downgradeProblem,
  isUnderWay,
  type NetworkProfileChange,
  priorityWith,
  type SetNetworkProfile,
  slotProblem,
  withChange,
} from './network-profile.js'
import type { Resets } from './resets.js'
import type { StationRecord } from './station-record.js'
import { Turns } from './turns.js'
import type { Reached, Variables } from './variables.js'

const priorityName: VariableName = { component: 'OCPPCommCtrlr', variable: 'NetworkConfigurationPriority' }
const activeSlotName: VariableName = { component: 'OCPPCommCtrlr', variable: 'ActiveNetworkProfile' }
const securityProfileName: VariableName = { component: 'SecurityCtrlr', variable: 'SecurityProfile' }
const downgradeName: VariableName = { component: 'SecurityCtrlr', variable: 'AllowSecurityProfileDowngrade' }

export interface NetworkProfiles {
  set(identity: string, change: SetNetworkProfile): Promise<NetworkProfileChange>
  /** The last change of each slot, by slot. */
  page(identity: string, query: PageQuery): Promise<Page<NetworkProfileChange>>
}

/**
 * Gives stations network profiles: the slot, then its priority, then a reset, each step stored before it is taken (B09, B10, A05).
 * What was begun goes on when the station is ready again, except a step of which nobody knows whether it was taken and that cannot be
 * taken twice.
 */
export function createNetworkProfiles(
  core: Core,
  variables: Variables,
  resets: Pick<Resets, 'reset'>,
  { reach, withPassword }: Pick<ProvisioningReach, 'reach' | 'withPassword'>,
): NetworkProfiles {
  const { store, sessions, clock, events } = core
  const turns = new Turns()

  const keep = async (identity: string, change: NetworkProfileChange): Promise<NetworkProfileChange> => {
    const kept = { ...change, updatedAt: nowIso(clock) }
    const station = sessions.keyOf(identity)
    const networkProfiles = withChange(changesOf(await store.provisioning.find(station)), kept)
    await store.provisioning.save({ station, identity, networkProfile: networkProfiles[0], networkProfiles })
    const isEnd = kept.step === 'done' || kept.step === 'failed'
    if (isEnd) events.emit('station.networkProfile', { station: core.station(identity), change: kept })
    return kept
  }

  /** Asks anew: what is stored may be older than the last change of the profile. */
  const ask = async (station: Reached, name: VariableName): Promise<string | undefined> => {
    try {
      const [result] = await variables.get(station, [name])
      return result?.value
    } catch (error) {
      if (isOcppError(error)) return undefined
      throw error
    }
  }

  const problemOf = async (station: Reached, { slot, profile }: SetNetworkProfile): Promise<string | undefined> => {
    if (profile.securityProfile < 3) {
      const current = limitOf(await ask(station, securityProfileName))
      const isLower = current !== undefined && profile.securityProfile < current
      const isAllowed = isLower && (await ask(station, downgradeName))?.toLowerCase() === 'true'
      const problem = downgradeProblem(profile.securityProfile, current, isAllowed)
      if (problem !== undefined) return problem
    }
    const active = await known(station, activeSlotName)
    return slotProblem(slot, active, active === undefined ? await known(station, priorityName) : undefined)
  }

  /** What it tells now, else what it told before. */
  const known = async (station: Reached, name: VariableName): Promise<string | undefined> => {
    const told = await ask(station, name)
    if (told !== undefined) return told
    const [stored] = await store.variables.find(sessions.keyOf(station.identity), [name])
    return stored?.value
  }

  const setPriority = async (station: Reached, change: NetworkProfileChange): Promise<NetworkProfileChange> => {
    const value = priorityWith(change.slot, await ask(station, priorityName))
    const [result] = await variables.set(station, [{ ...priorityName, value }], { isTolerant: true })
    const { status = 'Rejected', reason } = result ?? {}
    const isTaken = status === 'Accepted' || status === 'RebootRequired'
    if (!isTaken) return keep(station.identity, { ...change, step: 'failed', status, reason })
    return keep(station.identity, { ...change, step: change.reset === undefined ? 'waiting' : 'reset', status, reason: undefined })
  }

  const reset = async (identity: string, change: NetworkProfileChange): Promise<NetworkProfileChange> => {
    const { status } = await resets.reset(identity, { type: change.reset ?? 'OnIdle' })
    return keep(identity, { ...change, step: status === 'Rejected' ? 'failed' : 'waiting', status })
  }

  const begin = async (station: Reached, set: SetNetworkProfile): Promise<NetworkProfileChange> => {
    const { identity, adapter, connection } = station
    const { slot, profile, activate = false } = set
    const at = nowIso(clock)
    const { url, interface: by, securityProfile, messageTimeoutSeconds, version, identity: named } = profile
    const about = { slot, url, interface: by, securityProfile, messageTimeoutSeconds, version, identity: named, activate, reset: set.reset }
    const change: NetworkProfileChange = { ...about, step: 'profile', startedAt: at, updatedAt: at }
    const reason = await problemOf(station, set)
    if (reason !== undefined) return { ...change, step: 'failed', status: 'Rejected', reason }
    const write = async (): Promise<NetworkProfileAnswer> => {
      if (adapter.setNetworkProfile === undefined) throw notSupported(station)
      await keep(identity, change)
      return adapter.setNetworkProfile(connection, set)
    }
    const { basicAuthPassword } = profile
    const answer =
      basicAuthPassword === undefined
        ? await write()
        : await withPassword(identity, { slot, identity: profile.identity, basicAuthPassword }, write)
    if (answer.status !== 'Accepted') return keep(identity, { ...change, ...answer, step: 'failed' })
    return keep(identity, { ...change, ...answer, step: activate ? 'priority' : 'done' })
  }

  /** The priority may be set twice; whether a reset was asked for is not known after a crash, so it is not asked for again. */
  const goOn = async (station: Reached, change: NetworkProfileChange, bootedAt: string | undefined): Promise<void> => {
    const { identity } = station
    const hasBooted = (bootedAt ?? '') > change.updatedAt
    if (change.step === 'priority') await setPriority(station, change)
    else if ((change.step === 'waiting' || change.step === 'reset') && hasBooted) await check(identity, station, change)
  }

  const check = async (identity: string, station: Reached, change: NetworkProfileChange): Promise<void> => {
    const active = await ask(station, activeSlotName)
    const isUsed = active === undefined || active === String(change.slot)
    const reason = isUsed ? undefined : `the station came back by slot ${active}`
    await keep(identity, { ...change, step: isUsed ? 'done' : 'failed', reason })
  }

  const resume = async (identity: string): Promise<void> => {
    const record = await store.provisioning.find(sessions.keyOf(identity))
    // A slot that was written while another waits for the next boot does not end that.
    for (const change of changesOf(record).filter(isUnderWay).toReversed())
      await goOn({ identity, ...(await reach(identity, 'setNetworkProfile')) }, change, record?.bootedAt)
  }

  events.on('station.ready', ({ station: { identity } }) => {
    const turn = turns.run(sessions.keyOf(identity).stationId, () => resume(identity))
    inBackground(core, 'station.networkProfile', turn)
  })

  return {
    page: async (identity, query) => {
      const limit = limitOfPage(query)
      const [after = '-1'] = placeOf(query, 1) ?? []
      const changes = changesOf(await store.provisioning.find(sessions.keyOf(identity))).toSorted((left, right) => left.slot - right.slot)
      const rest = changes.filter(({ slot }) => slot > Number(after))
      return pageOf(
        rest,
        limit,
        (change) => change,
        ({ slot }) => [String(slot)],
      )
    },
    set: (identity, set) =>
      turns.run(sessions.keyOf(identity).stationId, async () => {
        checkProfile(set)
        const station = { identity, ...(await reach(identity, 'setNetworkProfile')) }
        if (station.adapter.setNetworkProfile === undefined) throw notSupported(station)
        const written = await begin(station, set)
        const ranked = written.step === 'priority' ? await setPriority(station, written) : written
        return ranked.step === 'reset' ? reset(identity, ranked) : ranked
      }),
  }
}

const changesOf = ({ networkProfile, networkProfiles }: Partial<StationRecord> = {}): readonly NetworkProfileChange[] =>
  networkProfiles ?? (networkProfile === undefined ? [] : [networkProfile])

const notSupported = ({ identity, connection }: Reached): CsmsError =>
  new CsmsError('NOT_SUPPORTED', `setNetworkProfile: OCPP ${connection.version}, which ${identity} speaks, has no network profiles`)

/** @throws TypeError naming what is wrong */
function checkProfile({ slot, profile, activate, reset }: SetNetworkProfile): void {
  if (!Number.isInteger(slot) || slot < 0) throw new TypeError(`slot must be a whole number of at least 0, not ${String(slot)}`)
  if (![1, 2, 3].includes(profile.securityProfile)) throw new TypeError('profile.securityProfile must be 1, 2 or 3')
  const protocol = URL.canParse(profile.url) ? new URL(profile.url).protocol : ''
  const expected = profile.securityProfile === 1 ? 'ws:' : 'wss:'
  if (protocol !== expected) {
    throw new TypeError(`profile.url must begin with ${expected}// for security profile ${profile.securityProfile}`)
  }
  if (reset !== undefined && activate !== true) throw new TypeError('reset is of use only with activate')
}
