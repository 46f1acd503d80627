import { isOcppError } from '@ocpp-kit/rpc'
import { type Core, nowIso } from '../../core.js'
import type { StationKey } from '../../identifier.js'
import { isPasswordVariable, passwordRefusal } from '../credentials/password-variable.js'
import type { ProvisioningReach } from './adapter.js'
import { inBackground } from './background.js'
import type { DesiredValue, SetVariableResult, VariableName } from './commands.js'
import { attempt, type DesiredVariable, dueAt, isDesired, lastRunOf, pauseMs, refusalOf } from './desired.js'
import { isSecret } from './secret.js'
import { Timers } from './timers.js'
import { Turns } from './turns.js'
import { type Applied, type Variable, type VariableChange, variableKey } from './variable.js'
import { nameOf, type Reached, type Variables } from './variables.js'

export interface DesiredState {
  set(identity: string, values: readonly DesiredValue[]): Promise<readonly Variable[]>
  apply(identity: string): Promise<readonly Variable[]>
  revert(identity: string): Promise<readonly Variable[]>
}

/** What a station has is believed that long; then it is read before it is compared. */
const believedMs = 86_400_000
/** The longest delay that a timer takes. */
const longestTimerMs = 2_147_000_000
/** 2.1 SetVariableData.attributeValue; what a station takes may be less. */
const maxValueLength = 2500

/**
 * Keeps stations at their desired values: whenever one is ready, when another value is wanted, and again after a pause where a value was
 * not taken. All that is to be done follows from what is stored, so a process that ends anywhere is taken over by the next one.
 */
