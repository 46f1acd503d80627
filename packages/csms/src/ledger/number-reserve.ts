/** Numbers that are taken from the store while it answers, for the time when it does not. */
export class NumberReserve {
  private readonly numbers: number[] = []
  private filling: Promise<void> | undefined

  constructor(
    private readonly options: {
      /** How many are held. */
      readonly target: number
      readonly next: () => Promise<number>
      readonly failed: (error: unknown) => void
    },
  ) {}

  get size(): number {
    return this.numbers.length
  }

  /** `undefined` when they are used up. */
  take(): number | undefined {
    return this.numbers.shift()
  }

  /** Fetches what is missing; what the store does not give now is asked for at the next call. */
  fill(): Promise<void> {
    this.filling ??= this.fetch().finally(() => {
      this.filling = undefined
    })
    return this.filling
  }

  private async fetch(): Promise<void> {
    try {
      while (this.numbers.length < this.options.target) this.numbers.push(await this.options.next())
    } catch (error) {
      this.options.failed(error)
    }
  }
}
