import { type Clock, systemClock } from '@ocpp-kit/rpc'
import type { EvOptions } from './body/index.js'
import type { ChargePointEvents } from './events.js'

export interface DriverOptions {
  /** The car that comes. */
  readonly ev?: EvOptions | undefined
  /** Time between being let in and plugging in, ms. Default 1,000. */
  readonly plugInAfterMs?: number | undefined
  /** Time between the end of the transaction and leaving, ms. Default 2,000. */
  readonly leaveAfterMs?: number | undefined
  /** Default: the system's. */
  readonly clock?: Clock | undefined
}

/** The part of a charge point that a driver handles; every `ChargePoint` has it. */
export interface Drivable {
  readonly state: {
    readonly evses: readonly { readonly evseId: number; readonly connectors: readonly { readonly isPlugged: boolean }[] }[]
  }
  plugIn(options: { evseId: number; connectorId?: number | undefined; ev?: EvOptions | undefined }): void
  unplug(options: { evseId: number }): void
  on<Name extends keyof ChargePointEvents>(name: Name, listener: (event: ChargePointEvents[Name]) => void): () => void
}

export interface Driver {
  /** The driver goes home; a car that is plugged in stays. */
  stop(): void
}

/** Plays a driver: a car comes when somebody is let in, charges, and leaves after the transaction. */
export function createDriver(chargePoint: Drivable, options: DriverOptions = {}): Driver {
  const { ev, plugInAfterMs = 1_000, leaveAfterMs = 2_000, clock = systemClock } = options
  const timers = new Set<unknown>()
  const after = (ms: number, run: () => void): void => {
    const timer = clock.setTimeout(() => {
      timers.delete(timer)
      run()
    }, ms)
    timers.add(timer)
  }
  const isPlugged = (evseId: number): boolean =>
    chargePoint.state.evses.find((evse) => evse.evseId === evseId)?.connectors.some((connector) => connector.isPlugged) === true
  const offs = [
    chargePoint.on('authorized', ({ evseId, connectorId }) =>
      after(plugInAfterMs, () => {
        if (!isPlugged(evseId)) chargePoint.plugIn({ evseId, connectorId, ev })
      }),
    ),
    chargePoint.on('transaction.ended', ({ evseId }) =>
      after(leaveAfterMs, () => {
        if (isPlugged(evseId)) chargePoint.unplug({ evseId })
      }),
    ),
  ]
  return {
    stop: () => {
      for (const off of offs) off()
      for (const timer of timers) clock.clearTimeout(timer)
      timers.clear()
    },
  }
}
