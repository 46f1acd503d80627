import type { LoggedMessage } from '@ocpp-kit/mock-server'
import { createGenerator, type Generator } from '@ocpp-kit/sender'
import { describe, expect, it } from 'vitest'
import { connect, type Pair } from './support/pair.js'
import { sentBy, versions } from './support/versions.js'

const seed = 'interop'
const whole = [false, true] as const

/** The names of what was sent in one direction, each once, as the server saw it. */
const sentNames = (messages: readonly LoggedMessage[]): string[] => [
  ...new Set(messages.flatMap(({ kind, action }) => ((kind === 'CALL' || kind === 'SEND') && action !== undefined ? [action] : []))),
]

const sorted = (names: readonly string[]): string[] => [...names].sort()

/** Both sides held every frame to its schema, and neither found anything wrong. */
function expectNoBreach({ server, seenBySender }: Pair): void {
  expect(server.verdicts()).toEqual([])
  expect(seenBySender().filter(({ verdict }) => verdict.kind !== 'ok')).toEqual([])
}

describe.each(versions)('OCPP %s between sender and mock server', (_version, protocol, count) => {
  it('every message of a station is sent, with the required and with all fields, and validly answered', async () => {
    const pair = await connect(protocol)
    const { server, sender } = pair
    for (const action of sentBy('station', protocol)) {
      for (const optional of whole) {
        const { outcome } = await sender.send(action, undefined, { seed, optional })
        const isSend = protocol.actions[action]?.kind === 'send'
        expect({ action, optional, outcome }).toMatchObject({ action, optional, outcome: { kind: isSend ? 'sent' : 'answered' } })
        // A SEND is over once it is written, so the server is asked whether it came.
        await server.waitFor(action as never)
      }
    }
    expect(sorted(sentNames(server.messages({ direction: 'in' })))).toEqual(sorted(sentBy('station', protocol)))
    expectNoBreach(pair)
  })

  it('every command is sent, with its own and with generated payloads, and validly answered', async () => {
    const pair = await connect(protocol)
    const { server } = pair
    const make = (await createGenerator(protocol)) as Generator
    for (const action of sentBy('csms', protocol)) {
      const generated = whole.map((optional) => make(action, 'request', { seed, optional, now: new Date() }))
      for (const payload of [undefined, ...generated]) await server.send('CP1', action as never, payload as never)
    }
    expect(sorted(sentNames(server.messages({ direction: 'out' })))).toEqual(sorted(sentBy('csms', protocol)))
    expectNoBreach(pair)
  })

  it(`these are all ${count} messages of the version`, () => {
    const names = new Set([...sentBy('station', protocol), ...sentBy('csms', protocol)])
    expect(names.size).toBe(count)
    expect(Object.keys(protocol.actions)).toHaveLength(count)
  })
})
