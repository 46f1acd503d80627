import type { Applied, Variable } from './variable.js'
import { isSameValue, problemOf } from './variable-value.js'

/** A variable with something wanted of it. */
export type DesiredVariable = Variable & { readonly desired: NonNullable<Variable['desired']> }

export const isDesired = (variable: Variable): variable is DesiredVariable => variable.desired !== undefined

const firstPauseMs = 60_000
const longestPauseMs = 86_400_000

/** The pause after a value was sent that the station did not come to have: a minute, then four times as long each time, a day at most. */
export const pauseMs = (attempts: number): number => Math.min(firstPauseMs * 4 ** (attempts - 1), longestPauseMs)

/** Why a value is not even sent, by what the station said of the variable before. */
export function refusalOf({ mutability, desired, characteristics }: DesiredVariable): Pick<Applied, 'status' | 'reason'> | undefined {
  if (mutability === 'ReadOnly') return { status: 'ReadOnly', reason: 'the station says that it cannot be written' }
  const problem = problemOf(desired.value, characteristics ?? {})
  return problem === undefined ? undefined : { status: 'Rejected', reason: `not sent: ${problem}` }
}

/** Whether the station took the value and has it only after a reboot that has not come yet. */
export const needsReboot = ({ applied, desired }: Variable, bootedAt: string | undefined): boolean =>
  applied?.status === 'RebootRequired' && applied.value === desired?.value && (bootedAt ?? '') <= applied.at

/**
 * When the desired value may be sent, ms since the epoch, 0 for now; `undefined` where there is nothing to send: the station has it, it
 * would refuse it, or has it after its next reboot.
 */
export function dueAt(variable: DesiredVariable, bootedAt: string | undefined): number | undefined {
  const { desired, value, applied, characteristics } = variable
  if (isSameValue(desired.value, value, characteristics?.dataType)) return undefined
  if (refusalOf(variable) !== undefined || needsReboot(variable, bootedAt)) return undefined
  return applied === undefined || applied.value !== desired.value ? 0 : Date.parse(applied.at) + pauseMs(applied.attempts)
}

/** The attempt that is about to be made; the value before it stays that of the first attempt with this desired value. */
export function attempt(variable: DesiredVariable, run: number): Omit<Applied, 'at'> {
  const { desired, value, applied } = variable
  const status = 'Sent'
  if (applied === undefined || applied.value !== desired.value) return { value: desired.value, status, attempts: 1, run, before: value }
  return { value: desired.value, status, attempts: applied.attempts + 1, run: applied.run, before: applied.before }
}

export const lastRunOf = (variables: readonly Variable[]): number => Math.max(0, ...variables.map(({ applied }) => applied?.run ?? 0))
