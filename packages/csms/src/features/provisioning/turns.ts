/** Work of one station after the other; stations do not wait for each other. */
export class Turns {
  private readonly last = new Map<string, Promise<unknown>>()

  run<T>(stationId: string, work: () => Promise<T>): Promise<T> {
    const before = this.last.get(stationId) ?? Promise.resolve()
    const turn = before.then(work, work)
    const end: Promise<void> = turn.then(
      () => this.forget(stationId, end),
      () => this.forget(stationId, end),
    )
    this.last.set(stationId, end)
    return turn
  }

  private forget(stationId: string, turn: Promise<unknown>): void {
    if (this.last.get(stationId) === turn) this.last.delete(stationId)
  }
}
