import { pino } from 'pino'
import { expect, test } from 'vitest'
import { resolveOptions } from '../options.js'
import { ocpp16 } from '../versions/ocpp16.js'
import { optionsOf } from './csms-options.js'
import { type Settings, settings } from './settings.js'

const log = pino({ enabled: false })
const camelCase = (name: string): string => name.replace(/-./g, (found) => found.slice(1).toUpperCase())
const defaults = Object.fromEntries(settings.map(({ name, fallback }) => [camelCase(name), fallback])) as unknown as Settings
const resolve = (given: Partial<Settings>) => {
  const options = optionsOf({ ...defaults, ...given, spool: 'off' }, log)
  return resolveOptions({ ...options, versions: [ocpp16] })
}
const own = (given: Partial<Settings>) => resolve(given).own

test('without settings the program does what the library does without options', () => {
  const ofProgram = own({})
  const ofLibrary = resolveOptions({ versions: [ocpp16] }).own
  for (const name of ['localList', 'clearCacheOnChange', 'closing', 'webhooks', 'unknownTokens'] as const) {
    expect([name, ofProgram[name]]).toEqual([name, ofLibrary[name]])
  }
  expect(ofProgram.connection).toMatchObject({ unknownStations: 'pending', allowShort: false, securityProfile: 0, isSecure: false })
  expect(ofProgram.maxPowerW).toBe(1_000_000)
  expect(resolve({}).door).not.toHaveProperty('duplicates')
})

const hourMs = 3_600_000

test.each<[Partial<Settings>, object]>([
  [{ localList: { label: 'fleet' } }, { localList: { label: 'fleet' } }],
  [{ clearCacheOnChange: 'yes' }, { clearCacheOnChange: true }],
  [{ closeReplacedAfter: 5 }, { closing: { replaced: 300_000, rebooted: hourMs } }],
  [{ closeRebootedAfter: 6 }, { closing: { rebooted: 360_000, replaced: hourMs } }],
  [{ closeIdleAfter: 0.5 }, { closing: { idle: hourMs / 2, startless: 24 * hourMs } }],
  [{ closeStartlessAfter: 2 }, { closing: { startless: 2 * hourMs, idle: 24 * hourMs } }],
  [{ closeSilentAfter: 3 }, { closing: { silent: 3 * hourMs } }],
  [{ maxPower: 22_000 }, { maxPowerW: 22_000 }],
  [{ webhooksHttp: 'allow' }, { webhooks: { allowsHttp: true } }],
  [{ shortPasswords: 'allow' }, { connection: { allowShort: true } }],
  [{ tlsTerminated: 'yes' }, { connection: { isSecure: true, securityProfile: 2 } }],
])('%j is handed on', (given, expected) => {
  expect(own(given)).toMatchObject(expected)
})

test('a rule that is off ends nothing', () => {
  const off = {
    closeReplacedAfter: false,
    closeRebootedAfter: false,
    closeIdleAfter: false,
    closeStartlessAfter: false,
    closeSilentAfter: false,
  } as const
  expect(own(off).closing).toEqual({})
})

test.each(['refuse', 'probe'] as const)('duplicates that are to %s are the listener’s', (duplicates) => {
  expect(resolve({ duplicates }).door).toMatchObject({ duplicates })
})
