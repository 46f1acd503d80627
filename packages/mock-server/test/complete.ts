import type { Validate } from '@ocpp-kit/rpc'
import { describe, expect, test } from 'vitest'
import type { MockVersion } from '../src/version.js'
import { answer, createScene, payload } from './scene.js'

interface VersionCase {
  readonly version: MockVersion
  readonly validate: Validate
  /** By action: one valid request of a station. */
  readonly requests: Readonly<Record<string, object>>
}

/** What holds for every version: no message is left out, none is made up, and all that the server says is valid. */
export function versionIsComplete({ version, validate, requests }: VersionCase): void {
  const rows = Object.entries(version.protocol.actions)
  const sentBy = (role: 'station' | 'csms') => rows.filter(([, facts]) => facts.sentBy === role || facts.sentBy === 'both')
  const names = (role: 'station' | 'csms') => sentBy(role).map(([action]) => action)

  describe(`OCPP ${version.protocol.version}`, () => {
    test('answers exactly the messages that a station can send', () => {
      expect(Object.keys(version.answers).sort()).toEqual(names('station').sort())
    })

    test('commands exactly what a csms can send', () => {
      expect(Object.keys(version.commands).sort()).toEqual(names('csms').sort())
    })

    test.each(sentBy('station'))('answers %s validly, and a SEND not at all', (action, { kind }) => {
      const request = requests[action]
      expect(validate(action, 'request', request).violations).toEqual([])
      const response = answer(version, action, request as object, createScene())
      if (kind === 'send') expect(response).toBeUndefined()
      else expect(validate(action, 'response', response).violations).toEqual([])
    })

    test.each(names('csms'))('sends a valid %s, to a station of which nothing is known and to one with a past', (action) => {
      expect(validate(action, 'request', payload(version, action, createScene())).violations).toEqual([])
      expect(validate(action, 'request', payload(version, action, pastScene())).violations).toEqual([])
    })

    test('a command without a check of its own is answered with a status that can be Accepted', () => {
      const unchecked = names('csms').filter((action) => version.commands[action]?.check === undefined)
      const isValid = (action: string, response: object) => validate(action, 'response', response).valid
      expect(unchecked.filter((action) => isValid(action, {}) || !isValid(action, { status: 'Accepted' }))).toEqual([])
    })

    test.each(names('csms'))('sends the same %s as JSON that it makes', (action) => {
      const made = payload(version, action, pastScene())
      expect(JSON.parse(JSON.stringify(made))).toEqual(made)
    })
  })
}

/** Ids and tokens of every version, since a station may come back with another one. */
function pastScene() {
  const scene = createScene({
    intervalSeconds: 0,
    tokens: [
      { idToken: 'a-token-that-is-too-long-for-many-a-version', status: 'Accepted' },
      { idToken: 'BLOCKED', status: 'Blocked' },
      { idToken: '04A1B2C3', group: 'FLEET', expiresAt: new Date('2027-01-01T00:00:00Z') },
    ],
  })
  for (const id of ['7', 'a3f0c9a2-0000-4000-8000-000000000001', 'ended']) {
    scene.station.transactions.set(id, { id, evseId: 1, idToken: undefined, isEnded: id === 'ended' })
  }
  return scene
}
