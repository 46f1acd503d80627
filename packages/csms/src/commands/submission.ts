import { checkMoment } from '../connection/commandable.js'
import type { ConnectionsFeature } from '../connection/connections.js'
import { canonicalJson } from '../content-hash.js'
import type { Core } from '../core.js'
import { CsmsError, isCsmsError } from '../errors.js'
import { passwordRefusal } from '../features/credentials/password-variable.js'
import { didYouMean } from '../option-names.js'
import type { AnyVersion } from '../version.js'
import { payloadError } from './check-payload.js'
import type { Command } from './command.js'
import { type CommandOptions, OptionError, type ResolvedCommandOptions, resolveCommandOptions } from './options.js'
import { isElsewhere } from './ownership.js'
import { unreachable } from './raw-call.js'
import type { CommandRow } from './rows.js'
import type { Inserted, NewCommand } from './store.js'

/** A message that somebody wants to be sent. */
export interface Wanted {
  readonly identity: string
  /** Missing: that which the station speaks. */
  readonly version?: string | undefined
  readonly action: string
  readonly payload: object
  readonly options: CommandOptions
}

/** One that is new, or the one that was made under the same key. */
export type Taken = Exclude<Inserted, { readonly outcome: 'full' }>

/** Commands of one station that may wait (G13). */
const maxLive = 1_000

/** Makes commands of what is wanted. @throws CsmsError, OcppError and TypeError as `Commands.send` says */
export function createSubmission(
  core: Core,
  versions: readonly AnyVersion[],
  connections: Pick<ConnectionsFeature, 'node'>,
): (wanted: Wanted) => Promise<Taken> {
  const { store, sessions, tenantId, clock } = core

  /** The station as it writes itself, and the version that it speaks, as far as that is known. */
  const stationOf = async ({ identity, action }: Wanted): Promise<{ readonly identity: string; readonly spoken: string | undefined }> => {
    const session = sessions.find(identity)
    if (session?.connection !== undefined) return { identity: session.identity, spoken: session.connection.version }
    const record = await core.station(identity).record()
    if (record === undefined) throw await unreachable(core, identity, action)
    return { identity: record.identity, spoken: record.version }
  }

  /** What is to be known of the action; of any version where that of the station is not known. */
  const rowOf = (action: string, version: string | undefined): CommandRow => {
    const spoken = versions.filter((one) => version === undefined || one.version === version)
    const row = rowIn(spoken, action)
    if (row !== undefined) return row
    const known = [...new Set(spoken.flatMap((one) => Object.keys(one.commands ?? {})))]
    throw new CsmsError(
      rowIn(versions, action) === undefined ? 'UNKNOWN_ACTION' : 'NOT_SUPPORTED',
      `OCPP ${version ?? versions.map((one) => one.version).join(', ')} has no command "${action}"${didYouMean(action, known)}`,
    )
  }

  /** Whether the command has to wait for the station. @throws CsmsError where it would, and may not */
  const isHeld = async ({ identity, action, payload }: Wanted, row: CommandRow, options: ResolvedCommandOptions): Promise<boolean> => {
    const { whenOffline, createdAt, notBefore = createdAt } = options
    const mayWait = whenOffline === 'keep'
    const session = sessions.find(identity)
    if (session?.connection === undefined) {
      // The process that has the station finds it.
      if (isElsewhere(await store.connections.find(sessions.keyOf(identity)), connections.node)) return false
      // What is for later is looked at then.
      if (!mayWait && notBefore <= createdAt) throw await unreachable(core, identity, action)
      return mayWait
    }
    const { version } = session.connection
    if (versions.find((one) => one.version === version)?.provisioning === undefined) return false
    try {
      await checkMoment(core, session, { identity, action, moment: row.moment?.(payload) ?? 'booted' })
      return false
    } catch (error) {
      if (!isCsmsError(error) || (!mayWait && notBefore <= createdAt)) throw error
      return mayWait
    }
  }

  const known = async ({ options: { idempotencyKey } }: Wanted): Promise<Command | undefined> =>
    idempotencyKey === undefined ? undefined : store.commands.findByKey(tenantId, idempotencyKey)

  /** Whatever version the station may turn out to speak. */
  const checkPassword = ({ identity, action, payload }: Wanted): void => {
    const isPassword = versions.some(({ credentials }) => (credentials?.passwordsIn(action, payload) ?? []).length > 0)
    if (isPassword) throw passwordRefusal(action, identity)
  }

  return async (wanted) => {
    const { action, payload } = wanted
    checkWanted(wanted)
    checkPassword(wanted)
    // Asked again, a command is what it was, whatever has become of the station.
    const before = await known(wanted)
    if (before !== undefined) return { outcome: 'known', command: sameAs(before, wanted) }
    const { identity, spoken } = await stationOf(wanted)
    if (wanted.version !== undefined && spoken !== undefined && spoken !== wanted.version) {
      throw new CsmsError('NOT_SUPPORTED', `${action}: ${identity} speaks OCPP ${spoken}, not ${wanted.version}`)
    }
    const version = spoken ?? wanted.version
    const row = rowOf(action, version)
    const options = resolveCommandOptions(wanted.options, row.class, clock.now())
    const protocol = versions.find((one) => one.version === version)
    const broken = protocol === undefined ? undefined : await payloadError(protocol, action, payload, identity)
    if (broken !== undefined) throw broken
    const held = await isHeld(wanted, row, options)
    const command = newCommand(core, { wanted: { ...wanted, identity }, row, options, version, isHeld: held })
    const inserted = await store.commands.insert(command)
    if (inserted.outcome === 'full') {
      throw new CsmsError('OVERLOADED', `${action}: ${maxLive} commands wait for ${identity} already`)
    }
    return inserted.outcome === 'known' ? { ...inserted, command: sameAs(inserted.command, wanted) } : inserted
  }
}

