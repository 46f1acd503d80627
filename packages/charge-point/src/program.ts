import type { Emitter } from '@ocpp-kit/rpc'
import type { ChargePointEvents } from './events.js'
import type { DataTransfers } from './features/data-transfer/data-transfer.js'
import type { Quirks } from './quirks/quirks.js'
import type { AnyStationHandler } from './transport.js'
import type { Wire } from './wire/wire.js'

/** What belongs to the program that runs the station, and outlives its power cuts. */
export interface Program {
  /** Whom the events of the station reach. */
  readonly events: Emitter<ChargePointEvents>
  /** What answers requests of the csms in place of the station's own handlers; may change at run time. */
  readonly handlers: Map<string, AnyStationHandler>
  readonly dataTransfers: DataTransfers
  /** What the station gets wrong on purpose; may change at run time. */
  quirks: Quirks | undefined
  /** Made when it is first needed. */
  wire: Wire | undefined
}
