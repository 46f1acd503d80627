import { ocpp16 } from '@ocpp-kit/ocpp16'
import { ocpp201 } from '@ocpp-kit/ocpp201'
import { describe, expectTypeOf, it } from 'vitest'
import { createMockServer } from '../src/index.js'

describe('createMockServer', () => {
  it('speaks all versions unless told otherwise, and types requests and answers by them', async () => {
    const server = await createMockServer()
    server.handle(ocpp16, 'Authorize', ({ idTag }) => {
      expectTypeOf(idTag).toEqualTypeOf<string>()
      return { idTagInfo: { status: 'Accepted' } }
    })
    const { request } = await server.waitFor('StartTransaction')
    expectTypeOf(request.idTag).toEqualTypeOf<string>()
    const { response } = await server.send('CP1', 'ClearCache')
    expectTypeOf(response.status).toEqualTypeOf<'Accepted' | 'Rejected'>()
    await server.send('CP1', 'Reset', { type: 'Hard' })
    // @ts-expect-error no version has such a payload
    await server.send('CP1', 'Reset', { type: 'Harder' })
    // @ts-expect-error sent by stations
    await server.send('CP1', 'Heartbeat')
    // @ts-expect-error sent by the csms
    await server.waitFor('Reset')
  })

  it('narrows what was received by version and action', async () => {
    const server = await createMockServer()
    for (const received of server.received) {
      if (received.version === '1.6' && received.action === 'Authorize') expectTypeOf(received.request.idTag).toEqualTypeOf<string>()
      if (received.version === '2.1' && received.action === 'Authorize')
        expectTypeOf(received.request.idToken.idToken).toEqualTypeOf<string>()
    }
  })

  it('offers what the versions given have, and nothing else', async () => {
    const server = await createMockServer({ versions: ['2.0.1'] })
    server.implement(ocpp201, { Heartbeat: () => ({ currentTime: '' }) })
    // @ts-expect-error 1.6 is not spoken
    server.handle(ocpp16, 'Authorize', () => ({ idTagInfo: { status: 'Accepted' } }))
    // @ts-expect-error a message of 1.6
    await server.waitFor('StartTransaction')
    // @ts-expect-error no such version
    await createMockServer({ versions: ['2.0'] })
  })
})
