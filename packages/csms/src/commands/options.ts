import { readInstant } from '../instant.js'
import type { CommandBehaviour, CommandClass } from './command.js'

export interface CommandOptions {
  /** The same key is the same command: a second one is not made. Unique in a tenant. Default: each is a new one. */
  readonly idempotencyKey?: string | undefined
  /** ISO 8601: not sent earlier. Default: at once. */
  readonly notBefore?: string | undefined
  /**
   * ms from its making, or from `notBefore`, in which it may be sent; at most 30 days, for a one-shot command that waits for a station at
   * most 300,000. Default 300,000; for one that converges 86,400,000.
   */
  readonly expiresInMs?: number | undefined
  /**
   * What becomes of it while the station is not connected, or not accepted. Default `keep` for a command that converges, otherwise `refuse`;
   * a one-shot command is kept only with `expiresInMs`.
   */
  readonly whenOffline?: 'refuse' | 'keep' | undefined
  /** Time for the answer, ms from the moment the frame is written. Default: `callTimeoutMs` of the csms. */
  readonly timeoutMs?: number | undefined
  /** Who asks for it, for the record. */
  readonly actor?: string | undefined
  /** DataTransfer alone: what may be done with the vendor's message when no answer comes. Default: it is never repeated. */
  readonly vendor?: VendorMessage | undefined
}

export interface VendorMessage {
  readonly behaves: CommandBehaviour
  /** What it is about, for one that converges: a newer one takes the place of one that waits. Default: nothing is replaced. */
  readonly supersedeKey?: string | undefined
}

export interface ResolvedCommandOptions {
  readonly idempotencyKey: string | undefined
  readonly behaves: CommandBehaviour
  readonly vendorKey: string | undefined
  readonly createdAt: string
  readonly notBefore: string | undefined
  readonly expiresAt: string
  readonly whenOffline: 'refuse' | 'keep'
  readonly timeoutMs: number | undefined
  readonly actor: string | undefined
}

/** An option that no command takes; `message` names it. */
export class OptionError extends TypeError {
  override readonly name = 'TypeError'
}

const dayMs = 86_400_000
const maxExpiryMs = 30 * dayMs
/** The longest that a one-shot command may wait for a station. */
const maxOneShotExpiryMs = 300_000

const defaultExpiryMs: Readonly<Record<CommandBehaviour, number>> = { read: 300_000, oneShot: 300_000, converging: dayMs }

/** @throws TypeError naming the option that is wrong */
export function resolveCommandOptions(options: CommandOptions, commandClass: CommandClass, nowMs: number): ResolvedCommandOptions {
  const { idempotencyKey, timeoutMs, actor, vendor } = options
  if (vendor !== undefined && commandClass !== 'vendor') throw new OptionError('vendor is for DataTransfer alone')
  const behaves = commandClass === 'vendor' ? oneOf('vendor.behaves', vendor?.behaves ?? 'oneShot', behaviours) : commandClass
  const whenOffline = oneOf('whenOffline', options.whenOffline ?? (behaves === 'converging' ? 'keep' : 'refuse'), ['refuse', 'keep'])
  const notBefore = options.notBefore === undefined ? undefined : instant('notBefore', options.notBefore)
  const isKeptOneShot = behaves === 'oneShot' && whenOffline === 'keep'
  if (isKeptOneShot && options.expiresInMs === undefined) {
    throw new OptionError(`a command that is never repeated waits for a station only with expiresInMs, ${maxOneShotExpiryMs} at most`)
  }
  const most = isKeptOneShot ? maxOneShotExpiryMs : maxExpiryMs
  const expiresInMs = whole('expiresInMs', options.expiresInMs ?? defaultExpiryMs[behaves], most)
  return {
    idempotencyKey: idempotencyKey === undefined ? undefined : text('idempotencyKey', idempotencyKey, 300),
    behaves,
    vendorKey: vendor?.supersedeKey === undefined ? undefined : text('vendor.supersedeKey', vendor.supersedeKey, 255),
    createdAt: iso(nowMs),
    notBefore,
    expiresAt: iso(Math.max(nowMs, notBefore === undefined ? 0 : Date.parse(notBefore)) + expiresInMs),
    whenOffline,
    timeoutMs: timeoutMs === undefined ? undefined : whole('timeoutMs', timeoutMs, 2 ** 31 - 1),
    actor: actor === undefined ? undefined : text('actor', actor, 255),
  }
}

const behaviours = ['read', 'converging', 'oneShot'] as const

const iso = (ms: number): string => new Date(ms).toISOString()

function oneOf<T extends string>(option: string, value: T, allowed: readonly T[]): T {
  if (allowed.includes(value)) return value
  throw new OptionError(`${option} must be one of ${allowed.join(', ')}, not ${JSON.stringify(value)}`)
}

function whole(option: string, value: number, most: number): number {
  if (Number.isInteger(value) && value >= 1 && value <= most) return value
  throw new OptionError(`${option} must be a whole number of ms from 1 to ${most}, not ${String(value)}`)
}

function text(option: string, value: string, longest: number): string {
  if (typeof value === 'string' && value !== '' && value.length <= longest) return value
  throw new OptionError(`${option} must be a text of 1 to ${longest} characters, not ${JSON.stringify(value)}`)
}

function instant(option: string, value: string): string {
  const utc = readInstant(value)
  if (utc !== undefined) return utc
  throw new OptionError(`${option} must be a time in ISO 8601, not ${JSON.stringify(value)}`)
}
