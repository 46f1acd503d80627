import { isOcppError } from '@ocpp-kit/rpc'
import { createGenerator, type Generator } from '@ocpp-kit/sender'
import { describe, expect, it } from 'vitest'
import { startCsms } from '../support/csms.js'
import { createWatchedStation, stationVersions } from '../support/station.js'
import { sentBy, versions } from '../support/versions.js'

/** What needs a decision that this csms does not make: a program that does handles it. */
const undecided = new Set<unknown>([
  'BatterySwap',
  'Get15118EVCertificate',
  'GetCertificateChainStatus',
  'GetCertificateStatus',
  'NotifyEVChargingNeeds',
  'NotifyEVChargingSchedule',
  'NotifySettlement',
  'OpenPeriodicEventStream',
  'PullDynamicScheduleUpdate',
  'SignCertificate',
  'VatNumberValidation',
])

describe.each(stationVersions)('every message of a %s station', (name, version) => {
  const [, protocol] = versions.find(([one]) => one === name) ?? []
  if (protocol === undefined) throw new Error(`no protocol ${name}`)
  const actions = sentBy('station', protocol)

  it('is taken with its required and with all its fields, and validly answered', async () => {
    const { csms, faults } = await startCsms({ csms: { unknownTokens: 'accept' } })
    const taken = new Set<string>()
    csms.on('exchange', ({ direction, action, outcome }) => {
      if (direction === 'in' && outcome === 'ok') taken.add(action)
    })
    const station = createWatchedStation(version, csms.url, faults)
    await station.start()
    const make = (await createGenerator(protocol)) as Generator
    const refused: string[] = []
    for (const action of actions) {
      for (const optional of [false, true]) {
        const request = make(action, 'request', { seed: 'interop', optional, now: new Date() })
        try {
          await station.call(action as never, request as never)
        } catch (error) {
          if (!isOcppError(error)) throw error
          refused.push(`${action} ${error.code}`)
        }
      }
    }
    const expected = actions.filter((action) => undecided.has(action))
    expect(refused).toEqual(expected.flatMap((action) => [`${action} NotSupported`, `${action} NotSupported`]))
    // A SEND is over once it is written; what is answered behind it came behind it.
    expect([...taken].sort()).toEqual(actions.filter((action) => !undecided.has(action)).sort())
    faults.take(({ detail }) => undecided.has((detail as { readonly action?: unknown }).action))
  })
})
