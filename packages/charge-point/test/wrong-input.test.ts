import { describe, expect, it } from 'vitest'
import { settle, setUpAccepted } from './support/csms.js'
import { ocpp21, ocpp201 } from './support/versions.js'

describe('what the library is told wrongly of cars and the mains', () => {
  it('is refused, and changes nothing', async () => {
    const { station, csms } = await setUpAccepted(ocpp21)
    const before = station.state
    const wrong: readonly (() => unknown)[] = [
      () => station.plugIn({ ev: null as never }),
      () => station.powerCut({ cause: 'X' as never }),
      () => station.setLimit({ limitW: Number.NaN }),
      () => station.setLimit({ limitW: -1_000 }),
      () => station.setFault({ fault: '' }),
      () => station.setExternalLimit({ limitW: 5_000, source: 'BOGUS' as never }),
    ]
    for (const deed of wrong) expect(deed).toThrow(TypeError)
    for (const wish of [{ energyWh: Number.NaN }, { departureTime: new Date('x') }]) {
      await expect(station.requestEnergy(wish)).rejects.toThrow(TypeError)
    }
    await settle()
    expect(station.state).toEqual(before)
    expect(csms.actions).toEqual([])
    await station.stop()
  })

  it('tells a token that no message has room for from a csms that is out of reach', async () => {
    const { station } = await setUpAccepted(ocpp201)
    await expect(station.presentCard({ idToken: 'CARD', type: 'BOGUS' })).rejects.toMatchObject({ origin: 'local', action: 'Authorize' })
    await station.stop()
  })
})
