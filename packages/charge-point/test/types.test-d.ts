import type { Connection } from '@ocpp-kit/rpc'
import type { Static } from 'typebox'
import { describe, expectTypeOf, it } from 'vitest'
import type { StationSpec } from '../src/control/station-spec.js'
import { type ChargePoint, type ChargePointOptions, type ConnectorOptions, createChargePoint, type EvseOptions } from '../src/index.js'
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

/** What is no plain data, and so nothing that could be sent: functions, and what holds them. */
type NoData = 'state' | 'files' | 'clock' | 'random' | 'createId' | 'createTransport'
type Spec = Static<typeof StationSpec>
type Given<T> = NonNullable<T>
type Options = ChargePointOptions
type ElementOf<T> = T extends readonly (infer E)[] ? E : never
type SocketSpec = Given<Spec['socket']>
type SocketOptions = Given<Options['socket']>
type ObjectOf<T> = Exclude<T, false | ((...args: never[]) => unknown) | undefined>
type EvseSpec = ElementOf<Given<Spec['evses']>>

describe('the station that HTTP and scenarios make', () => {
  it('takes every option that is plain data, and nothing else', () => {
    expectTypeOf<keyof Spec>().toEqualTypeOf<Exclude<keyof Options, NoData>>()
  })

  it('takes all of each option that has parts', () => {
    expectTypeOf<keyof Given<Spec['certificates']>>().toEqualTypeOf<keyof Given<Options['certificates']>>()
    expectTypeOf<keyof Given<Spec['firmware']>>().toEqualTypeOf<keyof Given<Options['firmware']>>()
    expectTypeOf<keyof Given<Spec['display']>>().toEqualTypeOf<keyof Given<Options['display']>>()
    expectTypeOf<keyof Given<Spec['log']>>().toEqualTypeOf<keyof Given<Options['log']>>()
    expectTypeOf<keyof Given<Spec['limits']>>().toEqualTypeOf<keyof Given<Options['limits']>>()
    expectTypeOf<keyof EvseSpec>().toEqualTypeOf<keyof EvseOptions>()
    expectTypeOf<keyof ElementOf<Given<EvseSpec['connectors']>>>().toEqualTypeOf<keyof ConnectorOptions>()
    expectTypeOf<keyof SocketSpec>().toEqualTypeOf<keyof SocketOptions>()
    expectTypeOf<keyof ObjectOf<SocketSpec['reconnect']>>().toEqualTypeOf<keyof ObjectOf<SocketOptions['reconnect']>>()
    expectTypeOf<keyof Given<SocketSpec['tls']>>().toEqualTypeOf<Exclude<keyof ObjectOf<SocketOptions['tls']>, 'checkServerIdentity'>>()
  })

  it('is made of values that the library takes', () => {
    expectTypeOf<Omit<Spec, 'version'>>().toExtend<Omit<Options, 'version'>>()
  })
})
