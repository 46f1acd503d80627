import { afterEach, beforeEach } from 'vitest'
import { connect, type Driver, type VersionName } from '../drivers.js'
import { startTestApi, type TestApi } from './api.js'

/** A csms with its API for each test of a file, and stations that have booted there until its end; without a version, of that one. */
export function useBooted(usual: VersionName = '2.0.1') {
  let running: TestApi
  const drivers: Driver[] = []
  beforeEach(async () => {
    running = await startTestApi()
  })
  afterEach(async () => {
    for (const driver of drivers.splice(0)) await driver.close()
    await running.close()
  })
  return {
    get running() {
      return running
    },
    ask: ((...args) => running.ask(...args)) as TestApi['ask'],
    station: async (identity: string, version: VersionName = usual): Promise<Driver> => {
      const driver = await connect(version, running.csms.url, identity)
      drivers.push(driver)
      await driver.boot()
      return driver
    },
  }
}
