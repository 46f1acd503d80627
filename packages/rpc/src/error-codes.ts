/** The RPC framework error codes, spelled as OCPP 2.x spells them (Part 4 §4.3); programs only ever see these. */
export const errorCodes = [
  'FormatViolation',
  'GenericError',
  'InternalError',
  'MessageTypeNotSupported',
  'NotImplemented',
  'NotSupported',
  'OccurrenceConstraintViolation',
  'PropertyConstraintViolation',
  'ProtocolError',
  'RpcFrameworkError',
  'SecurityError',
  'TypeConstraintViolation',
] as const

/** One of {@link errorCodes}. */
export type ErrorCode = (typeof errorCodes)[number]

/** Spellings that some version or vendor puts on the wire, by what they mean (OCPP-J 1.6 §4.2.3 and its errata §5). */
const otherSpellings: ReadonlyMap<string, ErrorCode> = new Map([
  ['FormationViolation', 'FormatViolation'],
  ['OccurenceConstraintViolation', 'OccurrenceConstraintViolation'],
])

const canonical: ReadonlySet<string> = new Set(errorCodes)

export const isErrorCode = (value: unknown): value is ErrorCode => typeof value === 'string' && canonical.has(value)

/** The codes that a version spells in its own way. */
type Spelling = { readonly errorCodes: Readonly<Partial<Record<ErrorCode, string>>> }

/** The literal that goes on the wire in this version, e.g. `FormationViolation` for 1.6. */
export const toWireCode = (protocol: Spelling, code: ErrorCode): string => protocol.errorCodes[code] ?? code

/** Reads any spelling of any version; a code nobody defined is `GenericError`, as "any other error" is what that one means. */
export const fromWireCode = (literal: string): ErrorCode =>
  isErrorCode(literal) ? literal : (otherSpellings.get(literal) ?? 'GenericError')
