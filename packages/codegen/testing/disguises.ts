import { runInNewContext } from 'node:vm'

/** A payload in which one value is not what it seems: JSON writes something else, or the same from elsewhere. */
export interface Disguise {
  readonly what: string
  readonly payload: unknown
}

type Put = (value: unknown) => unknown

class Instance {}

/** As an object is made where there is another `Object`: in a worker of a test runner, for instance. */
const ofAnotherRealm = (members: object): object => Object.assign(runInNewContext('({})') as object, members)

const hidden = (holder: object, name: string, value: unknown): object =>
  Object.defineProperty(holder, name, { value, enumerable: false, configurable: true })

/** Disguises of a value by its type, each made from a copy. */
function* disguisesOf(value: unknown): Generator<Disguise> {
  if (Array.isArray(value)) {
    yield { what: 'list with toJSON', payload: hidden([...value], 'toJSON', () => 'text') }
    yield { what: 'instance of a class of lists', payload: class extends Array {}.from(value) }
    return
  }
  if (typeof value === 'string') yield { what: 'Date in place of a text', payload: new Date(0) }
  if (typeof value !== 'object' || value === null) {
    yield { what: 'value in an object', payload: Object(value) }
    yield { what: 'function in place of a value', payload: () => value }
    return
  }
  yield { what: 'members all inherited', payload: Object.create(value) }
  yield { what: 'instance of a class', payload: Object.assign(new Instance(), value) }
  yield { what: 'object of another realm', payload: ofAnotherRealm(value) }
  yield { what: 'members of a bare prototype', payload: Object.create(Object.assign(Object.create(null) as object, value)) }
  yield { what: 'no prototype', payload: Object.assign(Object.create(null), value) }
  yield { what: 'hidden toJSON', payload: hidden({ ...value }, 'toJSON', () => ({ other: 1 })) }
  yield { what: 'inherited toJSON', payload: Object.assign(new Date(0), value) }
  yield { what: 'own toJSON', payload: { ...value, toJSON: () => 5 } }
  yield { what: 'a symbol beside its members', payload: { ...value, [Symbol('own')]: 1 } }
  for (const [name, member] of Object.entries(value)) {
    const { [name]: _, ...others } = value as Record<string, unknown>
    yield { what: `inherited ${name}`, payload: Object.assign(Object.create({ [name]: member }), others) }
    yield { what: `hidden ${name}`, payload: hidden(others, name, member) }
    yield { what: `${name} from a getter`, payload: Object.defineProperty(others, name, { get: () => member, enumerable: true }) }
  }
}

/** A payload with one value after another disguised, at every depth. */
export function* disguised(value: unknown, put: Put = (changed) => changed): Generator<Disguise> {
  for (const { what, payload } of disguisesOf(value)) yield { what, payload: put(payload) }
  if (Array.isArray(value)) {
    if (value.length > 0) yield* disguised(value[0], (changed) => put(value.with(0, changed)))
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) yield* disguised(member, (changed) => put({ ...value, [name]: changed }))
  }
}
