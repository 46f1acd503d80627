/** What a station says that a variable takes (2.x VariableCharacteristics); 1.6 says nothing of it. */
export interface Characteristics {
  /** `string`, `decimal`, `integer`, `dateTime`, `boolean`, `OptionList`, `SequenceList`, `MemberList`; 2.1 also others. */
  readonly dataType?: string | undefined
  readonly unit?: string | undefined
  /** Of a number the least value. */
  readonly minLimit?: number | undefined
  /** Of a number the greatest value, of a text the longest length. */
  readonly maxLimit?: number | undefined
  /** Of a list the greatest number of members (2.1). */
  readonly maxElements?: number | undefined
  /** Of a list the members that are allowed. */
  readonly valuesList?: readonly string[] | undefined
  readonly supportsMonitoring?: boolean | undefined
}

/**
 * Whether a station has the value that is wanted, though it writes it in another way: `TRUE` for `true`, `60.0` for `60`, spaces between
 * the members of a list. Where the type is not known (1.6) each of these counts as the same.
 */
export function isSameValue(desired: string, actual: string | undefined, dataType?: string | undefined): boolean {
  if (actual === undefined) return false
  if (desired === actual) return true
  switch (dataType) {
    case 'boolean':
      return isSameBoolean(desired, actual)
    case 'integer':
    case 'decimal':
      return isSameNumber(desired, actual)
    case 'MemberList':
      return isSameList(members(desired).toSorted(), members(actual).toSorted())
    case 'SequenceList':
      return isSameList(members(desired), members(actual))
    case undefined:
      return isSameBoolean(desired, actual) || isSameNumber(desired, actual) || isSameList(members(desired), members(actual))
    default:
      return false
  }
}

/** What a station that told of its limits would not take; `undefined` where nothing speaks against the value. */
export function problemOf(value: string, { dataType, minLimit, maxLimit, maxElements, valuesList }: Characteristics): string | undefined {
  switch (dataType) {
    case 'boolean':
      return /^(true|false)$/i.test(value) ? undefined : 'the value must be true or false'
    case 'integer':
    case 'decimal':
      return numberProblem(value, dataType, minLimit, maxLimit)
    case 'OptionList':
      return memberProblem([value], valuesList)
    case 'MemberList':
    case 'SequenceList':
      if (maxElements !== undefined && members(value).length > maxElements) return `the list must have at most ${maxElements} members`
      return memberProblem(members(value), valuesList)
    case 'string':
      return maxLimit !== undefined && value.length > maxLimit ? `the value must be at most ${maxLimit} characters long` : undefined
    default:
      return undefined
  }
}

function numberProblem(value: string, dataType: string, minLimit: number | undefined, maxLimit: number | undefined): string | undefined {
  const number = numberOf(value)
  if (number === undefined || (dataType === 'integer' && !Number.isInteger(number))) return `the value must be a number (${dataType})`
  if (minLimit !== undefined && number < minLimit) return `the value must be at least ${minLimit}`
  return maxLimit !== undefined && number > maxLimit ? `the value must be at most ${maxLimit}` : undefined
}

function memberProblem(wanted: readonly string[], allowed: readonly string[] | undefined): string | undefined {
  if (allowed === undefined || allowed.length === 0) return undefined
  const known = new Set(allowed.map((one) => one.toLowerCase()))
  const unknown = wanted.filter((one) => !known.has(one.trim().toLowerCase()))
  return unknown.length === 0 ? undefined : `${unknown.join(', ')} is not among ${allowed.join(', ')}`
}

/** The members of a list in one text, as both versions write lists. */
export const members = (list: string): readonly string[] =>
  list
    .split(',')
    .map((member) => member.trim())
    .filter((member) => member !== '')

const isSameBoolean = (left: string, right: string): boolean =>
  /^(true|false)$/i.test(left) && left.toLowerCase() === right.trim().toLowerCase()

function isSameNumber(left: string, right: string): boolean {
  const number = numberOf(left)
  return number !== undefined && number === numberOf(right)
}

function numberOf(text: string): number | undefined {
  return /^\s*[+-]?\d+(\.\d*)?\s*$/.test(text) ? Number(text) : undefined
}

const isSameList = (left: readonly string[], right: readonly string[]): boolean =>
  left.length > 0 && left.length === right.length && left.every((member, at) => member === right[at])
