import { afterEach, expect, test } from 'vitest'
import { createCsms } from '../src/index.js'
import { ocpp16 } from '../src/versions/ocpp16.js'
import { ocpp21 } from '../src/versions/ocpp21.js'
import { ocpp201 } from '../src/versions/ocpp201.js'
import { connect } from './drivers.js'

const versions = [ocpp21, ocpp201, ocpp16]
const ends: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

test('refuses with 400 a station that speaks none of the versions, and tells of it (TC_B_58_CSMS)', async () => {
  const csms = createCsms({ versions: [ocpp16], port: 0 })
  await csms.start()
  ends.push(() => csms.stop())
  const refused = csms.once('station.refused')
  await expect(connect('2.0.1', csms.url, 'CP1')).rejects.toMatchObject({ code: 'HANDSHAKE_REFUSED', status: 400 })
  expect(await refused).toMatchObject({ reason: 'noSubprotocol', status: 400, identity: 'CP1', offered: ['ocpp2.0.1'] })
})

test('closes with 1012 when it stops, and tells of it', async () => {
  const csms = createCsms({ versions, port: 0 })
  await csms.start()
  const station = await connect('2.1', csms.url, 'CP1')
  ends.push(() => station.close())
  const closed = new Promise<number>((resolve) => station.connection.on('close', ({ code }) => resolve(code)))
  await csms.stop({ drainMs: 100 })
  expect(await closed).toBe(1012)
  expect(() => csms.url).toThrow(expect.objectContaining({ code: 'WRONG_STATE' }))
})

test('opens one port however often it is started at one time', async () => {
  const csms = createCsms({ versions, port: 0 })
  const started = csms.start()
  expect(csms.start()).toBe(started)
  await started
  ends.push(() => csms.stop())
  await expect(csms.start()).rejects.toMatchObject({ code: 'WRONG_STATE' })
})

test('says when the port is taken', async () => {
  const csms = createCsms({ versions, port: 0 })
  await csms.start()
  ends.push(() => csms.stop())
  await expect(createCsms({ versions, port: csms.port }).start()).rejects.toMatchObject({ code: 'PORT_TAKEN' })
})
