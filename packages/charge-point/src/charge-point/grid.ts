import { calmGrid, type Grid } from '../body/index.js'
import { checkNumber, checkOneOf, checkText } from '../checks.js'
import { ChargePointError, refused } from '../errors.js'
import { checkControlType, type DerControls } from '../features/der/der-controls.js'
import { type GridEventFault, gridEventFaults } from '../features/der/response.js'
import { insideOf } from './inside.js'
import { Surroundings } from './surroundings.js'

/** A deviation that the station cannot see for itself. */
export interface DerAlarmReport {
  /** Default 1. */
  readonly evseId?: number | undefined
  /** The control that takes over, as DERControlEnumType names it. */
  readonly controlType: string
  /** What is wrong with the grid. Default: nothing is said of it. */
  readonly gridEventFault?: GridEventFault | undefined
  /** At most 200 characters. */
  readonly extraInfo?: string | undefined
}

/** What the grid does, and what is told of it. */
export class GridConnection extends Surroundings {
  /**
   * The grid changes: what is left out stays as it is, 50 Hz, 100 % and no load at first. Meters show it at once. In 2.1 the controls that the
   * csms has set say what that leaves of the power (R04); where it leaves less than would flow, the csms gets NotifyDERAlarm (R05). Curves about
   * voltages are in percent of the nominal voltage. Setpoints that are worked out at the station follow as well (2.1 Q08, Q09).
   * @param grid.loadW what all else behind the same meter takes, the station left out; negative: more is made than used
   * @throws TypeError `frequencyHz` is not from 0 to 100, `voltagePercent` not from 0 to 200, or `loadW` no number within ±1e9
   */
  setGrid({ frequencyHz, voltagePercent, loadW }: Partial<Grid>): void {
    const { station } = insideOf(this)
    const { grid = calmGrid } = station.body.state
    insideOf(this).apply({
      type: 'gridChanged',
      grid: {
        frequencyHz: checkNumber('frequencyHz', frequencyHz, grid.frequencyHz, 0, 100),
        voltagePercent: checkNumber('voltagePercent', voltagePercent, grid.voltagePercent, 0, 200),
        loadW: checkNumber('loadW', loadW, grid.loadW, -1e9, 1e9),
      },
    })
    station.smartCharging.gridChanged()
  }

  /**
   * The inverter in a car goes by a rule of the grid, or the station does for a reason of its own: the csms gets NotifyDERAlarm, now or once it
   * listens (2.1 R02, R05.FR.01). Ends with {@link endDerAlarm} or when the car leaves.
   * @throws ChargePointError `NOT_IN_VERSION` before 2.1 · `UNKNOWN_EVSE` · `NOT_PLUGGED_IN`
   * @throws TypeError there is no such control type or fault, or `extraInfo` is too long
   */
  raiseDerAlarm({ evseId = 1, controlType, gridEventFault, extraInfo }: DerAlarmReport): void {
    const type = checkControlType(controlType)
    const fault = checkOneOf('gridEventFault', gridEventFault, gridEventFaults, undefined)
    const info = extraInfo === undefined ? {} : { extraInfo: checkText('extraInfo', extraInfo, 200) }
    const der = derOf(this, 'raiseDerAlarm', evseId)
    if (insideOf(this).pluggedAt(evseId) === undefined) throw refused('NOT_PLUGGED_IN', { type: 'raiseDerAlarm', evseId })
    der.raise(evseId, { type, ...(fault === undefined ? {} : { fault }), ...info })
  }

  /** It goes by its charging profile again, of which the csms hears (2.1 R05.FR.02); nothing happens where there was no alarm. @throws as {@link raiseDerAlarm} */
  endDerAlarm({ evseId = 1 }: { readonly evseId?: number | undefined } = {}): void {
    derOf(this, 'endDerAlarm', evseId).raise(evseId, undefined)
  }
}

function derOf(station: GridConnection, deed: string, evseId: number): DerControls {
  const { station: parts, options } = insideOf(station)
  if (parts.der === undefined) throw new ChargePointError('NOT_IN_VERSION', `OCPP ${options.version.version} has no controls of the grid`)
  insideOf(station).evse(evseId, deed)
  return parts.der
}
