import { describe, expect, it } from 'vitest'
import { setUpAccepted } from '../../test/support/csms.js'
import { ocpp201 } from '../versions/ocpp201.js'
import { createJsonLog, createTextLog, follow } from './log.js'

const now = (): Date => new Date(Date.UTC(2026, 0, 1))
/** A line end and a forged line, the sequence that clears a screen in both spellings, and one that turns text around. */
const forged = 'x\n00:00:00.000  session EVSE 1: forged\r\u001b[2J\u009b2J\u202e'

function lines(hasColour = false) {
  const written: string[] = []
  const write = (text: string): void => {
    written.push(text)
  }
  return { written, text: createTextLog(write, hasColour, now), json: createJsonLog(write, now) }
}

describe('the log of the command', () => {
  it('is one line for each thing that happens, whatever a peer puts into it', () => {
    const { written, text } = lines()
    text.line('link', `disconnected (4000 ${forged})`)
    expect(written).toEqual([
      '00:00:00.000  link    disconnected (4000 x\\u000a00:00:00.000  session EVSE 1: forged\\u000d\\u001b[2J\\u009b2J\\u202e)\n',
    ])
  })

  it('has colours of its own and none of a peer', () => {
    const { written, text } = lines(true)
    text.line('link', '\u001b[31mred')
    expect(written).toEqual(['\u001b[90m00:00:00.000\u001b[0m  \u001b[34mlink   \u001b[0m \\u001b[31mred\n'])
  })

  it('shows no pin (C04.FR.04)', async () => {
    const { station } = await setUpAccepted(ocpp201)
    const { written, text, json } = lines()
    follow(station, text)
    follow(station, json)
    await station.startCharging({ idToken: '271828', type: 'KeyCode' })
    await station.stopCharging()
    await station.presentCard({ idToken: '314159', type: 'KeyCode', evseId: 1 })
    await station.stop()
    expect(written.join('')).toContain('****')
    expect(written.join('')).not.toMatch(/271828|314159/)
  })

  it('cuts what has no end', () => {
    const { written, text, json } = lines()
    text.line('error', 'x'.repeat(100_000))
    json.line('error', 'x'.repeat(100_000))
    for (const line of written) expect(line.length).toBeLessThan(600)
  })

  it('is JSON that means the same, without a character that a terminal obeys', () => {
    const { written, json } = lines()
    json.line('in', 'short', { payload: { vendorName: forged } })
    expect(written[0]).toMatch(/^[\u0020-\u007e]+\n$/)
    expect(JSON.parse(written[0] ?? '')).toMatchObject({ payload: { vendorName: forged } })
  })

  it('shows actions, statuses, errors and reasons of the csms as text', async () => {
    const { station, csms } = await setUpAccepted(ocpp201)
    const { written, text } = lines()
    follow(station, text)
    csms.station.sendText(JSON.stringify([2, '1', forged, {}]))
    csms.station.sendText(JSON.stringify([2, '2', 'TriggerMessage', { requestedMessage: forged }]))
    csms.station.sendText(JSON.stringify([2, '3', 'X'.repeat(5_000), {}]))
    csms.station.sendText(`[${forged}`)
    csms.answers['Authorize'] = () => {
      throw Object.assign(new Error(forged), { code: forged })
    }
    await station.presentCard({ idToken: 'A' })
    await csms.station.close({ code: 4000, reason: 'bye\nforged' })
    await station.stop()
    expect(written.join('')).toContain('disconnected (4000 bye\\u000aforged)')
    for (const line of written) {
      expect(line).toMatch(/^[^\p{Cc}\p{Cf}]+\n$/u)
      expect(line.length).toBeLessThan(600)
    }
  })
})
