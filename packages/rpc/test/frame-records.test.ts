import { expect, it } from 'vitest'
import type { FrameRecord } from '../src/index.js'
import { createHalf } from './pair.js'
import { toy16 } from './toy-protocol.js'

it('the record of a request and of its answer has the message as it was read and written, which is what its text says', async () => {
  const half = await createHalf(toy16, 'csms')
  const records: FrameRecord[] = []
  half.end.events.on('frame', (record) => records.push(record))
  half.end.handlers.handle(toy16, 'Greet', () => ({ greeting: 'hi' }))
  await half.deliver('[2, "a", "Greet", {"name":"x"}]')
  expect(records.map(({ frame }) => frame)).toEqual([
    [2, 'a', 'Greet', { name: 'x' }],
    [3, 'a', { greeting: 'hi' }],
  ])
  for (const { text, frame } of records) expect(JSON.parse(text)).toEqual(frame)
})

it('what is no message has none', async () => {
  const half = await createHalf(toy16, 'csms')
  const records: FrameRecord[] = []
  half.end.events.on('frame', (record) => records.push(record))
  await half.deliver('[2,"a"')
  expect(records[0]).toMatchObject({ direction: 'in', verdict: { kind: 'fault' }, frame: undefined })
})
