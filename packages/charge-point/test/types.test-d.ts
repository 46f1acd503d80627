import type { Connection } from '@ocpp-kit/rpc'
import { describe, expectTypeOf, it } from 'vitest'
import { type ChargePoint, createChargePoint } from '../src/index.js'
import { type Ocpp16Station, ocpp16 } from '../src/versions/ocpp16.js'
import { ocpp21 } from '../src/versions/ocpp21.js'
import { ocpp201 } from '../src/versions/ocpp201.js'

const common = { csmsUrl: 'ws://127.0.0.1:9000', identity: 'CP1' } as const

describe('a charge point', () => {
  const old = createChargePoint({ version: ocpp16, ...common })
  const middle = createChargePoint({ version: ocpp201, ...common })
  const latest = createChargePoint({ version: ocpp21, ...common })

  it('knows its version', () => {
    expectTypeOf(old).toEqualTypeOf<ChargePoint<Ocpp16Station>>()
    expectTypeOf(old.version).toEqualTypeOf<'1.6'>()
    expectTypeOf(latest.version).toEqualTypeOf<'2.1'>()
  })

  it('calls what a station of its version sends, with the right payload and answer', () => {
    expectTypeOf(old.call('Authorize', { idTag: 'A' })).resolves.toHaveProperty('idTagInfo')
    expectTypeOf(middle.call('Authorize', { idToken: { idToken: 'A', type: 'ISO14443' } })).resolves.toHaveProperty('idTokenInfo')
    // @ts-expect-error a field of 2.x
    void old.call('Authorize', { idToken: 'A' })
    // @ts-expect-error 1.6 has no TransactionEvent
    void old.call('TransactionEvent', {})
    // @ts-expect-error sent by the csms
    void middle.call('Reset', { type: 'Immediate' })
  })

  it('handles what a csms of its version sends', () => {
    old.handle(ocpp16, 'UnlockConnector', ({ connectorId }) => {
      expectTypeOf(connectorId).toEqualTypeOf<number>()
      return { status: 'Unlocked' }
    })
    latest.implement(ocpp21, { GetTariffs: () => ({ status: 'NoTariff' }) })
    // @ts-expect-error sent by the station
    old.handle(ocpp16, 'BootNotification', () => ({}))
    // @ts-expect-error no such answer
    old.implement(ocpp16, { UnlockConnector: () => ({ status: 'Perhaps' }) })
    // @ts-expect-error not its version
    old.implement(ocpp201, {})
  })

  it('types its events', () => {
    old.on('meter.sample', ({ powerW, socPercent }) => {
      expectTypeOf(powerW).toEqualTypeOf<number>()
      expectTypeOf(socPercent).toEqualTypeOf<number | undefined>()
    })
    // @ts-expect-error no such event
    old.on('exploded', () => {})
  })

  it('takes a version with features, not a bare protocol', () => {
    const { boot: _, ...bare } = ocpp16
    // @ts-expect-error without its features
    createChargePoint({ version: bare, ...common })
  })

  it('is still a protocol to rpc', () => {
    expectTypeOf<Connection<typeof ocpp16, 'csms'>['version']>().toEqualTypeOf<'1.6'>()
  })
})
