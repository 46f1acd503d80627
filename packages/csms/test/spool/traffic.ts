import { type Csms, createCsms, type Store } from '../../src/index.js'
import { ocpp16 } from '../../src/versions/ocpp16.js'
import { ocpp21 } from '../../src/versions/ocpp21.js'
import { ocpp201 } from '../../src/versions/ocpp201.js'
import { connect, type Driver, versionNames } from '../drivers.js'
import { AnsweredCalls } from './answered.js'
import { event2x, meter16, minute, start16, stop16, token2x } from './requests.js'

type AnyCsms = Csms<typeof ocpp16 | typeof ocpp201 | typeof ocpp21>

/** A csms over a store, with a spool, and stations of all versions that charge without pause. */
export async function createTraffic({ store, folder, storeTimeoutMs = 1000 }: { store: Store; folder: string; storeTimeoutMs?: number }) {
  const calls = new AnsweredCalls()
  const csms: AnyCsms = createCsms({
    versions: [ocpp21, ocpp201, ocpp16],
    port: 0,
    acceptance: 'Accepted',
    tokens: [{ idToken: 'T1' }],
    store,
    spool: { folder, retryMs: 25 },
    storeTimeoutMs,
    onError: () => {},
  })
  await csms.start()
  const stations = await Promise.all(
    Array.from({ length: 6 }, async (_, nth) => {
      const station = await connect(versionNames[nth % 3] ?? '1.6', csms.url, `CP${nth}`)
      await station.boot()
      return station
    }),
  )
  const ids = new Map<Driver, unknown>()
  let round = -1

  const send = async (station: Driver, nth: number): Promise<void> => {
    const { connection, identity, version } = station
    const place = nth % 4
    if (version !== '1.6') {
      const transactionInfo = { transactionId: `TX-${identity}-${Math.floor(nth / 4)}` }
      const eventType = place === 0 ? 'Started' : place === 3 ? 'Ended' : 'Updated'
      const more = { transactionInfo, timestamp: minute(nth), ...(place === 0 && token2x('T1')) }
      await calls.call(connection, 'TransactionEvent', event2x(eventType, place, more))
    } else if (place === 0) {
      const answer = await calls.call(connection, 'StartTransaction', start16({ timestamp: minute(nth) }))
      ids.set(station, answer?.['transactionId'])
    } else if (place === 3) await calls.call(connection, 'StopTransaction', stop16(ids.get(station), nth))
    else await calls.call(connection, 'MeterValues', meter16(ids.get(station), nth))
  }
  return {
    csms,
    calls,
    /** One fact of each station. */
    async rounds(count: number): Promise<void> {
      for (let left = count; left > 0; left -= 1) {
        round += 1
        const nth = round
        await Promise.all(stations.map((station) => send(station, nth)))
      }
    },
    /** Resolves when the store has everything. */
    async drained(): Promise<void> {
      while ((csms.spool?.depth ?? 0) > 0 || csms.spool?.isStoreDown) await csms.once('spool.drained')
    },
    async close(): Promise<void> {
      await Promise.all(stations.map((station) => station.close()))
      await csms.stop({ drainMs: 0 })
    },
  }
}
