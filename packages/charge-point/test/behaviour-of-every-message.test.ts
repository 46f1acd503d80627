import { readFileSync } from 'node:fs'
import { definitions as definitions16 } from '@ocpp-kit/ocpp16/schema'
import { definitions as definitions21 } from '@ocpp-kit/ocpp21/schema'
import { definitions as definitions201 } from '@ocpp-kit/ocpp201/schema'
import { type ActionFacts, OcppError } from '@ocpp-kit/rpc'
import { describe, expect, it } from 'vitest'
import type { StationVersion } from '../src/index.js'
import { causes, happened } from './support/causes.js'
import { settle, setUpAccepted } from './support/csms.js'
import { messageTable } from './support/message-table.js'
import { type Definitions, minimalRequest } from './support/minimal-request.js'
import { allVersions, type ocpp21 } from './support/versions.js'

/** What a local controller does, and no station. */
const notOfStations = ['PublishFirmware', 'UnpublishFirmware', 'PublishFirmwareStatusNotification']

const definitionsOf: Readonly<Record<StationVersion['version'], unknown>> = {
  '1.6': definitions16,
  '2.0.1': definitions201,
  '2.1': definitions21,
}

const actionsOf = ({ actions }: StationVersion): Readonly<Record<string, ActionFacts>> => actions

const requestsOf = (version: StationVersion): readonly string[] =>
  Object.entries(actionsOf(version)).flatMap(([action, { sentBy }]) => (sentBy === 'station' ? [] : [action]))

const messagesOf = (version: StationVersion): readonly string[] =>
  Object.entries(actionsOf(version)).flatMap(([action, { sentBy }]) => (sentBy === 'csms' ? [] : [action]))

/** The code of the CALLERROR that a station answers the least request of an action with; undefined where it has an answer. */
async function refusalOf(version: StationVersion, action: string): Promise<string | undefined> {
  const { station, csms } = await setUpAccepted(version as typeof ocpp21)
  const request = minimalRequest(definitionsOf[version.version] as Definitions, action)
  const code = await csms.station.callUntyped(action, request, { validation: 'off' }).then(
    () => undefined,
    (error: unknown) => (error instanceof OcppError ? error.code : String(error)),
  )
  await settle()
  await station.stop()
  return code
}

describe.each(allVersions)('in %s', (name, version) => {
  const isKnown = (list: readonly string[]): readonly string[] => list.filter((action) => Object.hasOwn(actionsOf(version), action))
  const without = (all: readonly string[], left: readonly string[]): readonly string[] => all.filter((action) => !left.includes(action))
  const answered = without(requestsOf(version), notOfStations)
  const sent = without(messagesOf(version), notOfStations)

  it.each(answered)('a station answers %s by itself', async (action) => {
    expect(['NotSupported', 'NotImplemented', 'InternalError']).not.toContain(await refusalOf(version, action))
  })

  it.each(sent)('a station sends %s by itself', async (action) => {
    const cause = causes[name][action]
    if (cause === undefined) throw new Error(`nothing in support/causes.ts says why a station sends ${action}`)
    const { station, csms, errors } = await happened(version, cause)
    expect(csms.actions).toContain(action)
    expect(errors).toEqual([])
    await station.stop()
  })

  it.each(isKnown(notOfStations).filter((action) => requestsOf(version).includes(action)))(
    'a station answers %s with NotSupported',
    async (action) => {
      expect(await refusalOf(version, action)).toBe('NotSupported')
    },
  )

  it('nothing is told a cause of that a station does not send', () => {
    expect(Object.keys(causes[name]).sort()).toEqual([...sent].sort())
  })

  it('each message is a row of the README', () => {
    const rows = messageTable(readFileSync(new URL('../README.md', import.meta.url), 'utf8'), Object.keys(actionsOf(version)))
    const found = rows.filter(({ versions }) => versions === undefined || versions.includes(name)).map(({ action }) => action)
    expect(without(Object.keys(actionsOf(version)), [...found, ...notOfStations])).toEqual([])
  })
})

describe('the table of messages in a README', () => {
  it('is every row below its heading, with the versions that stand in brackets', () => {
    const readme = [
      '| message | behaviour |',
      '| --- | --- |',
      '| Authorize | for cards, not Reset |',
      '| GetLog, GetReport (2.x), SetDERControl (2.1) | … |',
      '',
      '| method | what it does |',
      '| --- | --- |',
      '| Heartbeat | no message |',
    ].join('\n')
    expect(messageTable(readme, ['Authorize', 'GetLog', 'GetReport', 'Heartbeat', 'Reset', 'SetDERControl'])).toEqual([
      { action: 'Authorize', versions: undefined },
      { action: 'GetLog', versions: ['2.0.1', '2.1'] },
      { action: 'GetReport', versions: ['2.0.1', '2.1'] },
      { action: 'SetDERControl', versions: ['2.1'] },
    ])
  })
})
