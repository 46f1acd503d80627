/** How many times a connection was replaced, within how long, before two devices under one identity are the likelier reason. */
const flappingAfter = 4
const flappingWindowMs = 120_000
/** Of one station. */
const maxKept = 100

/** A connection that had to go for a newer one of the same station. */
export interface Replacement {
  /** Monotonic, ms. */
  readonly atMs: number
  readonly remoteAddress: string
}

/** What was seen of a station whose connections replace each other. */
export interface Flapping {
  /** How often one came in the other's place, or tried to, within two minutes; 100 at most. */
  readonly replacements: number
  /** Where the connections came from; more than one tells of two devices. */
  readonly remoteAddresses: readonly string[]
}

/** Sees when the connections of a station keep replacing each other, as those of two devices with one identity do. */
export class FlappingWatch {
  /** By station, the one longest first that nothing was seen of. */
  private readonly byStation = new Map<string, readonly Replacement[]>()

  /** @returns what to tell, once for each time that it begins */
  replaced(stationId: string, replacement: Replacement): Flapping | undefined {
    const before = recent(this.byStation.get(stationId) ?? [], replacement.atMs)
    const now = [...before, replacement].slice(-maxKept)
    this.keep(stationId, now)
    this.forget(replacement.atMs)
    return before.length < flappingAfter && now.length >= flappingAfter ? described(now) : undefined
  }

  /** A device that was not let in because the other one is there: it goes on, for as long as that comes again. */
  refused(stationId: string, refusal: Replacement): void {
    const now = recent(this.byStation.get(stationId) ?? [], refusal.atMs)
    if (now.length >= flappingAfter) this.keep(stationId, [...now, refusal].slice(-maxKept))
  }

  /** What is going on now. */
  of(stationId: string, nowMs: number): Flapping | undefined {
    const now = recent(this.byStation.get(stationId) ?? [], nowMs)
    return now.length < flappingAfter ? undefined : described(now)
  }

  private keep(stationId: string, replacements: readonly Replacement[]): void {
    this.byStation.delete(stationId)
    this.byStation.set(stationId, replacements)
  }

  /** Oldest first, as far as they are over. */
  private forget(nowMs: number): void {
    for (const [stationId, replacements] of this.byStation) {
      if (recent(replacements, nowMs).length > 0) return
      this.byStation.delete(stationId)
    }
  }
}

const recent = (replacements: readonly Replacement[], nowMs: number): readonly Replacement[] =>
  replacements.filter(({ atMs }) => nowMs - atMs < flappingWindowMs)

const described = (replacements: readonly Replacement[]): Flapping => ({
  replacements: replacements.length,
  remoteAddresses: [...new Set(replacements.map(({ remoteAddress }) => remoteAddress))].toSorted(),
})
