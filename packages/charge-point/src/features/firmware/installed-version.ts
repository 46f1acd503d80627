import type { StationFacts } from '../../core.js'
import type { StateStore } from '../../state/store.js'

const section = 'firmware'
const key = 'version'

/** What the station says of itself, with the firmware that is in it now rather than the one it was made with. */
export const withInstalledVersion = (facts: StationFacts, state: StateStore): StationFacts => ({
  ...facts,
  get firmwareVersion() {
    return (state.load(section).get(key) as string | undefined) ?? facts.firmwareVersion
  },
})

export const keepVersion = (state: StateStore, version: string): void => state.put(section, key, version)
