import type { BodyRules } from './body/index.js'
import type { Settings } from './settings.js'
import type { StationVersion } from './version.js'

/** What the body goes by, as it is configured. */
export const bodyRulesOf = ({ transactions }: StationVersion, settings: Settings): BodyRules => ({
  txStartPoints: settings.txStartPoints,
  txStopPoints: settings.txStopPoints,
  connectionTimeoutMs: settings.connectionTimeoutS * 1000,
  stopsOnEvSideDisconnect: settings.stopTxOnEvSideDisconnect,
  isReturnTimed: transactions.isReturnTimed,
  signsData: settings.sampledSignReadings,
  unlocksOnEvSideDisconnect: settings.unlockOnEvSideDisconnect,
})

const bodySettings: readonly (keyof Settings)[] = [
  'txStartPoints',
  'txStopPoints',
  'connectionTimeoutS',
  'stopTxOnEvSideDisconnect',
  'sampledSignReadings',
  'unlockOnEvSideDisconnect',
]

/** Whether the body goes by anything of what has changed. */
export const concernsBody = (patch: Partial<Settings>): boolean => bodySettings.some((key) => patch[key] !== undefined)
