import { describe, expect, it } from 'vitest'
import { type CustomerRecords, decide } from '../src/features/customer-information/customer-information.js'
import { customerInformation } from '../src/features/customer-information/ocpp201.js'
import { createMemoryStateStore } from '../src/index.js'
import { type Payload, settle, setUpAccepted, type TestCsms } from './support/csms.js'
import { ocpp201, versions2 } from './support/versions.js'

const idToken = { idToken: 'CARD', type: 'ISO14443' }

async function ask(csms: TestCsms, wish: object): Promise<{ readonly status: unknown; readonly parts: readonly Payload[] }> {
  csms.forget()
  const { status } = await csms.call('CustomerInformation', { requestId: 3, report: true, clear: false, ...wish })
  await settle()
  return { status, parts: csms.of('NotifyCustomerInformation') }
}

const dataOf = (parts: readonly Payload[]): string => parts.map(({ data }) => data).join('')

describe.each(versions2)('a %s station asked about a customer', (_, version) => {
  it('tells what it has of an idToken (N09.FR.05, TC_N_27)', async () => {
    const { station, csms } = await setUpAccepted(version)
    await station.startCharging({ ...idToken, ev: {} })
    await station.stopCharging()
    station.unplug()
    const { status, parts } = await ask(csms, { idToken })
    expect(status).toBe('Accepted')
    expect(parts).toMatchObject([{ requestId: 3, seqNo: 0, tbc: false, generatedAt: expect.any(String) }])
    expect(dataOf(parts)).toContain('CARD')
    await station.stop()
  })

  it('says so where it has nothing (N09.FR.06, TC_N_28)', async () => {
    const { station, csms } = await setUpAccepted(version)
    expect(await ask(csms, { idToken })).toMatchObject({ status: 'Accepted', parts: [{ data: '', tbc: false }] })
    await station.stop()
  })

  it('clears and tells what it cleared, once (N10.FR.03–04, TC_N_30, TC_N_31)', async () => {
    const { station, csms } = await setUpAccepted(version)
    await station.startCharging({ ...idToken, ev: {} })
    await station.stopCharging()
    await settle()
    const first = await ask(csms, { idToken, clear: true })
    expect(first.status).toBe('Accepted')
    expect(dataOf(first.parts)).toContain('CARD')
    expect(await ask(csms, { idToken })).toMatchObject({ status: 'Accepted', parts: [{ data: '', tbc: false }] })
    expect(await ask(csms, { idToken, clear: true })).toMatchObject({ status: 'Accepted', parts: [{ data: '', tbc: false }] })
    await station.stop()
  })

  it('tells what cache and list know of an idToken, and clears the cache alone (N10.FR.03, D01.FR.09)', async () => {
    const { station, csms } = await setUpAccepted(version)
    await station.presentCard(idToken)
    await csms.pass(61_000)
    const localAuthorizationList = [{ idToken, idTokenInfo: { status: 'Blocked' } }]
    await csms.call('SendLocalList', { versionNumber: 1, updateType: 'Full', localAuthorizationList })
    expect(dataOf((await ask(csms, { idToken, clear: true })).parts)).toBe('cache: CARD Accepted\nlocal list: CARD Blocked')
    expect(dataOf((await ask(csms, { idToken })).parts)).toBe('local list: CARD Blocked')
    await station.stop()
  })

  it('keeps what a running transaction needs', async () => {
    const { station, csms } = await setUpAccepted(version)
    await station.startCharging({ ...idToken, ev: {} })
    await ask(csms, { idToken, clear: true })
    expect(dataOf((await ask(csms, { idToken })).parts)).toContain('CARD')
    await station.stop()
  })

  it('clears without telling what (N10.FR.06, TC_N_32)', async () => {
    const { station, csms } = await setUpAccepted(version)
    await station.startCharging({ ...idToken, ev: {} })
    await station.stopCharging()
    await settle()
    expect(await ask(csms, { idToken, report: false, clear: true })).toMatchObject({
      status: 'Accepted',
      parts: [{ data: 'cleared', tbc: false }],
    })
    expect(await ask(csms, { idToken })).toMatchObject({ parts: [{ data: '' }] })
    await station.stop()
  })

  it('knows what was stored at it by customer identifier, until that is cleared (TC_N_62)', async () => {
    const state = createMemoryStateStore()
    const { station, csms } = await setUpAccepted(version, { state })
    station.storeCustomerData('Customer-7', 'prefers the left plug')
    const customerIdentifier = 'customer-7'
    expect(await ask(csms, { customerIdentifier, clear: true })).toMatchObject({
      status: 'Accepted',
      parts: [{ data: 'prefers the left plug' }],
    })
    expect(await ask(csms, { customerIdentifier })).toMatchObject({ status: 'Accepted', parts: [{ data: '' }] })
    expect([...state.load('customers')]).toEqual([])
    expect(() => station.storeCustomerData('', 'x')).toThrow('customerIdentifier')
    await station.stop()
  })

  it('has nothing under the certificate of a contract, which does not stay when the car goes (N10.FR.04, TC_N_63)', async () => {
    const { station, csms } = await setUpAccepted(version)
    const hash = { hashAlgorithm: 'SHA256', issuerNameHash: 'aa', issuerKeyHash: 'bb', serialNumber: '1' } as const
    const contract = { emaid: 'DE-ABC-C123', hashData: [{ ...hash, responderURL: 'http://ocsp.example/' }] }
    station.plugIn({ ev: { contract } })
    await settle()
    expect(station.state.evses[0]?.transaction).toBeDefined()
    station.stopByEv()
    station.unplug()
    await settle()
    for (const clear of [true, false]) {
      expect(await ask(csms, { customerCertificate: hash, clear })).toMatchObject({
        status: 'Accepted',
        parts: [{ requestId: 3, data: '', tbc: false }],
      })
    }
    await station.stop()
  })

  it('sends long data in parts that lose no character', async () => {
    const { station, csms } = await setUpAccepted(version)
    const data = 'plug 🔌 '.repeat(200)
    station.storeCustomerData('C', data)
    const { parts } = await ask(csms, { customerIdentifier: 'C' })
    expect(parts.length).toBeGreaterThan(2)
    expect(parts.map(({ seqNo, tbc }) => [seqNo, tbc])).toEqual(parts.map((_part, index) => [index, index < parts.length - 1]))
    expect(parts.every(({ data: part }) => !/[\uD800-\uDBFF]$/.test(String(part)))).toBe(true)
    expect(dataOf(parts)).toBe(data)
    await station.stop()
  })

  it('refuses who is named not at all or twice, and a request for nothing (N09.FR.07, N09.FR.09, TC_N_29, TC_N_33)', async () => {
    const { station, csms } = await setUpAccepted(version)
    expect(await ask(csms, {})).toEqual({ status: 'Invalid', parts: [] })
    expect(await ask(csms, { report: false, clear: true })).toEqual({ status: 'Invalid', parts: [] })
    expect(await ask(csms, { idToken, customerIdentifier: 'C' })).toEqual({ status: 'Invalid', parts: [] })
    expect(await ask(csms, { idToken, report: false })).toEqual({ status: 'Rejected', parts: [] })
    await station.stop()
  })
})

