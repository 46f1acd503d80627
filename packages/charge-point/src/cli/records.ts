import type { ChargePoint } from '../charge-point.js'
import { type Log, messageOf } from './log.js'

/** Transcripts of stations in files. */
export interface Records {
  /** Records every frame of a station from now on. */
  add(station: ChargePoint): Promise<void>
  /** Writes what waits, and closes the files. */
  close(): Promise<void>
}

/** Records a station that was made later. */
export const recordLate = (records: Records | undefined, station: ChargePoint, log: Log): void => {
  records?.add(station).catch((error: unknown) => log.line('error', `--record: ${messageOf(error)}`))
}
