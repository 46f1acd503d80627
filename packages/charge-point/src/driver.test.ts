import { describe, expect, it } from 'vitest'
import { setUpAccepted } from '../test/support/csms.js'
import { createDriver } from './driver.js'
import { ocpp201 } from './versions/ocpp201.js'

describe('a driver', () => {
  it('comes when the csms lets somebody in, charges, and leaves after the transaction', async () => {
    const { station, csms, clock } = await setUpAccepted(ocpp201)
    createDriver(station, { clock, plugInAfterMs: 1_000, leaveAfterMs: 2_000 })
    await csms.call('RequestStartTransaction', { idToken: { idToken: 'A', type: 'ISO14443' }, remoteStartId: 1 })
    await csms.pass(1_000)
    const { transaction } = station.state.evses[0] ?? {}
    expect(transaction?.chargingState).toBe('charging')
    await csms.call('RequestStopTransaction', { transactionId: transaction?.transactionId })
    expect(station.state.evses[0]?.connectors[0]?.isPlugged).toBe(true)
    await csms.pass(2_000)
    expect(station.state.evses[0]?.connectors[0]?.status).toBe('Available')
    await station.stop()
  })

  it('stays away once it has gone home', async () => {
    const { station, csms, clock } = await setUpAccepted(ocpp201)
    const driver = createDriver(station, { clock })
    await station.presentCard({ idToken: 'A' })
    driver.stop()
    await csms.pass(10_000)
    expect(station.state.evses[0]?.connectors[0]?.isPlugged).toBe(false)
    await station.stop()
  })
})
