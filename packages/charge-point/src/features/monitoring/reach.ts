import type { StateStore } from '../../state/store.js'

/** Which of the maker's monitors are at work beside those of the csms. */
export type MonitoringBase = 'All' | 'FactoryDefault' | 'HardWiredOnly'

export const monitoringBases: readonly MonitoringBase[] = ['All', 'FactoryDefault', 'HardWiredOnly']

/** How much is told: which monitors there are, and up to which severity number. */
export interface Reach {
  readonly base: MonitoringBase
  readonly level: number
}

const section = 'monitoring'
const fromTheStart: Reach = { base: 'FactoryDefault', level: 9 }

export const reachOf = (state: StateStore): Reach => ({ ...fromTheStart, ...Object.fromEntries(state.load(section)) })

export const keepReach = <K extends keyof Reach>(state: StateStore, key: K, value: Reach[K]): void => state.put(section, key, value)
