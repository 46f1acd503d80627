import { describe, expect, it } from 'vitest'
import { createDriver } from '../src/index.js'
import { type Setup, settle, setUpAccepted } from './support/csms.js'
import { ocpp16 } from './support/versions.js'

const ev = { batteryCapacityWh: 10_000, socPercent: 50, maxPowerW: 10_000 }

const twoConnectors = (settings: object = {}) => setUpAccepted(ocpp16, { evses: [{ connectors: 2 }], settings })

const remoteStart = ({ csms }: Pick<Setup<typeof ocpp16>, 'csms'>, connectorId: number) =>
  csms.call('RemoteStartTransaction', { idTag: 'REMOTE', connectorId })

describe('a 1.6 remote start for one connector of an EVSE (1.6 §5.11)', () => {
  it('makes that connector wait, and starts there', async () => {
    const { station, csms } = await twoConnectors()
    expect(await remoteStart({ csms }, 2)).toEqual({ status: 'Accepted' })
    expect(station.state.evses[0]?.connectors.map(({ status }) => status)).toEqual(['Available', 'Preparing'])
    station.plugIn({ connectorId: 2, ev })
    await settle()
    expect(csms.last('StartTransaction')).toMatchObject({ connectorId: 2, idTag: 'REMOTE' })
    expect(csms.of('StatusNotification').map(({ connectorId, status }) => `${connectorId} ${status}`)).toEqual([
      '2 Preparing',
      '2 Charging',
    ])
    await station.stop()
  })

  it('brings a driver to that connector', async () => {
    const { station, csms, clock } = await twoConnectors()
    createDriver(station, { clock, plugInAfterMs: 1_000, ev })
    const authorized = station.once('authorized')
    await remoteStart({ csms }, 2)
    expect(await authorized).toMatchObject({ evseId: 1, connectorId: 2, by: 'remote' })
    await csms.pass(1_000)
    expect(csms.last('StartTransaction')['connectorId']).toBe(2)
    await station.stop()
  })

  it('starts nothing on the other connector, and still does on the right one', async () => {
    const { station, csms } = await twoConnectors()
    await remoteStart({ csms }, 2)
    station.plugIn({ connectorId: 1, ev })
    await settle()
    expect(csms.of('StartTransaction')).toEqual([])
    expect(station.state.evses[0]?.powerW).toBe(0)
    station.unplug({ connectorId: 1 })
    station.plugIn({ connectorId: 2, ev })
    await settle()
    expect(csms.last('StartTransaction')['connectorId']).toBe(2)
    await station.stop()
  })

  it('is forgotten after the time-out, also where a car stands at the other connector', async () => {
    const { station, csms } = await twoConnectors({ connectionTimeoutS: 60 })
    await remoteStart({ csms }, 2)
    station.plugIn({ connectorId: 1, ev })
    await csms.pass(61_000)
    expect(station.state.evses[0]?.idToken).toBeUndefined()
    await station.stop()
  })

  it('is rejected where a car stands at the other connector, for an EVSE serves one at a time', async () => {
    const { station, csms } = await twoConnectors()
    station.plugIn({ connectorId: 1, ev })
    expect(await remoteStart({ csms }, 2)).toEqual({ status: 'Rejected' })
    expect(await remoteStart({ csms }, 1)).toEqual({ status: 'Accepted' })
    await settle()
    expect(csms.last('StartTransaction')['connectorId']).toBe(1)
    await station.stop()
  })

  it('is rejected where that connector is broken or reserved, and the other is not', async () => {
    const { station, csms } = await setUpAccepted(ocpp16, {
      evses: [{ connectors: [{}, { initialStatus: 'Reserved' }] }, { connectors: 2 }],
    })
    expect(await remoteStart({ csms }, 2)).toEqual({ status: 'Rejected' })
    station.setFault({ evseId: 2, connectorId: 2, fault: 'GroundFailure' })
    expect(await remoteStart({ csms }, 4)).toEqual({ status: 'Rejected' })
    expect(await remoteStart({ csms }, 3)).toEqual({ status: 'Accepted' })
    await station.stop()
  })

  it('names it from the start where the transaction begins without a cable', async () => {
    const { station, csms } = await twoConnectors({ txStartPoints: ['Authorized'] })
    await remoteStart({ csms }, 2)
    expect(csms.last('StartTransaction')['connectorId']).toBe(2)
    expect(station.state.evses[0]?.connectors.map(({ status }) => status)).toEqual(['Available', 'Preparing'])
    await station.stop()
  })
})
