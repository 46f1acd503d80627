import { connect as connectTcp } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { type CsmsOptions, createCsms } from '../src/index.js'
import { ocpp16 } from '../src/versions/ocpp16.js'
import { ocpp201 } from '../src/versions/ocpp201.js'
import { connect, type Proof, type VersionName } from './drivers.js'

const versions = [ocpp201, ocpp16]
const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

async function start(options: Partial<CsmsOptions<(typeof versions)[number]>> = {}) {
  const csms = createCsms({ versions, port: 0, ...options })
  await csms.start()
  ends.push(() => csms.stop({ drainMs: 50 }))
  return csms
}

async function arrive(url: string, proof: Proof = {}, version: VersionName = '2.0.1', identity = 'CP1') {
  const station = await connect(version, url, identity, proof)
  ends.push(() => station.close())
  return station
}

type Csms = Awaited<ReturnType<typeof start>>

const diagnosisOf = async (csms: Csms, identity = 'CP1') => {
  const { findings } = await csms.station(identity).doctor()
  return { codes: findings.map(({ code }) => code), texts: findings.map(({ text, fix }) => `${text} → ${fix}`) }
}

describe('why a charger does not show up', () => {
  test('nobody has tried: it says what the URL should be', async () => {
    const csms = await start({ path: '/ocpp' })
    const { codes, texts } = await diagnosisOf(csms)
    expect(codes).toEqual(['neverSeen'])
    expect(texts[0]).toContain(`ws://<host>:${new URL(csms.url).port}/ocpp/CP1`)
  })

  test('it speaks another version', async () => {
    const csms = await start({ versions: [ocpp16] as never })
    await expect(arrive(csms.url)).rejects.toMatchObject({ status: 400 })
    const { codes, texts } = await diagnosisOf(csms)
    expect(codes).toEqual(['refused'])
    expect(texts[0]).toMatch(/from 127\.0\.0\.1 .*offers ocpp2\.0\.1, and OCPP 1\.6 is spoken here → Set the station to one of ocpp1\.6/)
  })

  test('its URL leads elsewhere', async () => {
    const csms = await start({ path: '/ocpp' })
    await expect(arrive(`${csms.url}/wrong`)).rejects.toMatchObject({ status: 404 })
    const { texts } = await diagnosisOf(csms)
    expect(texts[0]).toMatch(/URL leads elsewhere → .*ws:\/\/<host>:\d+\/ocpp\/<identity>; it asked for \/wrong\/CP1/)
  })

  test('nobody has put it in', async () => {
    const csms = await start({ unknownStations: 'refuse' })
    await expect(arrive(csms.url)).rejects.toMatchObject({ status: 404 })
    expect((await diagnosisOf(csms)).codes).toEqual(['refused', 'refused'])
  })

  test('its password: none set, too short, with a blank, another', async () => {
    const csms = await start({ securityProfile: 1 })
    const password = 'the right password'
    const causeOf = async (given: string) => {
      await expect(arrive(csms.url, { password: given })).rejects.toMatchObject({ status: 401 })
      return (await diagnosisOf(csms)).texts[0]
    }
    expect(await causeOf(password)).toMatch(/no password is set for this station/)
    expect((await diagnosisOf(csms)).codes).toContain('noPassword')
    await csms.station('CP1').setPassword(password)
    expect(await causeOf('short')).toMatch(/too short: 5 bytes/)
    expect(await causeOf(`${password} `)).toMatch(/right but for white space/)
    expect(await causeOf('quite another password')).toMatch(/is another one/)
    await arrive(csms.url, { password })
    expect((await diagnosisOf(csms)).codes).not.toContain('refused')
  })

  test('it must use a higher profile than it does', async () => {
    const csms = await start()
    await csms.station('CP1').put({ securityProfile: 2 })
    await expect(arrive(csms.url)).rejects.toMatchObject({ status: 403 })
    const { codes, texts } = await diagnosisOf(csms)
    expect(codes).toEqual(['refused', 'noPassword'])
    expect(texts[0]).toMatch(/another security profile → It must come over TLS/)
  })

  test('it tries TLS at a port without, which names no identity: what came from its address is shown', async () => {
    const csms = await start()
    const station = await arrive(csms.url)
    await station.close()
    await new Promise<void>((resolve) => {
      const socket = connectTcp(csms.port, '127.0.0.1', () => socket.write(Buffer.from([0x16, 0x03, 0x01, 0x00, 0x05, 1, 2, 3, 4, 5])))
      socket.resume().on('close', () => resolve())
    })
    await expect
      .poll(async () => (await diagnosisOf(csms)).codes)
      .toEqual(['refusedFromItsAddress', 'disconnected', 'notBooted'].slice(0, 2))
  })

  test('it has gone, and how', async () => {
    const csms = await start({ acceptance: 'Accepted' })
    const station = await arrive(csms.url)
    await station.boot()
    await station.close()
    await expect.poll(async () => (await diagnosisOf(csms)).texts[0]).toMatch(/^it was connected until .* and went with code 1000/)
  })
})

describe('why a charger does not work', () => {
  test('it has not booted, is held, was rejected, is fine', async () => {
    const csms = await start()
    const station = await arrive(csms.url)
    expect((await diagnosisOf(csms)).codes).toEqual(['notBooted'])
    await station.boot()
    expect((await diagnosisOf(csms)).texts).toEqual(['it is held as Pending until somebody lets it in → Decide Accepted.'])
    await csms.station('CP1').decide('Accepted')
    expect((await diagnosisOf(csms)).texts[0]).toMatch(/accepted, and has not booted since/)
    await station.boot()
    expect((await diagnosisOf(csms)).codes).toEqual(['fine'])
    await csms.station('CP1').decide('Rejected')
    expect((await diagnosisOf(csms)).codes).toEqual(['rejected'])
  })

  test('it was deleted', async () => {
    const csms = await start({ unknownStations: 'refuse' })
    await csms.station('CP1').put()
    await csms.station('CP1').delete()
    expect((await diagnosisOf(csms)).codes).toContain('deleted')
  })

  test('its serial number is not the one that was expected', async () => {
    const csms = await start()
    await csms.station('CP1').put({ expectedSerialNumber: 'S1' })
    const station = await arrive(csms.url)
    await station.boot('S2')
    expect((await diagnosisOf(csms)).codes).toEqual(['otherSerialNumber'])
  })
})

test('attempts are listed for a station and over all, each with its advice', async () => {
  const csms = await start({ securityProfile: 1 })
  for (const identity of ['CP1', 'CP2', 'CP1']) await expect(arrive(csms.url, {}, '1.6', identity)).rejects.toBeDefined()
  await expect.poll(async () => (await csms.attempts()).items.map(({ identity }) => identity)).toEqual(['CP1', 'CP2', 'CP1'])
  expect((await csms.station('cp1').attempts()).items).toMatchObject([
    { reason: 'noCredentials', status: 401, path: '/CP1', offered: ['ocpp1.6'] },
    { reason: 'noCredentials' },
  ])
  const { attempts } = await csms.station('CP1').doctor()
  expect(attempts[0]).toMatchObject({ cause: 'it gave no password', fix: expect.stringContaining('AuthorizationKey') })
  expect(csms.figures.attempts).toEqual({ kept: 3, shed: 0 })
})
