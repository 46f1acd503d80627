import fc from 'fast-check'
import { expect, test } from 'vitest'
import { elementTexts, memberText } from './json-text.js'

test.each([
  ['{"a":1.0,"payload":{"b":1e3,"1":2},"c":3}', '{"b":1e3,"1":2}'],
  [' \n{ "payload" :\t{ "b" : [ 1 , "}" ] }\r\n}', '{ "b" : [ 1 , "}" ] }'],
  ['{"x":{"payload":1},"y":["payload",2],"payload":{}}', '{}'],
  ['{"payload":{"a":1},"payload":{"b":2}}', '{"b":2}'],
  ['{"payload":{"a":1},"pay\\u006coad":{"b":2}}', '{"b":2}'],
  ['{"pay\\u006coad":{"b":2},"payload":{"a":1}}', '{"a":1}'],
  ['{"a":"\\"payload\\":5","b\\\\":"\\\\","payload":{"c":"\\\\\\"}"}}', '{"c":"\\\\\\"}"}'],
  ['\ufeff{"payload":12345678901234567890}', '12345678901234567890'],
  ['{"payload":"text"}', '"text"'],
  ['{}', undefined],
  ['{"other":{"payload":{}}}', undefined],
])('of %s the payload is written as %s', (json, text) => {
  expect(memberText(json, 'payload')).toBe(text)
})

test('a member and an element are what parsing gives, written as they were, however the text is spaced and nested', () => {
  const json = fc.constantFrom(
    '1.0',
    '-0',
    '1e3',
    'true',
    '"\\\\\\""',
    '"]}"',
    '[]',
    '{ }',
    '[ [1],{"a":[" {"]} ]',
    '{"a":"b\\\\","c":{"d":[0,"}"]}}',
  )
  const name = fc.constantFrom('a', '1', '"', '\\', '{"', 'é\ud800', '')
  fc.assert(
    fc.property(fc.array(fc.tuple(name, json), { maxLength: 4 }), fc.constantFrom('', ' ', '\n\t'), (members, space) => {
      const object = `{${members.map(([name, text]) => `${space}${JSON.stringify(name)}${space}:${space}${text}${space}`).join(',')}}`
      const last = new Map(members)
      for (const [name] of members) expect(memberText(object, name)).toBe(last.get(name))
      const texts = members.map(([, text]) => text)
      expect(elementTexts(`${space}[${texts.map((text) => `${space}${text}${space}`).join(',')}]`)).toEqual(texts)
    }),
  )
})

test('what is nested deeper than the stack is found, too', () => {
  const deep = `${'[{"a":'.repeat(100_000)}1${'}]'.repeat(100_000)}`
  expect(memberText(`{"payload":${deep},"b":1}`, 'payload')).toBe(deep)
})