function rowIn(versions: readonly AnyVersion[], action: string): CommandRow | undefined {
  const tables = versions.map(({ commands }) => commands).filter((table) => table !== undefined)
  return tables.find((table) => Object.hasOwn(table, action))?.[action]
}

interface Draft {
  readonly wanted: Wanted
  readonly row: CommandRow
  readonly options: ResolvedCommandOptions
  readonly version: string | undefined
  readonly isHeld: boolean
}

function newCommand({ sessions }: Core, { wanted, row, options, version, isHeld }: Draft): NewCommand {
  const { identity, action, payload } = wanted
  const { vendorKey, behaves, ...given } = options
  // What a payload is about can be read from one that satisfies its schema; one that was not looked at yet stands by itself.
  const target = version === undefined ? undefined : row.target?.(payload)
  const supersedeKey = target?.key ?? (vendorKey === undefined ? undefined : `DataTransfer/${vendorKey}`)
  return {
    command: {
      station: sessions.keyOf(identity),
      identity,
      version,
      action,
      payload,
      class: row.class,
      behaves,
      state: 'queued',
      ...given,
      supersedeKey,
      subject: row.subject ?? (row.class === 'vendor' ? supersedeKey : undefined),
      attempt: 0,
      ...(isHeld && { isHeld }),
    },
    supersedes: behaves === 'converging' && supersedeKey !== undefined && target?.isAddition !== true,
    maxLive,
  }
}

function checkWanted({ identity, action, payload }: Wanted): void {
  if (typeof identity !== 'string' || identity === '') throw new OptionError('identity must be the identity of a station')
  if (typeof action !== 'string') throw new OptionError(`action must be the name of a message, not ${typeof action}`)
  if (typeof payload === 'object' && payload !== null && !Array.isArray(payload)) return
  throw new OptionError(`${action}: payload must be an object`)
}

/** @throws CsmsError `CONFLICT` */
function sameAs(before: Command, { identity, action, payload }: Wanted): Command {
  const isSame =
    before.station.stationId === identity.toLowerCase() &&
    before.action === action &&
    canonicalJson(before.payload) === canonicalJson(payload)
  if (isSame) return before
  throw new CsmsError('CONFLICT', `the idempotency key of this command stands for another one: ${before.id}`)
}
