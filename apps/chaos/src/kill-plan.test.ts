import { createRandom } from '@ocpp-kit/rpc'
import { expect, test } from 'vitest'
import { planKills } from './kill-plan.js'

const options = { kills: 200, maxLoadMs: 6_000, maxAnswers: 100 }

test('the kills follow from the seed, and a longer run begins as a shorter one', () => {
  const plan = planKills(createRandom(7), options)
  expect(planKills(createRandom(7), options)).toEqual(plan)
  expect(planKills(createRandom(7), { ...options, kills: 20 })).toEqual(plan.slice(0, 20))
  expect(planKills(createRandom(8), options)).not.toEqual(plan)
})

test('a long plan has kills of every kind, and the first comes under load', () => {
  const kinds = planKills(createRandom(7), options).map(({ moment }) => moment.kind)
  expect(new Set(kinds)).toEqual(new Set(['starting', 'opening', 'answer', 'load']))
  expect(kinds[0]).toBe('load')
})
