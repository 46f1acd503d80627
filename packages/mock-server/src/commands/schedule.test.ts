import { createFakeClock } from '@ocpp-kit/rpc/testing'
import { expect, it } from 'vitest'
import { Schedule } from './schedule.js'

it('does not send the next command of a period on top of one that is not answered yet', async () => {
  const clock = createFakeClock()
  const answers: (() => void)[] = []
  const schedule = new Schedule({
    clock,
    plans: [{ action: 'ClearCache', periodSeconds: 5 }],
    send: () => new Promise((resolve) => answers.push(resolve)),
    isKnown: () => true,
    onLacking: () => {},
  })
  schedule.present('CP1')
  await clock.advance(15_000)
  expect(answers).toHaveLength(1)
  answers[0]?.()
  await clock.advance(5_000)
  expect(answers).toHaveLength(2)
})
