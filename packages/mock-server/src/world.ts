import { isOnList } from './firmware.js'
import { fold } from './identifier.js'
import type { ResolvedOptions } from './options.js'
import type { Registration, StationState, Token, World } from './version.js'

/** The settings and the memory that the answers of all stations share. */
export class MockWorld implements World {
  private lastTransactionId = 0
  private readonly tokensById: ReadonlyMap<string, Token>
  /** Boots that were told their registration; `StationState.boots` is the answers' to count. */
  private readonly told = new Map<string, number>()

  constructor(private readonly options: ResolvedOptions) {
    this.tokensById = new Map(options.tokens.map((token) => [fold(token.idToken), token]))
  }

  get intervalSeconds(): number {
    return this.options.intervalSeconds
  }

  get unknownTokens(): 'accept' | 'refuse' {
    return this.options.unknownTokens
  }

  get tokens(): readonly Token[] {
    return this.options.tokens
  }

  now(): Date {
    return new Date(this.options.clock.now())
  }

  registrationFor({ identity, firmwareVersion }: StationState): Registration {
    const { boot, firmware } = this.options
    const key = fold(identity)
    const boots = this.told.get(key) ?? 0
    this.told.set(key, boots + 1)
    if (firmware !== undefined && !isOnList(firmware, firmwareVersion)) return 'Rejected'
    return boot[Math.min(boots, boot.length - 1)] ?? 'Accepted'
  }

  token(idToken: string): Token | undefined {
    return this.tokensById.get(fold(idToken))
  }

  nextTransactionId(): number {
    this.lastTransactionId += 1
    return this.lastTransactionId
  }

  /** The boot sequence of a station begins anew. */
  forget(station: string): void {
    this.told.delete(fold(station))
  }

  /** Boot sequences and transaction ids begin anew. */
  reset(): void {
    this.told.clear()
    this.lastTransactionId = 0
  }
}
