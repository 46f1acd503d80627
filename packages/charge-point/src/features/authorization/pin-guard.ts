import type { Token } from '../../body/index.js'

const firstPauseMs = 1_000
const longestPauseMs = 300_000

/** Slows down who tries one code after the other (C04.FR.06): the pause doubles with every wrong one. */
export class PinGuard {
  private failures = 0
  private blockedUntilMs = 0

  isBlocked({ type }: Token, nowMs: number): boolean {
    return type === 'KeyCode' && nowMs < this.blockedUntilMs
  }

  tried({ type }: Token, wasRight: boolean, nowMs: number): void {
    if (type !== 'KeyCode') return
    this.failures = wasRight ? 0 : this.failures + 1
    this.blockedUntilMs = wasRight ? 0 : nowMs + Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(this.failures - 1, 20))
  }
}
