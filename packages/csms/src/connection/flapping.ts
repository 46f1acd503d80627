/** How many times a connection was replaced, within how long, before two devices under one identity are the likelier reason. */
const flappingAfter = 4
const flappingWindowMs = 120_000

/** A connection that had to go for a newer one of the same station. */
export interface Replacement {
  /** Monotonic, ms. */
  readonly atMs: number
  readonly remoteAddress: string
}

/** What was seen of a station whose connections replace each other. */
export interface Flapping {
  /** Within two minutes. */
  readonly replacements: number
  /** Where the connections came from; more than one tells of two devices. */
  readonly remoteAddresses: readonly string[]
}

/** Sees when the connections of a station keep replacing each other, as those of two devices with one identity do. */
export class FlappingWatch {
  private readonly byStation = new Map<string, readonly Replacement[]>()

  /** @returns what to tell, once for each time that it begins */
  replaced(stationId: string, replacement: Replacement): Flapping | undefined {
    const before = recent(this.byStation.get(stationId) ?? [], replacement.atMs)
    const now = [...before, replacement].slice(-(flappingAfter + 1))
    this.byStation.set(stationId, now)
    this.forget(replacement.atMs)
    return before.length < flappingAfter && now.length >= flappingAfter ? described(now) : undefined
  }

  /** What is going on now. */
  of(stationId: string, nowMs: number): Flapping | undefined {
    const now = recent(this.byStation.get(stationId) ?? [], nowMs)
    return now.length < flappingAfter ? undefined : described(now)
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
