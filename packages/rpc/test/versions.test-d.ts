import { type Ocpp16, ocpp16 } from '@ocpp-kit/ocpp16'
import { ocpp21 } from '@ocpp-kit/ocpp21'
import { ocpp201 } from '@ocpp-kit/ocpp201'
import { expectTypeOf, it } from 'vitest'
import type { CallAction, Connection, ConnectionOf, Protocol, ReceivedAction, SendAction } from '../src/index.js'

it('each version package describes a Protocol', () => {
  ocpp16 satisfies Protocol
  ocpp201 satisfies Protocol
  ocpp21 satisfies Protocol
})

it('only 2.1 has a SEND, and only for its stream', () => {
  expectTypeOf<SendAction<typeof ocpp21, 'station'>>().toEqualTypeOf<'NotifyPeriodicEventStream'>()
  expectTypeOf<SendAction<typeof ocpp21, 'csms'>>().toEqualTypeOf<never>()
  expectTypeOf<SendAction<typeof ocpp201, 'station'>>().toEqualTypeOf<never>()
  expectTypeOf<SendAction<Ocpp16, 'station'>>().toEqualTypeOf<never>()
})

it('DataTransfer goes both ways, Reset and Heartbeat one', () => {
  expectTypeOf<'DataTransfer'>().toExtend<CallAction<Ocpp16, 'station'>>()
  expectTypeOf<'DataTransfer'>().toExtend<CallAction<Ocpp16, 'csms'>>()
  expectTypeOf<Extract<CallAction<Ocpp16, 'station'>, 'Reset'>>().toEqualTypeOf<never>()
  expectTypeOf<Extract<ReceivedAction<Ocpp16, 'csms'>, 'Heartbeat'>>().toEqualTypeOf<'Heartbeat'>()
})

it('the version narrows what Reset takes', () => {
  const station = {} as ConnectionOf<Ocpp16 | typeof ocpp201, 'csms'>
  if (station.version === '1.6') void station.call('Reset', { type: 'Soft' })
  else void station.call('Reset', { type: 'OnIdle' })
  const old = {} as Connection<Ocpp16, 'csms'>
  // @ts-expect-error OnIdle is not of 1.6
  void old.call('Reset', { type: 'OnIdle' })
})
