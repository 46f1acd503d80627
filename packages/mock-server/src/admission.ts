import { type AnyMessage, OcppError } from '@ocpp-kit/rpc'
import { fold } from './identifier.js'
import type { StationStates } from './station-states.js'

/**
 * Whether a station may say what it says: one that was told Pending only what it was asked for, one that was told Rejected
 * nothing but BootNotification (1.6-J errata 3.8, B02.FR.09, B03.FR.07). One that never booted is let in: tests begin anywhere.
 */
export class Admission {
  /** Stations that were sent a command since their last boot, and so may have something to answer it with. */
  private readonly asked = new Set<string>()

  constructor(private readonly states: StationStates) {}

  /** @throws OcppError SecurityError */
  check({ identity, action }: AnyMessage): void {
    const registration = this.states.find(identity)?.registration
    if (action === 'BootNotification' || registration === undefined || registration === 'Accepted') return
    if (registration === 'Pending' && this.asked.has(fold(identity))) return
    throw new OcppError('SecurityError', `the station is ${registration}`)
  }

  commanded(station: string): void {
    this.asked.add(fold(station))
  }

  /** It has booted again, or is remembered no longer. */
  forget(station: string): void {
    this.asked.delete(fold(station))
  }

  clear(): void {
    this.asked.clear()
  }
}
