import { ocpp16 } from '@ocpp-kit/ocpp16'
import { ocpp21 } from '@ocpp-kit/ocpp21'
import { expectTypeOf, test } from 'vitest'
import { defineAnswers, defineCommands } from '../src/features/define.js'

test('an answer knows its request, and keeps the literals of its response', () => {
  defineAnswers(ocpp16, {
    Authorize: ({ idTag }) => {
      expectTypeOf(idTag).toBeString()
      return { idTagInfo: { status: idTag === 'X' ? 'Blocked' : 'Accepted' } }
    },
  })
})

test('a wrong value, a missing field, a field too many at any depth or an action of the other side does not compile', () => {
  // @ts-expect-error no such status
  defineAnswers(ocpp16, { Authorize: () => ({ idTagInfo: { status: 'Fine' } }) })
  // @ts-expect-error idTagInfo is required
  defineAnswers(ocpp16, { Authorize: () => ({}) })
  // @ts-expect-error no such field
  defineAnswers(ocpp16, { Authorize: () => ({ idTagInfo: { status: 'Accepted', parent: 'X' } }) })
  // @ts-expect-error no such field, not even now and then
  defineAnswers(ocpp16, { Heartbeat: () => ({ currentTime: '', ...(Date.now() > 0 && { time: '' }) }) })
  // @ts-expect-error a station does not send it
  defineAnswers(ocpp16, { Reset: () => ({ status: 'Accepted' }) })
  // @ts-expect-error no such type
  defineCommands(ocpp16, { Reset: { payload: () => ({ type: 'OnIdle' }) } })
  // @ts-expect-error no such field
  defineCommands(ocpp16, { Reset: { payload: () => ({ type: 'Soft', evseId: 1 }) } })
})

test('a SEND is answered with nothing', () => {
  defineAnswers(ocpp21, { NotifyPeriodicEventStream: () => undefined })
  // @ts-expect-error nobody answers it
  defineAnswers(ocpp21, { NotifyPeriodicEventStream: () => ({}) })
})
