import fc from 'fast-check'

const validFrames = [
  '[2,"id-1","Greet",{"name":"x","count":3}]',
  '[2,"id-2","Ask",{"question":"?"}]',
  '[3,"id-3",{"answer":"yes"}]',
  '[4,"id-4","GenericError","no",{}]',
  '[5,"id-5","FormatViolation","no",{}]',
  '[6,"id-6","Stream",{"value":1}]',
]

const truncated = fc.tuple(fc.constantFrom(...validFrames), fc.nat(60)).map(([text, length]) => text.slice(0, length))
const flipped = fc
  .tuple(fc.constantFrom(...validFrames), fc.nat(60), fc.integer({ min: 0, max: 0xff_ff }))
  .map(([text, at, code]) => text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1))
const wrongArity = fc
  .tuple(fc.constantFrom(...validFrames), fc.integer({ min: 0, max: 8 }))
  .map(([text, length]) => JSON.stringify([...(JSON.parse(text) as unknown[]), 1, 2, 3, 4].slice(0, length)))
const wrongTypes = fc
  .tuple(fc.constantFrom(...validFrames), fc.nat(4), fc.jsonValue())
  .map(([text, at, value]) => JSON.stringify((JSON.parse(text) as unknown[]).with(at % 3, value)))
const wrongPayload = fc
  .tuple(
    fc.constantFrom('Greet', 'Ask', 'Stream', 'Nope', '__proto__', 'constructor', 'Greet-Signed'),
    fc.constantFrom(2, 6),
    fc.jsonValue(),
  )
  .map(([action, type, payload]) => JSON.stringify([type, 'p', action, payload]))
const prototypes = fc.constantFrom(
  '[2,"a","Greet",{"__proto__":{"name":"x"}}]',
  '[2,"a","Greet",{"constructor":{"prototype":{"polluted":1}},"name":"x"}]',
  '{"__proto__":[2,"a","Greet",{}]}',
  '[2,"__proto__","Greet",{"name":"x"}]',
  '[2,"a","Greet-Signed",{"protected":"e30","payload":"e30","signature":""}]',
  '[2,"a","Greet-Signed",{"protected":"%%","payload":"e30","signature":""}]',
)
const deep = fc.integer({ min: 64, max: 5_000 }).map((depth) => `[2,"deep","Greet",{"name":${'['.repeat(depth)}${']'.repeat(depth)}}]`)
const huge = fc.integer({ min: 1_000, max: 50_000 }).map((length) => `[2,"huge","Greet",{"name":"${'x'.repeat(length)}","more":1}]`)
/** Text that is no frame, or no good one. */
export const malformedFrames = fc.oneof(
  truncated,
  flipped,
  wrongArity,
  wrongTypes,
  wrongPayload,
  prototypes,
  fc.string(),
  fc.json(),
  deep,
  huge,
)
