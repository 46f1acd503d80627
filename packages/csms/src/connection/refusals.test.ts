import { describe, expect, test } from 'vitest'
import { adviceFor, type DoorFacts, explainRefusal } from './refusals.js'

const doors: readonly DoorFacts[] = [
  { subprotocols: ['ocpp2.1', 'ocpp1.6'], scheme: 'wss', path: '/ocpp' },
  { subprotocols: ['ocpp1.6'], scheme: 'ws', path: undefined },
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
