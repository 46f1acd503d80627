import { txPoints } from './body/index.js'
import { checkList, checkObject, checkTruth, checkWhole } from './checks.js'
import { supportedMeasurands } from './features/metering/reading.js'
import type { Settings } from './settings.js'

/** Whole numbers from `min` on. */
export interface WholeRule {
  readonly min: number
}

/** Members of a fixed set, none of them twice. */
export interface ListRule {
  readonly values: readonly string[]
  /** How many there must be. */
  readonly min: number
}

type RuleOf<T> = T extends boolean ? 'truth' : T extends number ? WholeRule : ListRule

/** What each setting may be, whoever sets it: a program, or a csms by ChangeConfiguration and SetVariables. */
export const settingRules: { readonly [K in keyof Settings]: RuleOf<Settings[K]> } = {
  heartbeatIntervalS: { min: 0 },
  sampleIntervalS: { min: 0 },
  startedMeasurands: { values: supportedMeasurands, min: 0 },
  sampledMeasurands: { values: supportedMeasurands, min: 0 },
  endedMeasurands: { values: supportedMeasurands, min: 0 },
  alignedMeasurands: { values: supportedMeasurands, min: 0 },
  connectionTimeoutS: { min: 0 },
  txStartPoints: { values: txPoints, min: 1 },
  txStopPoints: { values: txPoints, min: 1 },
  stopTxOnInvalidId: 'truth',
  authorizeRemoteStart: 'truth',
  offlineTxForUnknownId: 'truth',
  messageAttempts: { min: 1 },
  messageAttemptIntervalS: { min: 0 },
  offlineThresholdS: { min: 0 },
  resetRetries: { min: 0 },
}

/** The largest whole number that a setting takes. */
export const maxWhole = 2_147_483_647

/** What is wrong with a list; undefined if nothing is. */
export function listProblem(members: readonly unknown[], { values, min }: ListRule): string | undefined {
  const unknown = members.find((member) => typeof member !== 'string' || !values.includes(member))
  if (unknown !== undefined) return `may hold ${values.join(', ')}, not ${JSON.stringify(unknown)}`
  if (new Set(members).size !== members.length) return 'must hold nothing twice'
  return members.length < min ? `must have at least ${min} of ${values.join(', ')}` : undefined
}

/**
 * What is given of these settings; a field that is `undefined` counts as not given.
 * @throws TypeError naming the setting that is wrong
 */
export function checkSettings(settings: Partial<Settings>): Partial<Settings> {
  const given = Object.entries(checkObject('settings', settings)).filter(([, value]) => value !== undefined)
  for (const [key, value] of given) checkSetting(key, value)
  return Object.fromEntries(given)
}

function checkSetting(key: string, value: unknown): void {
  const name = `settings.${key}`
  if (!Object.hasOwn(settingRules, key)) throw new TypeError(`${name} is not a setting`)
  const rule = settingRules[key as keyof Settings]
  if (rule === 'truth') return checkTruth(name, value)
  if (!('values' in rule)) {
    checkWhole(name, value, 0, rule.min, maxWhole)
    return
  }
  const problem = listProblem(checkList(name, value as readonly unknown[], []), rule)
  if (problem !== undefined) throw new TypeError(`${name} ${problem}`)
}
