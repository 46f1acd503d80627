import { expect } from 'vitest'
import { type CsmsOptions, createCsms } from '../src/index.js'
import { ocpp16 } from '../src/versions/ocpp16.js'
import { ocpp21 } from '../src/versions/ocpp21.js'
import { ocpp201 } from '../src/versions/ocpp201.js'
import { connect, type Driver, type VersionName } from './drivers.js'
import { later } from './later.js'

export const versions = [ocpp21, ocpp201, ocpp16]

export const old = 'the-old-password'
export const fresh = 'the-new-password'

export async function start(options: Partial<CsmsOptions<(typeof versions)[number]>> = {}) {
  const csms = createCsms({ versions, port: 0, securityProfile: 1, callTimeoutMs: 300, ...options })
  await csms.start()
  later(() => csms.stop({ drainMs: 50 }))
  await csms.station('CP1').put()
  await csms.station('CP1').setPassword(old)
  return csms
}

export type Csms = Awaited<ReturnType<typeof start>>

export async function login(csms: Csms, password: string | Uint8Array, version: VersionName = '2.0.1'): Promise<Driver> {
  const station = await connect(version, csms.url, 'CP1', { password })
  later(() => station.close())
  return station
}

/** Which of the two are good. Those that are refused settle nothing. */
export async function goodOnes(csms: Csms): Promise<readonly string[]> {
  const good: string[] = []
  for (const password of [old, fresh]) {
    const station = await login(csms, password).catch(() => undefined)
    if (station !== undefined) good.push(password)
    await station?.close()
  }
  return good
}

export const refusedWith = (status: number) => expect.objectContaining({ status })

/** How a station of a version is asked to change its password, and what it may say. */
export const wire = {
  '1.6': { action: 'ChangeConfiguration', answer: (status: string) => ({ status }) },
  '2.0.1': { action: 'SetVariables', answer: answer2x },
  '2.1': { action: 'SetVariables', answer: answer2x },
} as const

export function answer2x(attributeStatus: string) {
  return {
    setVariableResult: [{ attributeStatus, component: { name: 'SecurityCtrlr' }, variable: { name: 'BasicAuthPassword' } }],
  }
}
