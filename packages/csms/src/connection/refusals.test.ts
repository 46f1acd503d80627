import { describe, expect, test } from 'vitest'
import { adviceFor, type DoorFacts, explainRefusal } from './refusals.js'

const doors: readonly DoorFacts[] = [
  { subprotocols: ['ocpp2.1', 'ocpp1.6'], scheme: 'wss', port: 443, path: '/ocpp' },
  { subprotocols: ['ocpp1.6'], scheme: 'ws', port: 9000, path: undefined },
]

const reasons = Object.keys(adviceFor) as readonly (keyof typeof adviceFor)[]

test('there is advice for every reason that the listener has', () => {
  // The type of the table names them all; this keeps it from being widened.
  expect(reasons).toHaveLength(21)
})

describe.each(reasons)('%s', (reason) => {
  test.each(doors)('says what is wrong and what to do, over $scheme', (door) => {
    for (const offered of [[], ['ocpp2.0.1']]) {
      for (const path of [undefined, '/CP1']) {
        const { cause, fix } = explainRefusal({ reason, offered, path, detail: undefined }, door)
        expect(cause).toMatch(/^\S.{10,}/)
        expect(fix).toMatch(/^[A-Z].{15,}\.$/)
        expect(cause + fix).not.toMatch(/undefined|\[object|NaN/)
      }
    }
  })
})

test('a charger that speaks another version is told which ones are spoken here', () => {
  const [door] = doors as [DoorFacts]
  const { cause, fix } = explainRefusal({ reason: 'noSubprotocol', offered: ['ocpp2.0.1'], path: '/CP1', detail: undefined }, door)
  expect(cause).toBe('it offers ocpp2.0.1, and OCPP 2.1, 1.6 is spoken here')
  expect(fix).toContain('Set the station to one of ocpp2.1, ocpp1.6')
})

test('what a hook found out is said with the cause', () => {
  const [door] = doors as [DoorFacts]
  const refusal = { reason: 'wrongCredentials', offered: [], path: '/CP1', detail: 'no password is set for this station' } as const
  expect(explainRefusal(refusal, door).cause).toBe('its password is wrong: no password is set for this station')
})

test('an installer reads the whole URL, and why an identity with a colon is none', () => {
  const [, door] = doors as [DoorFacts, DoorFacts]
  const attempt = { reason: 'malformedIdentity', offered: ['ocpp2.0.1'], path: '/a:b', identity: 'a:b', detail: undefined } as const
  const { cause, fix } = explainRefusal(attempt, door)
  expect(cause).toBe('the identity in its URL has a colon, which its version of OCPP does not allow')
  expect(fix).toContain('ws://<host>:9000/<identity>')
  expect(explainRefusal({ ...attempt, identity: undefined }, door).cause).toBe('its URL ends in no identity')
})
