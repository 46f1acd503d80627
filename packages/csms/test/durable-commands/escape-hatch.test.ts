import { createFakeClock } from '@ocpp-kit/rpc/testing'
import { describe, expect, test } from 'vitest'
import { versionNames } from '../drivers.js'
import { arrive, leave, requests, silent, start } from './running.js'

describe.each(versionNames)('the escape hatch to a station of OCPP %s', (version) => {
  test('puts a message on the wire exactly as it is given, and brings back what came', async () => {
    const csms = await start({ acceptance: 'Rejected' })
    const station = await arrive(csms, version)
    const wire = requests(station.connection)
    const answers: string[] = []
    station.connection.on('frame', ({ direction, text }) => {
      const [type, messageId] = JSON.parse(text) as [number, string]
      if (direction === 'in' && type === 2) station.connection.sendText(answers.shift()?.replace('ID', messageId) ?? '')
    })
    const payload = { zebra: null, a: { y: [], b: '' }, number: 1.5, list: [{ d: 1, c: undefined }] }
    answers.push('[3,"ID",{"later":1,"earlier":{"unknown":[null]}}]')
    const outcome = await csms.station('CP1').callRaw('Reset', payload)
    const frame = `[3,"${wire[0]?.messageId}",{"later":1,"earlier":{"unknown":[null]}}]`
    expect(outcome).toEqual({ result: { later: 1, earlier: { unknown: [null] } }, frame })
    expect(wire[0]?.text).toBe(`[2,"${wire[0]?.messageId}","Reset",{"zebra":null,"a":{"y":[],"b":""},"number":1.5,"list":[{"d":1}]}]`)
    answers.push('[4,"ID","OccurenceConstraintViolation","no",{"why":1}]')
    expect(await csms.station('CP1').callRaw('NoSuchAction', {})).toEqual({
      error: { code: 'OccurenceConstraintViolation', description: 'no', details: { why: 1 } },
      frame: `[4,"${wire[1]?.messageId}","OccurenceConstraintViolation","no",{"why":1}]`,
    })
    answers.push('[3,"ID"]')
    expect(await csms.station('CP1').callRaw('Reset', {})).toEqual({ unreadable: `[3,"${wire[2]?.messageId}"]` })
  })

  test('tells of silence, of a station that is away, and of one that nobody knows', async () => {
    const clock = createFakeClock(Date.now())
    const csms = await start({ clock })
    const station = await arrive(csms, version)
    const asked = silent(station, 'Reset')
    const outcome = csms.station('CP1').callRaw('Reset', { type: version === '1.6' ? 'Soft' : 'OnIdle' }, { timeoutMs: 5_000 })
    await asked
    await clock.advance(5_000)
    expect(await outcome).toEqual({ timeout: true })
    await leave(csms, station)
    await expect(csms.station('CP1').callRaw('Reset', {})).rejects.toMatchObject({ code: 'NOT_CONNECTED' })
    await expect(csms.station('CP9').callRaw('Reset', {})).rejects.toMatchObject({ code: 'UNKNOWN_STATION' })
  })
})
