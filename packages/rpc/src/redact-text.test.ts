import { describe, expect, it } from 'vitest'
import { createRedactor } from './redact.js'

const call = (action: string, payload: object): string => JSON.stringify([2, '19', action, payload])

describe('text of the largest size', () => {
  const size = 1024 * 1024
  const parts = ['a://b', 'a://b:c@', '://a:', 'a:', '?token', 'a://?token;', '&sig=', ';', '=', '@', ' ', '[', '{"a":', '\\', '"']
  const keys = ['-----BEGIN', '-----BEGIN A', '-----BEGIN PRIVATE KEY-----', 'PRIVATE KEY', '-----BEGIN PRIVATE KEY----------END']
  const fill = (part: string): string => `a://${part.repeat(size / part.length)} PRIVATE KEY`

  it.each([...parts, ...keys])('takes less than a second, whatever it repeats: %j', (part) => {
    const redactor = createRedactor()
    const startedAt = performance.now()
    redactor.frame(call('Heartbeat', { x: fill(part), [fill(part)]: 'https://a:b@h' }))
    redactor.frame(call('ChangeConfiguration', { key: fill(part), value: '1' }))
    redactor.frame(fill(part))
    expect(performance.now() - startedAt).toBeLessThan(3_000)
  })

  it('takes less than a second under rules with many stars', () => {
    const redactor = createRedactor({ rules: { secretSettings: ['*a*b*c*d', 'a*a*a*a*b', '<a>'] } })
    const startedAt = performance.now()
    redactor.frame(call('ChangeConfiguration', { key: 'a'.repeat(size), value: '1' }))
    expect(performance.now() - startedAt).toBeLessThan(1_000)
  })

  it('has no pseudonym for a token that is longer than any', () => {
    expect(createRedactor().frame(call('Authorize', { idTag: 'x'.repeat(2_000) }))).toBe(call('Authorize', { idTag: '***' }))
  })
})

describe('credentials in a text', () => {
  it.each([
    ['ftp://joe:pa/ss#1@h/up a@b', 'ftp://***@h/up a@b'],
    ['see http://h:80/a@b', 'see http://h:80/a@b'],
    ['http://h:80@h', 'http://***@h'],
    ['a://b@c://d:e@f@g', 'a://***@c://***@g'],
    ['_a://b:c@d', '_a://b:c@d'],
    [`${'x'.repeat(32)}://b:c@d`, `${'x'.repeat(32)}://b:c@d`],
    ['http://h/?a=token&b=1;mySig=2?x&c', 'http://h/?a=token&b=1;mySig=***&c'],
    ['http://h/?user=u&pass=p#token=t', 'http://h/?user=u&pass=***#token=t'],
    ['http://h/?bypass_mode=1', 'http://h/?bypass_mode=1'],
  ])('are masked up to the host, and by the name of a parameter: %s', (text, expected) => {
    expect(createRedactor().payload({ text })).toEqual({ text: expected })
  })
})
