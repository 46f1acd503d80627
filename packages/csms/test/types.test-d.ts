import { ocpp16 as bare16 } from '@ocpp-kit/ocpp16'
import { ocpp21 as bare21 } from '@ocpp-kit/ocpp21'
import type { Protocol } from '@ocpp-kit/rpc'
import { expectTypeOf, it } from 'vitest'
import { type Command, createCsms, type Transaction } from '../src/index.js'
import { ocpp16 } from '../src/versions/ocpp16.js'
import { ocpp21 } from '../src/versions/ocpp21.js'
import { ocpp201 } from '../src/versions/ocpp201.js'

it('a version with features is a Protocol', () => {
  expectTypeOf(ocpp16).toExtend<Protocol>()
  expectTypeOf(ocpp201).toExtend<Protocol>()
  expectTypeOf(ocpp21).toExtend<Protocol>()
})

it('handle and implement offer exactly what stations of that version send', () => {
  const csms = createCsms({ versions: [ocpp201, ocpp16] })
  csms.handle(ocpp16, 'BootNotification', (request) => {
    expectTypeOf(request.chargePointVendor).toEqualTypeOf<string>()
    return { status: 'Accepted', currentTime: '', interval: 300 }
  })
  csms.implement(ocpp201, { Heartbeat: () => ({ currentTime: '' }) })
  csms.handle([ocpp201, ocpp16], 'DataTransfer', (_request, message) => {
    expectTypeOf(message.version).toEqualTypeOf<'2.0.1' | '1.6'>()
    return { status: 'Accepted' }
  })
  // @ts-expect-error a csms sends Reset, it does not receive it
  csms.handle(ocpp16, 'Reset', () => ({ status: 'Accepted' }))
  // @ts-expect-error the answer has no such status
  csms.handle(ocpp16, 'Authorize', () => ({ idTagInfo: { status: 'Unknown' } }))
  // @ts-expect-error 2.1 is not among the versions
  csms.handle(ocpp21, 'Heartbeat', () => ({ currentTime: '' }))
  // The bare protocol names the version as well.
  csms.handle(bare16, 'Heartbeat', () => ({ currentTime: '' }))
})

it('wrap has the types of the message that it wraps', () => {
  const csms = createCsms({ versions: [ocpp201, ocpp16] })
  csms.wrap(ocpp201, 'TransactionEvent', async ({ seqNo }, { connection }, handle) => {
    expectTypeOf(seqNo).toEqualTypeOf<number>()
    expectTypeOf(connection.identity).toEqualTypeOf<string>()
    const { totalCost } = await handle()
    expectTypeOf(totalCost).toEqualTypeOf<number | undefined>()
    return { totalCost: 1 }
  })
  // @ts-expect-error the answer has no such member
  csms.wrap(ocpp16, 'Heartbeat', async (_request, _message, handle) => ({ ...(await handle()), currentTime: 5 }))
  // @ts-expect-error a csms sends Reset, it does not receive it
  csms.wrap(ocpp16, 'Reset', (_request: unknown, _message: unknown, handle: () => never) => handle())
})

it('a station narrows by its version', () => {
  const csms = createCsms({ versions: [ocpp21, bare16] })
  csms.on('station', (station) => {
    expectTypeOf(station.version).toEqualTypeOf<'2.1' | '1.6'>()
    if (station.version === '1.6') void station.call('Reset', { type: 'Soft' })
    else void station.call('Reset', { type: 'OnIdle' })
    // @ts-expect-error which Reset depends on the version
    void station.call('Reset', { type: 'Soft' })
  })
  const { connection } = csms.station('CP1')
  if (connection?.version === '2.1') void connection.call('GetTariffs', { evseId: 0 })
  void bare21
})

it('a command is typed by the version and the action', () => {
  const csms = createCsms({ versions: [ocpp21, ocpp16] })
  expectTypeOf(csms.commands.send('CP1', ocpp16, 'Reset', { type: 'Soft' })).resolves.toEqualTypeOf<Command>()
  void csms.commands.send('CP1', bare21, 'Reset', { type: 'OnIdle', evseId: 1 }, { idempotencyKey: 'K' })
  void csms.commands.sendMany(['CP1', 'CP2'], ocpp21, 'ClearCache', {})
  // @ts-expect-error which Reset depends on the version
  void csms.commands.send('CP1', ocpp16, 'Reset', { type: 'OnIdle' })
  // @ts-expect-error a station sends Heartbeat, a csms does not
  void csms.commands.send('CP1', ocpp16, 'Heartbeat', {})
  // @ts-expect-error 2.0.1 is not among the versions
  void csms.commands.send('CP1', ocpp201, 'ClearCache', {})
  csms.on('command.ended', ({ command }) => expectTypeOf(command).toEqualTypeOf<Command>())
})

it('events are typed, and the same for all versions', () => {
  const csms = createCsms({ versions: [ocpp16] })
  csms.on('transaction.ended', ({ transaction, station }) => {
    expectTypeOf(transaction).toEqualTypeOf<Transaction>()
    expectTypeOf(station.remoteStop).returns.resolves.toEqualTypeOf<{ readonly status: 'Accepted' | 'Rejected' }>()
  })
  // @ts-expect-error no such event
  csms.on('transaction.begun', () => {})
})
