import { type Ocpp16, ocpp16 } from '@ocpp-kit/ocpp16'
import { ocpp21 } from '@ocpp-kit/ocpp21'
import { expectTypeOf, it } from 'vitest'
import { createSender, type Outcome, type ProtocolWithSchema, type repeat, runSequence, type Sender } from '../src/index.js'

declare const sender: Sender<Ocpp16>
declare const anySender: Sender

it('a sender knows the messages of its version, their payloads and their answers', () => {
  expectTypeOf(createSender({ protocol: ocpp16, url: '' })).resolves.toEqualTypeOf<Sender<Ocpp16>>()
  void sender.send('Authorize', { idTag: 'A' }).then(({ outcome }) => {
    if (outcome.kind === 'answered') expectTypeOf(outcome.payload.idTagInfo.status).toExtend<string>()
  })
  void sender.send('Reset', { type: 'Soft' })
  void sender.send('Heartbeat', undefined, { seed: 1 })
  expectTypeOf(sender.received('Reset')).resolves.toExtend<{ readonly type: 'Hard' | 'Soft' }>()
  // @ts-expect-error there is no such message
  void sender.send('Authorise', {})
  // @ts-expect-error an idTag is text
  void sender.send('Authorize', { idTag: 5 })
  // @ts-expect-error there is no such message
  void sender.received('Rest')
})

it('a SEND has a payload and no answer', () => {
  void createSender({ protocol: ocpp21, url: '' }).then((modern) => {
    const { outcome } = {} as Awaited<ReturnType<typeof modern.send<'NotifyPeriodicEventStream'>>>
    expectTypeOf(outcome).toEqualTypeOf<Outcome>()
  })
})

it('a sender of a version that is not known takes any message', () => {
  expectTypeOf<Sender>().toEqualTypeOf<Sender<ProtocolWithSchema>>()
  void anySender.send('Whatever', { a: 1 }).then(({ outcome }) => expectTypeOf(outcome).toEqualTypeOf<Outcome>())
})

it('a sender of any version serves sequences and repetitions', () => {
  expectTypeOf(runSequence).parameter(0).toHaveProperty('sender').toEqualTypeOf<Parameters<typeof repeat>[0]['senders'][number]>()
  expectTypeOf(sender).toExtend<Parameters<typeof runSequence>[0]['sender']>()
})
