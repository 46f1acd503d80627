/** What comes of a message: the code of a CALLERROR, silence, or the end of the connection with a close code. */
export type Expected = { readonly error: string } | { readonly close: number } | 'silence'

export interface BadMessage {
  readonly name: string
  readonly message: string | Uint8Array
  /** RFC 6455: 2 is binary. Default text. */
  readonly opcode?: number
  readonly v16: Expected
  readonly v201: Expected
  /** Where 2.1 differs from 2.0.1. */
  readonly v21?: Expected
}

const error = (code: string): Expected => ({ error: code })
const both = (code: string) => ({ v16: error(code), v201: error(code) })
const call = (payload: string, action = 'DataTransfer', id = 'm1'): string => `[2,"${id}","${action}",${payload}]`
const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)
const text = (length: number): string => 'x'.repeat(length)
const bytes = (before: string, middle: readonly number[], after: string): Uint8Array =>
  Buffer.concat([Buffer.from(before), Buffer.from(middle), Buffer.from(after)])

const framework = { v16: 'silence', v201: error('RpcFrameworkError') } as const
const malformed = { v16: error('FormationViolation'), v201: error('RpcFrameworkError') } as const
const notJson = { v16: error('FormationViolation'), v201: error('FormatViolation') } as const

/** Messages that nobody should send, and what each earns (the table of error codes in docs; OCPP-J 1.6 §4.2.3, 2.x Part 4 §4.3). */
export const badMessages: readonly BadMessage[] = [
  { name: 'nothing at all', message: '', ...framework },
  { name: 'no JSON', message: 'hello', ...framework },
  { name: 'JSON that is no array', message: '{"a":1}', ...framework },
  { name: 'an empty array', message: '[]', ...framework },
  { name: 'a call that breaks off', message: '[2,"m1","DataTransfer",{"vendorId":', ...notJson },
  { name: 'a raw NUL in a text', message: '[2,"m1","DataTransfer",{"vendorId":"a\0b"}]', ...notJson },
  { name: 'a call of three elements', message: '[2,"m1","Heartbeat"]', ...malformed },
  { name: 'an action that is a number', message: '[2,"m1",7,{}]', ...malformed },
  {
    name: 'an id of 37 characters',
    message: call('{}', 'Heartbeat', text(37)),
    v16: error('GenericError'),
    v201: error('RpcFrameworkError'),
  },
  {
    name: 'an unknown message type',
    message: '[9,"m1","Heartbeat",{}]',
    v16: 'silence',
    v201: error('MessageTypeNotSupported'),
    v21: 'silence',
  },
  { name: 'a payload that is a list', message: call('[]', 'Heartbeat'), ...notJson },
  { name: 'a payload that is 64 lists deep', message: call(nested(64), 'Heartbeat'), ...notJson },
  { name: 'a field that is 64 lists deep', message: call(`{"vendorId":${nested(64)}}`), ...both('TypeConstraintViolation') },
  { name: 'a field that is 100,000 lists deep', message: call(`{"vendorId":${nested(100_000)}}`), ...both('TypeConstraintViolation') },
  { name: 'a message of 10 MB', message: call(`{"vendorId":"${text(10_000_000)}"}`), v16: { close: 1009 }, v201: { close: 1009 } },
  { name: 'a field of 900 kB', message: call(`{"vendorId":"${text(900_000)}"}`), ...both('PropertyConstraintViolation') },
  {
    name: 'a field twice, the last time with another type',
    message: call('{"vendorId":"a","vendorId":7}'),
    ...both('TypeConstraintViolation'),
  },
  {
    name: '__proto__ as a field',
    message: call('{"vendorId":"a","__proto__":{"x":1}}'),
    v16: error('FormationViolation'),
    v201: error('ProtocolError'),
  },
  {
    name: 'a field that is not in the schema',
    message: call('{"vendorId":"a","x":1}'),
    v16: error('FormationViolation'),
    v201: error('ProtocolError'),
  },
  {
    name: 'no field that is required',
    message: call('{}'),
    v16: error('OccurenceConstraintViolation'),
    v201: error('OccurrenceConstraintViolation'),
  },
  { name: 'null for a field', message: call('{"vendorId":"a","messageId":null}'), ...both('TypeConstraintViolation') },
  { name: 'an unknown action', message: call('{}', 'MakeCoffee'), ...both('NotImplemented') },
  { name: 'constructor as an action', message: call('{}', 'constructor'), ...both('NotImplemented') },
  { name: 'an action of the csms', message: call('{"type":"Soft"}', 'Reset'), ...both('NotSupported') },
  { name: 'an answer that nobody waits for', message: '[3,"m1",{}]', v16: 'silence', v201: 'silence' },
  { name: 'an answer that breaks off', message: '[3,"m1",{', v16: 'silence', v201: 'silence' },
  {
    name: 'bytes that are no UTF-8',
    message: bytes('[2,"m1","Heartbeat",{"', [0xc3, 0x28], '":1}]'),
    v16: { close: 1007 },
    v201: { close: 1007 },
  },
  {
    name: 'half of a surrogate pair in UTF-8',
    message: bytes('["', [0xed, 0xa0, 0x80], '"]'),
    v16: { close: 1007 },
    v201: { close: 1007 },
  },
  { name: 'a binary message', message: call('{}', 'Heartbeat'), opcode: 2, v16: { close: 1003 }, v201: { close: 1003 } },
]
