import type { Station } from '../../station.js'
import { truth, type Variable } from '../configuration/configuration.js'

const setting = truth('unlockOnEvSideDisconnect')

const hasLock = ({ body }: Station): boolean => body.state.evses.some(({ connectors }) => connectors.some((one) => one.hasLock))

/** Whether a plug comes free when the car lets go of the other end; with fixed cables only, read-only and false (1.6 errata 3.83). */
export const unlockOnEvSideDisconnect: Variable = {
  ...setting,
  isReadOnlyAt: (station) => !hasLock(station),
  read: (station, at) => (hasLock(station) ? setting.read(station, at) : 'false'),
}
