// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the templates of a sequence look like this
import { describe, expect, it } from 'vitest'
import { carry, fillIn, setAt } from './values.js'

const nowMs = Date.UTC(2026, 0, 1)
const values = new Map<string, unknown>([
  ['transactionId', 42],
  ['tag', 'CARD'],
])

describe('values of a sequence', () => {
  it.each([
    ['${transactionId}', 42],
    ['id ${transactionId} of ${tag}', 'id 42 of CARD'],
    [
      { a: ['${tag}'], b: 1 },
      { a: ['CARD'], b: 1 },
    ],
    ['${now}', '2026-01-01T00:00:00.000Z'],
    ['${now+90s}', '2026-01-01T00:01:30.000Z'],
    ['${now-1d}', '2025-12-31T00:00:00.000Z'],
    [null, null],
  ])('%j becomes %j', (template, filled) => expect(fillIn(template, values, nowMs)).toEqual(filled))

  it('that no step has saved are told', () => expect(() => fillIn('${nope}', values, nowMs)).toThrow('${nope} is not known'))

  it('are set at a dotted path, in a copy', () => {
    const payload = { a: { b: 1 } }
    expect(setAt(payload, 'a.c', 2)).toEqual({ a: { b: 1, c: 2 } })
    expect(setAt(payload, 'd.e', 3)).toEqual({ a: { b: 1 }, d: { e: 3 } })
    expect(payload).toEqual({ a: { b: 1 } })
  })

  it('are carried into fields of their name, where the payload has them', () => {
    const names = ['transactionId', 'transactionInfo.transactionId']
    expect(carry({ transactionId: 1, x: 2 }, values, names)).toEqual({ transactionId: 42, x: 2 })
    expect(carry({ transactionInfo: { transactionId: 'a' } }, values, names)).toEqual({ transactionInfo: { transactionId: 42 } })
    expect(carry({ x: 2 }, values, names)).toEqual({ x: 2 })
  })
})
