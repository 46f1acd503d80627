import type { VariableName } from './commands.js'
import { isSecret } from './secret.js'
import { type Characteristics, isSameValue } from './variable-value.js'

export type Mutability = 'ReadOnly' | 'WriteOnly' | 'ReadWrite'

/** How a value became known: a report, an answer to a question, the station's acceptance of a new value, or an event. */
export type VariableSource = 'report' | 'get' | 'set' | 'notify'

/** What a station says of a variable. */
export interface ObservedVariable extends VariableName {
  /** Missing where the station gave none, and of secrets. */
  readonly value?: string | undefined
  readonly mutability?: Mutability | undefined
  /** Whether the value survives a reboot. */
  readonly isPersistent?: boolean | undefined
  /** Whether it never changes while the station runs. */
  readonly isConstant?: boolean | undefined
  readonly characteristics?: Characteristics | undefined
}

/**
 * What came of setting a variable. `Sent`: the answer never came, or the process ended before it. `ReadOnly`: it was not sent, because the
 * station said before that it takes no value. The others are the station's.
 */
export type AppliedStatus =
  | 'Sent'
  | 'Accepted'
  | 'RebootRequired'
  | 'Rejected'
  | 'ReadOnly'
  | 'UnknownComponent'
  | 'UnknownVariable'
  | 'NotSupportedAttributeType'

/** The last attempt to give a variable its desired value. */
export interface Applied {
  readonly value: string
  readonly status: AppliedStatus
  readonly reason?: string | undefined
  /** ISO 8601, UTC. */
  readonly at: string
  /** Times that this value was sent. */
  readonly attempts: number
  /** Which application of the station's desired values it first went with: 1, 2 … */
  readonly run: number
  /** The value that the station had before; missing where it was not known. */
  readonly before?: string | undefined
}

/** A variable of a 2.x station, or a configuration key of a 1.6 station: what it is, and what it is wanted to be. */
export interface Variable extends ObservedVariable {
  readonly attribute: NonNullable<VariableName['attribute']>
  /** ISO 8601, UTC; missing while the station has said nothing of it. */
  readonly observedAt?: string | undefined
  readonly source?: VariableSource | undefined
  readonly desired?: { readonly value: string; readonly since: string } | undefined
  readonly applied?: Applied | undefined
  /** Since when the station has another value than the desired one, or none that is known. ISO 8601, UTC. */
  readonly driftSince?: string | undefined
}

/** One thing that becomes known of a variable, or is wanted of it; `at` is ISO 8601, UTC. */
export type VariableChange = { readonly name: VariableName; readonly at: string } & (
  | { readonly kind: 'observed'; readonly source: VariableSource; readonly observed: Omit<ObservedVariable, keyof VariableName> }
  /** Without a value: nothing is wanted of it any more. */
  | { readonly kind: 'desired'; readonly value: string | undefined }
  | { readonly kind: 'applied'; readonly applied: Omit<Applied, 'at'> }
)

/** What makes two names one: letter case does not count, and an attribute that is not named is Actual (2.x Part 2, ComponentType, VariableType). */
export const variableKey = (name: VariableName): string =>
  JSON.stringify([
    name.component,
    name.componentInstance ?? '',
    numberPart(name.evseId),
    numberPart(name.connectorId),
    name.variable,
    name.instance ?? '',
    name.attribute ?? 'Actual',
  ]).toLowerCase()

/** Numbers are filled up so that they sort as numbers. */
const numberPart = (value: number | undefined): string => (value === undefined ? '' : String(value).padStart(4, '0'))

/** The variable after a change; `undefined` where nothing is left to be known. */
export function changeVariable(before: Variable | undefined, change: VariableChange): Variable | undefined {
  const known = before ?? { ...change.name, attribute: change.name.attribute ?? 'Actual' }
  const after = changed(known, change)
  if (after.observedAt === undefined && after.desired === undefined) return undefined
  const hasDrift = after.desired !== undefined && !isSameValue(after.desired.value, after.value, after.characteristics?.dataType)
  const { driftSince, ...settled } = after
  return hasDrift ? { ...settled, driftSince: driftSince ?? change.at } : settled
}

function changed(known: Variable, change: VariableChange): Variable {
  switch (change.kind) {
    case 'observed':
      return observe(known, change.observed, change)
    case 'desired': {
      const { desired, driftSince, applied, ...rest } = known
      if (change.value === undefined) return rest
      if (desired?.value === change.value) return known
      return { ...rest, ...(applied !== undefined && { applied }), desired: { value: change.value, since: change.at } }
    }
    case 'applied':
      return { ...known, applied: { ...change.applied, at: change.at } }
  }
}

/** What was observed later stands; what a report says of the kind of a variable is kept until another says otherwise. */
function observe(
  known: Variable,
  observed: Omit<ObservedVariable, keyof VariableName>,
  { at, source }: { readonly at: string; readonly source: VariableSource },
): Variable {
  const { value: valueBefore, ...rest } = known
  const told = Object.fromEntries(Object.entries(observed).filter(([, value]) => value !== undefined)) as typeof observed
  const mutability = told.mutability ?? known.mutability
  if (known.observedAt !== undefined && at < known.observedAt) return known
  if (isSecret(known, mutability)) {
    const { value, ...withoutValue } = told
    return { ...rest, ...withoutValue, observedAt: at, source }
  }
  return { ...rest, ...told, observedAt: at, source }
}
