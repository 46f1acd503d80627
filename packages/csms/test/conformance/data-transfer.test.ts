import { describe, expect, test } from 'vitest'
import { startTestSystem, valid } from './test-system.js'

describe('official cases of block P', () => {
  test('TC_P_02_CSMS: a vendor message that nobody knows is refused by its status', async () => {
    const system = await startTestSystem()
    const answer = await system.call('DataTransfer', { vendorId: 'org.example', messageId: 'Anything' })
    expect(['UnknownVendorId', 'UnknownMessageId', 'Rejected']).toContain(answer['status'])
  })

  test('TC_P_03_CSMS: data of a vendor in other messages is taken, and kept with the transaction', async () => {
    const system = await startTestSystem()
    const customData = { vendorId: 'org.example', anything: { of: ['it', 1] } }
    const timestamp = new Date().toISOString()
    const status = { evseId: 1, connectorId: 1, connectorStatus: 'Occupied', timestamp, customData }
    expect(await system.call('StatusNotification', status)).toEqual({})
    const event = {
      eventType: 'Started',
      triggerReason: 'Authorized',
      seqNo: 0,
      timestamp,
      idToken: valid,
      transactionInfo: { transactionId: 'TX-1', customData },
      customData,
    }
    expect(await system.call('TransactionEvent', event)).toMatchObject({ idTokenInfo: { status: 'Accepted' } })
    const kept = await system.csms.transactions.events({ station: 'CP1', transactionId: 'TX-1' })
    expect(kept?.items).toMatchObject([{ raw: { customData, transactionInfo: { customData } } }])
  })
})
