import { isPseudonym } from './pseudonym.js'

/**
 * Values that one side makes up and both use afterwards, such as a transactionId: a live peer makes up others than the
 * recorded one did, and what is replayed has to follow. Id tokens of a redacted transcript are carried in the same way.
 */
export class CarriedValues {
  private readonly live = new Map<string, unknown>()

  constructor(private readonly fields: ReadonlySet<string>) {}

  /** Notes which live values stand for recorded ones; the first meeting decides. */
  learn(recorded: unknown, live: unknown, name = ''): void {
    const key = this.keyOf(name, recorded)
    if (key !== undefined) {
      if (typeof live === typeof recorded && !this.live.has(key)) this.live.set(key, live)
      return
    }
    if (typeof recorded !== 'object' || recorded === null || typeof live !== 'object' || live === null) return
    for (const [inner, value] of Object.entries(recorded)) {
      if (Object.hasOwn(live, inner)) this.learn(value, (live as Record<string, unknown>)[inner], Array.isArray(recorded) ? name : inner)
    }
  }

  /** What a recorded value is in the live run; values that nobody has met stay as they are, from now on. */
  translate(recorded: unknown, name = ''): unknown {
    const key = this.keyOf(name, recorded)
    if (key !== undefined) {
      if (!this.live.has(key)) this.live.set(key, recorded)
      return this.live.get(key)
    }
    if (typeof recorded !== 'object' || recorded === null) return recorded
    if (Array.isArray(recorded)) return recorded.map((item: unknown) => this.translate(item, name))
    return Object.fromEntries(Object.entries(recorded).map(([inner, value]) => [inner, this.translate(value, inner)]))
  }

  private keyOf(name: string, value: unknown): string | undefined {
    if (typeof value === 'string' && isPseudonym(value)) return `token ${value.toLowerCase()}`
    if (typeof value !== 'string' && typeof value !== 'number') return undefined
    return this.fields.has(name) ? `${name} ${JSON.stringify(value)}` : undefined
  }
}
