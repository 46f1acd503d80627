/** Tells those who answer for longer than one request that somebody may be somebody else from now on. */
export class AccessChanges {
  private readonly listeners = new Set<() => Promise<void>>()

  /** Resolves when all have looked again, so that who made the change knows that it holds. */
  async tell(): Promise<void> {
    await Promise.all([...this.listeners].map((look) => look()))
  }

  /** `look` must not reject. The returned function ends it. */
  watch(look: () => Promise<void>): () => void {
    this.listeners.add(look)
    return () => void this.listeners.delete(look)
  }
}
