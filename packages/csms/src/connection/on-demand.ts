/** Listens to a source only while somebody wants to hear what comes of it. */
export class OnDemand<Source> {
  private stop: (() => void) | undefined

  constructor(
    private readonly isWanted: () => boolean,
    /** Returns what ends it. */
    private readonly subscribe: (source: Source) => () => void,
  ) {}

  /** Looks anew whether it is wanted; `undefined` where there is no source any more. */
  check(source: Source | undefined): void {
    if (source !== undefined && this.isWanted()) this.stop ??= this.subscribe(source)
    else this.stop = void this.stop?.()
  }
}
