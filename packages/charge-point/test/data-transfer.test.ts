import { describe, expect, it } from 'vitest'
import type { StationVersion } from '../src/index.js'
import { type Payload, setUpAccepted } from './support/csms.js'
import { allVersions, ocpp16, versions2 } from './support/versions.js'

describe.each(allVersions)('DataTransfer to a %s station', (_, version) => {
  it('of a vendor or about a message that nobody handles is unknown (P01.FR.05–06, 1.6 §4.3, TC_P_01)', async () => {
    const { station, csms } = await setUpAccepted(version as StationVersion)
    const unknown = { vendorId: 'org.openchargealliance.octt', messageId: 'x' }
    expect(await csms.call('DataTransfer', unknown)).toEqual({ status: 'UnknownVendorId' })
    const off = station.onDataTransfer('com.example', 'parked', () => ({ status: 'Accepted' }))
    expect(await csms.call('DataTransfer', { vendorId: 'com.example', messageId: 'gone' })).toEqual({ status: 'UnknownMessageId' })
    expect(await csms.call('DataTransfer', { vendorId: 'com.example' })).toEqual({ status: 'UnknownMessageId' })
    expect(await csms.call('DataTransfer', { vendorId: 'COM.example', messageId: 'parked' })).toEqual({ status: 'Accepted' })
    off()
    expect(await csms.call('DataTransfer', { vendorId: 'com.example', messageId: 'parked' })).toEqual({ status: 'UnknownVendorId' })
    await station.stop()
  })

  it('is answered by its handler, the nearest one first (P01.FR.07)', async () => {
    const { station, csms } = await setUpAccepted(version as StationVersion)
    station.onDataTransfer('com.example', ({ messageId }) => ({ status: 'Rejected', data: `any ${messageId}` }))
    station.onDataTransfer('com.example', 'parked', async ({ data }) => ({ status: 'Accepted', data: `parked ${data}` }))
    const call = (messageId: string): Promise<Payload> => csms.call('DataTransfer', { vendorId: 'com.example', messageId, data: 'here' })
    expect(await call('parked')).toEqual({ status: 'Accepted', data: 'parked here' })
    expect(await call('left')).toEqual({ status: 'Rejected', data: 'any left' })
    await station.stop()
  })

  it('whose handler fails is answered with InternalError', async () => {
    const { station, csms } = await setUpAccepted(version as StationVersion)
    station.onDataTransfer('com.example', () => {
      throw new Error('no')
    })
    await expect(csms.call('DataTransfer', { vendorId: 'com.example' })).rejects.toMatchObject({ code: 'InternalError' })
    await station.stop()
  })

  it('goes the other way with what the vendor has to say (P02.FR.01)', async () => {
    const { station, csms } = await setUpAccepted(version as StationVersion)
    expect(await station.call('DataTransfer' as never, { vendorId: 'com.example', data: 'hello' } as never)).toEqual({ status: 'Accepted' })
    expect(csms.last('DataTransfer')).toEqual({ vendorId: 'com.example', data: 'hello' })
    await station.stop()
  })

  it('takes no handler that could never be asked', async () => {
    const { station } = await setUpAccepted(version as StationVersion)
    const handler = () => ({ status: 'Accepted' as const })
    expect(() => station.onDataTransfer('', handler)).toThrow(TypeError)
    expect(() => station.onDataTransfer('com.example', 'x'.repeat(51), handler)).toThrow('messageId')
    expect(() => station.onDataTransfer('com.example', undefined as never)).toThrow('handler')
    await station.stop()
  })
})

describe('data', () => {
  const structured = { spot: 3, cars: ['a'] }

  it.each(versions2)('keeps its structure in %s', async (_, version) => {
    const { station, csms } = await setUpAccepted(version)
    station.onDataTransfer('com.example', ({ data }) => ({ status: 'Accepted', data }))
    expect(await csms.call('DataTransfer', { vendorId: 'com.example', data: structured })).toEqual({ status: 'Accepted', data: structured })
    await station.stop()
  })

  it('is text in 1.6', async () => {
    const { station, csms } = await setUpAccepted(ocpp16)
    station.onDataTransfer('com.example', () => ({ status: 'Accepted', data: structured }))
    expect(await csms.call('DataTransfer', { vendorId: 'com.example' })).toEqual({ status: 'Accepted', data: JSON.stringify(structured) })
    await station.stop()
  })
})

it.each(versions2)('custom data is no obstacle anywhere in %s (TC_P_03)', async (_, version) => {
  const { station, csms } = await setUpAccepted(version)
  const customData = { vendorId: 'com.example', more: { than: ['one'] } }
  const named = { component: { name: 'OCPPCommCtrlr', customData }, variable: { name: 'OfflineThreshold', customData }, customData }
  expect(await csms.call('SetVariables', { setVariableData: [{ ...named, attributeValue: '200' }], customData })).toMatchObject({
    setVariableResult: [{ attributeStatus: 'Accepted' }],
  })
  expect(await csms.call('GetVariables', { getVariableData: [named], customData })).toMatchObject({
    getVariableResult: [{ attributeStatus: 'Accepted', attributeValue: '200' }],
  })
  await station.stop()
})