export function createDesiredState(core: Core, variables: Variables, { reach }: Pick<ProvisioningReach, 'reach'>): DesiredState {
  const { store, sessions, clock, events } = core
  const turns = new Turns()
  const timers = new Timers(clock)

  const desiredOf = async (station: StationKey): Promise<readonly DesiredVariable[]> =>
    (await store.variables.desired(station)).filter(isDesired)

  const bootedAtOf = async (station: StationKey): Promise<string | undefined> => (await store.provisioning.find(station))?.bootedAt

  /** What is wanted by a name that a station of its version keeps under another moves there. */
  const rename = async ({ adapter }: Reached, station: StationKey): Promise<void> => {
    const changes = (await desiredOf(station)).flatMap((one): VariableChange[] => {
      const name = adapter.canonical(nameOf(one))
      const { since: at, value } = one.desired
      if (variableKey(name) === variableKey(one)) return []
      return [
        { kind: 'desired', name: nameOf(one), at, value: undefined },
        { kind: 'desired', name, at, value },
      ]
    })
    await store.variables.change(station, changes)
  }

  /** A station that answers with an error is written to all the same. */
  const ask = async (reached: Reached, names: readonly VariableName[]): Promise<void> => {
    try {
      if (names.length > 0) await variables.get(reached, names.map(nameOf))
    } catch (error) {
      if (!isOcppError(error)) throw error
    }
  }

  /** Reads what is not known, or was read before the last boot or long ago. */
  const read = async (reached: Reached, station: StationKey): Promise<void> => {
    const bootedAt = (await bootedAtOf(station)) ?? ''
    const oldest = new Date(clock.now() - believedMs).toISOString()
    const stale = (await desiredOf(station)).filter(
      ({ observedAt = '', mutability }) => mutability !== 'WriteOnly' && (observedAt <= bootedAt || observedAt < oldest),
    )
    await ask(reached, stale)
  }

  /** Writes what the station has not, and reads it back. */
  const write = async (reached: Reached, station: StationKey, due: readonly DesiredVariable[], run: number): Promise<void> => {
    if (due.length === 0) return
    const attempts = new Map(due.map((one) => [variableKey(one), attempt(one, run)]))
    const applied = (results: readonly SetVariableResult[], at: string): readonly VariableChange[] =>
      results.flatMap((result): VariableChange[] => {
        const made = attempts.get(variableKey(result))
        const { status, reason } = result
        return made === undefined ? [] : [{ kind: 'applied', name: nameOf(result), at, applied: { ...made, status, reason } }]
      })
    const sentAt = nowIso(clock)
    const sent = due.map((one): VariableChange => ({ kind: 'applied', name: nameOf(one), at: sentAt, applied: attemptOf(attempts, one) }))
    await store.variables.change(station, sent)
    const values = due.map((one) => ({ ...nameOf(one), value: one.desired.value }))
    const results = await variables.set(reached, values, { alsoKeep: applied, isTolerant: true })
    const taken = results.filter(({ status }) => status === 'Accepted' || status === 'RebootRequired')
    const readable = taken.filter((one) => due.find((other) => variableKey(other) === variableKey(one))?.mutability !== 'WriteOnly')
    await ask(reached, readable)
  }

  /** Keeps of values that are not sent why they are not. */
  const refuse = async (station: StationKey, wanted: readonly DesiredVariable[], run: number): Promise<void> => {
    const at = nowIso(clock)
    const changes = wanted.flatMap((one): VariableChange[] => {
      const refusal = refusalOf(one)
      if (refusal === undefined || one.driftSince === undefined) return []
      const isKnown = one.applied?.value === one.desired.value && one.applied.status === refusal.status
      return isKnown ? [] : [{ kind: 'applied', name: nameOf(one), at, applied: { ...attempt(one, run), ...refusal } }]
    })
    await store.variables.change(station, changes)
  }

  const applyNow = async (identity: string, isForced: boolean): Promise<readonly Variable[]> => {
    const station = sessions.keyOf(identity)
    if ((await desiredOf(station)).length === 0) return []
    const reached = { identity, ...(await reach(identity, 'applyVariables')) }
    let hasEnded = false
    try {
      await rename(reached, station)
      await read(reached, station)
      const bootedAt = await bootedAtOf(station)
      const wanted = await desiredOf(station)
      const run = lastRunOf(wanted) + 1
      await refuse(station, wanted, run)
      const now = isForced ? Number.POSITIVE_INFINITY : clock.now()
      const due = wanted.filter((one) => (dueAt(one, bootedAt) ?? Number.POSITIVE_INFINITY) <= now && dueAt(one, bootedAt) !== undefined)
      await write(reached, station, due, run)
      hasEnded = true
    } finally {
      // What failed is not tried again at once.
      await plan(identity, station, hasEnded ? 1_000 : pauseMs(1))
    }
    return desiredOf(station)
  }

  const apply = (identity: string, isForced: boolean): Promise<readonly Variable[]> =>
    turns.run(sessions.keyOf(identity).stationId, () => applyNow(identity, isForced))

  /** Comes back when the next pause is over; a station that is not connected is looked at when it is ready again. */
  const plan = async (identity: string, station: StationKey, leastMs: number): Promise<void> => {
    const bootedAt = await bootedAtOf(station)
    const times = (await desiredOf(station)).flatMap((one) => dueAt(one, bootedAt) ?? [])
    if (times.length === 0 || sessions.find(identity)?.connection === undefined) return timers.clear(station.stationId)
    const delayMs = Math.min(Math.max(Math.min(...times) - clock.now(), leastMs), longestTimerMs)
    timers.set(station.stationId, delayMs, () => soon(identity))
  }

  const soon = (identity: string): void => {
    if (sessions.find(identity)?.connection === undefined) return
    inBackground(core, 'variables.apply', apply(identity, false))
  }

  events.on('station.ready', ({ station }) => soon(station.identity))
  events.on('station.disconnected', ({ station }) => timers.clear(sessions.keyOf(station.identity).stationId))

  return {
    set: async (identity, values) => {
      for (const one of values) checkDesired(one)
      if (values.some(isPasswordVariable)) throw passwordRefusal('setDesired', identity)
      const own = values.find((one) => isSecret(one))
      if (own !== undefined) throw new TypeError(secretProblem(own))
      const station = sessions.keyOf(identity)
      const names = await variables.canonical(identity, values.map(nameOf))
      const known = await store.variables.find(station, names)
      const secret = known.find((one) => one !== undefined && isSecret(one, one.mutability))
      if (secret !== undefined) throw new TypeError(secretProblem(secret))
      const at = nowIso(clock)
      const changes = names.map((name, index): VariableChange => {
        return { kind: 'desired', name, at, value: values[index]?.value ?? undefined }
      })
      await store.variables.change(station, changes)
      soon(identity)
      return (await store.variables.find(station, names)).filter((one) => one !== undefined)
    },

    apply: (identity) => apply(identity, true),

    revert: async (identity) => {
      const station = sessions.keyOf(identity)
      const wanted = await desiredOf(station)
      const run = lastRunOf(wanted)
      const last = wanted.filter((one): one is DesiredVariable & { readonly applied: Applied } => run > 0 && one.applied?.run === run)
      const at = nowIso(clock)
      await store.variables.change(
        station,
        last.map((one) => ({ kind: 'desired', name: nameOf(one), at, value: one.applied.before })),
      )
      soon(identity)
      return (await store.variables.find(station, last.map(nameOf))).filter((one) => one !== undefined)
    },
  }
}

function attemptOf(attempts: ReadonlyMap<string, Omit<Applied, 'at'>>, one: VariableName): Omit<Applied, 'at'> {
  const made = attempts.get(variableKey(one))
  if (made === undefined) throw new TypeError(`no attempt was planned for ${one.component}.${one.variable}`)
  return made
}

/** @throws TypeError naming what is wrong */
function checkDesired(one: DesiredValue): void {
  for (const part of ['component', 'variable'] as const) {
    if (typeof one[part] !== 'string' || one[part] === '') throw new TypeError(`${part} must be a text that is not empty`)
  }
  const { value, component, variable } = one
  if (value !== null && (typeof value !== 'string' || value.length > maxValueLength)) {
    throw new TypeError(`the value of ${component}.${variable} must be a text of at most ${maxValueLength} characters, or null`)
  }
}

const secretProblem = ({ component, variable }: VariableName): string =>
  `${component}.${variable} holds a secret, which is not kept here: it cannot be read back, so it is set once with setVariables`
