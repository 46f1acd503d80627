import { setTimeout as pause } from 'node:timers/promises'
import { type ChargePoint, createChargePoint } from '@ocpp-kit/charge-point'
import type { DemoStation } from './cars.js'

export interface DriverOptions {
  readonly csmsUrl: string
  /** Pauses are divided by it. */
  readonly speed: number
  /** Ends the round that is under way. */
  readonly signal: AbortSignal
  /** Told what went wrong; the next round follows all the same. */
  readonly onTrouble: (identity: string, error: unknown) => void
}

/** A station whose driver plugs in, charges, stops and drives off, until the signal says that it is enough. */
export async function drive({ plan, token, ev, chargesForMs }: DemoStation, options: DriverOptions): Promise<void> {
  const { csmsUrl, speed, signal, onTrouble } = options
  const station: ChargePoint = createChargePoint({ ...plan, csmsUrl })
  station.on('error', ({ error }) => onTrouble(plan.identity, error))
  try {
    await station.start()
    while (!signal.aborted) {
      try {
        await station.startCharging({ idToken: token, ev })
        await pause(chargesForMs / speed, undefined, { signal })
        await station.stopCharging()
        station.unplug()
      } catch (error) {
        if (signal.aborted) break
        onTrouble(plan.identity, error)
      }
      await pause(5_000 / speed, undefined, { signal })
    }
  } catch (error) {
    if (!signal.aborted) onTrouble(plan.identity, error)
  } finally {
    await station.stop()
  }
}
