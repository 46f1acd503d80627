import type { Clock } from '@ocpp-kit/rpc'

interface Tries {
  wrong: number
  /** On the monotonic clock. */
  until: number
}

/** Wrong codes that cost nothing: a driver may mistype. */
const free = 3
const firstPauseMs = 10_000
const maxPauseMs = 3_600_000

/**
 * Slows down whoever tries key codes at a station (C04.FR.06): after some wrong ones no code is looked at for a while, twice as long each
 * time. It holds for one station, so nobody is locked out elsewhere, and it forgets with the process.
 */
export class KeyCodeGuard {
  private readonly byStation = new Map<string, Tries>()

  constructor(private readonly clock: Pick<Clock, 'monotonic'>) {}

  /** Whether codes of the station are looked at now. */
  isOpen(stationId: string): boolean {
    return (this.byStation.get(stationId)?.until ?? 0) <= this.clock.monotonic()
  }

  right(stationId: string): void {
    this.byStation.delete(stationId)
  }

  wrong(stationId: string): void {
    const tries = this.byStation.get(stationId) ?? { wrong: 0, until: 0 }
    tries.wrong += 1
    const times = tries.wrong - free
    if (times >= 0) tries.until = this.clock.monotonic() + Math.min(maxPauseMs, firstPauseMs * 2 ** times)
    this.byStation.set(stationId, tries)
  }
}
