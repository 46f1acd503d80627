import type { StationVersion } from '../../src/index.js'
import { ocpp16 } from '../../src/versions/ocpp16.js'
import { ocpp21 } from '../../src/versions/ocpp21.js'
import { ocpp201 } from '../../src/versions/ocpp201.js'

/** For tests that hold in every version. */
export const allVersions = [
  ['1.6', ocpp16],
  ['2.0.1', ocpp201],
  ['2.1', ocpp21],
] as const satisfies readonly (readonly [string, StationVersion])[]

export const versions2 = [
  ['2.0.1', ocpp201],
  ['2.1', ocpp21],
] as const

export { ocpp16, ocpp21, ocpp201 }
