import type { FastifyError } from 'fastify'
import { didYouMean } from '../option-names.js'

/** What is wrong at one place of a request. */
export interface Finding {
  readonly pointer: string
  readonly detail: string
}

/** As Fastify and the compiled schemas have it. */
export type RawFinding = NonNullable<FastifyError['validation']>[number]

/** One finding for each place; a member that is missing or not known is named by a pointer of its own. */
export function findingsOf(findings: readonly RawFinding[]): readonly Finding[] {
  const byPointer = new Map<string, string>()
  const told = findings.filter((one) => !isSilent(one))
  for (const finding of told.length === 0 ? findings : told) {
    const { keyword, instancePath, message = '', params } = finding
    const [list, wordsFor] = memberFindings[keyword] ?? []
    const members = list === undefined ? [] : asList(params[list])
    for (const member of members) byPointer.set(`${instancePath}/${String(member)}`, wordsFor?.(String(member), params) ?? message)
    if (members.length > 0 || byPointer.has(instancePath)) continue
    byPointer.set(instancePath, isOfSome(finding) ? `must be ${oneOf(allowedAt(told, instancePath))}` : message)
  }
  return [...byPointer].map(([pointer, detail]) => ({ pointer, detail }))
}

/** Of several forms that a value may have, null is the last that somebody meant who wrote another. */
const isSilent = ({ keyword, params }: RawFinding): boolean => keyword === 'anyOf' || (keyword === 'type' && params['type'] === 'null')

const isOfSome = ({ keyword }: RawFinding): boolean => keyword === 'enum' || keyword === 'const'

/** All values that a place may have, whichever way its schema lists them. */
const allowedAt = (findings: readonly RawFinding[], place: string): readonly unknown[] =>
  findings.filter(({ instancePath }) => instancePath === place).flatMap(allowedBy)

function allowedBy({ keyword, params }: RawFinding): readonly unknown[] {
  if (keyword === 'const') return [params['allowedValue']]
  return keyword === 'type' ? [`an ${String(params['type'])}`.replace(/^an (?=[bns])/, 'a ')] : asList(params['allowedValues'])
}

const oneOf = (values: readonly unknown[]): string => `${values.length > 1 ? 'one of ' : ''}${values.map(String).join(', ')}`

/** Where a finding is about members of an object: where their names stand, and what to say of them. */
const memberFindings: Readonly<Record<string, readonly [string, (member: string, params: RawFinding['params']) => string]>> = {
  additionalProperties: [
    'additionalProperties',
    (member, { known }) => `is not known here${didYouMean(member, asList(known).map(String))}`,
  ],
  required: ['requiredProperties', () => 'is missing'],
}

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
