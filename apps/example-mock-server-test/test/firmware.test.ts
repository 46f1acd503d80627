import { createMockServer } from '@ocpp-kit/mock-server'
import { afterEach, describe, expect, it } from 'vitest'
import { Firmware, type FirmwareOptions } from '../src/firmware.js'

const stations: Firmware[] = []
afterEach(() => {
  for (const station of stations.splice(0)) station.stop()
})

/** The station under test, as CP1 at the server of the test. */
async function startStation({ url }: { readonly url: string }, options: Partial<FirmwareOptions> = {}): Promise<Firmware> {
  const station = new Firmware({ url: `${url}/CP1`, ...options })
  stations.push(station)
  await station.start()
  return station
}

describe('the firmware', () => {
  it('says what it is, then that it is free, and breaks no rule', async () => {
    await using server = await createMockServer({ port: 0, versions: ['1.6'] })
    await startStation(server, { firmwareVersion: '1.2.3' })
    const { request } = await server.waitFor('BootNotification', { station: 'CP1', timeoutMs: 1_000 })
    expect(request).toEqual({ chargePointVendor: 'Acme', chargePointModel: 'One', firmwareVersion: '1.2.3' })
    await server.waitFor('StatusNotification', { match: { connectorId: 0, status: 'Available' } })
    expect(server.received.map(({ action }) => action)).toEqual(['BootNotification', 'StatusNotification'])
    expect(server.verdicts()).toEqual([])
  })

  it('boots until it is accepted, and says nothing else before (1.6 §4.2)', async () => {
    await using server = await createMockServer({
      port: 0,
      versions: ['1.6'],
      boot: ['Pending', 'Rejected', 'Accepted'],
      intervalSeconds: 0,
    })
    await startStation(server)
    await server.waitFor('StatusNotification')
    expect(server.received.map(({ action }) => action)).toEqual([...Array(3).fill('BootNotification'), 'StatusNotification'])
    expect(server.station('CP1')).toMatchObject({ registration: 'Accepted', boots: 3 })
  })

  it('lets in whom the csms knows', async () => {
    const tokens = [{ idToken: 'ANNA' }, { idToken: 'BERT', status: 'Blocked' }] as const
    await using server = await createMockServer({ port: 0, versions: ['1.6'], tokens })
    const station = await startStation(server)
    expect(await station.authorize('ANNA')).toBe(true)
    expect(await station.authorize('BERT')).toBe(false)
  })

  it('tells of an error that the csms answers, and goes on', async () => {
    await using server = await createMockServer({ port: 0, versions: ['1.6'] })
    server.putRule({ when: { action: 'Authorize', nth: 1 }, then: { callError: { code: 'InternalError', description: 'database down' } } })
    const station = await startStation(server)
    await expect(station.authorize('ANNA')).rejects.toThrow('InternalError: database down')
    expect(await station.authorize('ANNA')).toBe(true)
  })

  it('sends a message once more when it was lost on the way', async () => {
    await using server = await createMockServer({ port: 0, versions: ['1.6'] })
    server.faults = [{ do: 'drop', when: { action: 'Authorize', direction: 'in', nth: 1 } }]
    const station = await startStation(server, { answerTimeoutMs: 50 })
    expect(await station.authorize('ANNA')).toBe(true)
    expect(server.messages({ action: 'Authorize', direction: 'in' })).toHaveLength(1)
  })

  it('starts anew when the csms resets it', async () => {
    await using server = await createMockServer({ port: 0, versions: ['1.6'] })
    await startStation(server)
    await server.waitFor('BootNotification')
    const { response } = await server.send('CP1', 'Reset', { type: 'Soft' })
    expect(response).toEqual({ status: 'Accepted' })
    await server.waitFor('BootNotification')
  })

  it('says so when it does not know a command', async () => {
    await using server = await createMockServer({ port: 0, versions: ['1.6'] })
    await startStation(server)
    await expect(server.send('CP1', 'UnlockConnector')).rejects.toMatchObject({ code: 'NotSupported' })
  })
})