describe('customer information', () => {
  it('is refused while another report is under way (N09.FR.03, N10.FR.05)', () => {
    expect(decide({ customer: { customerIdentifier: 'C' }, shallReport: true, shallClear: false }, true)).toBe('Rejected')
  })

  it('comes from every part of the station that lists itself; the local list is told and not cleared (N10.FR.03)', async () => {
    const cleared: string[] = []
    const certificate = { hashAlgorithm: 'SHA256', issuerNameHash: 'a', issuerKeyHash: 'b', serialNumber: '1' } as const
    const cache: CustomerRecords = {
      find: (_station, { certificate: asked }) => (asked === undefined ? [] : [`cached ${asked.serialNumber}`]),
      clear: (_station, { certificate: asked }) => cleared.push(asked?.serialNumber ?? ''),
    }
    const localList: CustomerRecords = { find: () => ['listed'] }
    const version = {
      ...ocpp201,
      handlers: (station: Parameters<typeof ocpp201.handlers>[0]) => ({
        ...ocpp201.handlers(station),
        ...(customerInformation(station, [cache, localList]) as ReturnType<typeof ocpp201.handlers>),
      }),
    }
    const { station, csms } = await setUpAccepted(version)
    const { parts } = await ask(csms, { customerCertificate: certificate, clear: true })
    expect(dataOf(parts)).toBe('cached 1\nlisted')
    expect(cleared).toEqual(['1'])
    await station.stop()
  })
})
