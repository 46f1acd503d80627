import { type Csms, type CsmsOptions, createCsms } from '../../src/index.js'
import { ocpp16 } from '../../src/versions/ocpp16.js'
import { ocpp21 } from '../../src/versions/ocpp21.js'
import { ocpp201 } from '../../src/versions/ocpp201.js'
import type { VersionName } from '../drivers.js'
import { later } from '../later.js'
import { connectStation, type TestStation } from './station.js'

export const versions = [ocpp21, ocpp201, ocpp16]
export type Versions = (typeof versions)[number]

/** A csms that lets every station in, until the test ends. It sends no pings, which a clock that is moved by hand would not see answered. */
export async function startCsms(options: Partial<CsmsOptions<Versions>> = {}): Promise<Csms<Versions>> {
  const csms = createCsms({ versions, port: 0, acceptance: 'Accepted', unknownTokens: 'accept', pingIntervalMs: 0, ...options })
  await csms.start()
  later(() => csms.stop({ drainMs: 50 }))
  return csms
}

/** A station that is connected until the test ends, not booted yet. */
export async function arrive(
  version: VersionName,
  { url }: Pick<Csms<Versions>, 'url'>,
  values: Readonly<Record<string, string>> = {},
  identity?: string,
): Promise<TestStation> {
  const station = await connectStation(version, url, values, identity)
  later(() => station.close())
  return station
}

/** A station that leaves, once the csms knows. */
export async function leave(csms: Csms<Versions>, station: TestStation): Promise<void> {
  const gone = csms.once('station.disconnected')
  await station.close()
  await gone
}

/** Lets what goes on over sockets and in the store come to its end, where no event tells of it. */
export async function until<T>(look: () => T | Promise<T>): Promise<NonNullable<Awaited<T>>> {
  for (;;) {
    const found = await look()
    if (found !== undefined && found !== null && found !== false) return found as NonNullable<Awaited<T>>
    await new Promise((resolve) => setImmediate(resolve))
  }
}
