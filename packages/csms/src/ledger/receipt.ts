import type { Authorization } from '../features/authorization/token.js'

/** What a station is told about one message with facts. */
export interface Told {
  /** 1.6: the id of the transaction that begins. */
  readonly transactionId?: number | undefined
  /** About the token that the message names. */
  readonly authorization?: Authorization | undefined
  /** The token was accepted without being looked at: the store did not answer, and nothing was remembered of it. */
  readonly isUnverified?: boolean | undefined
}

/**
 * Goes along with a message that has facts: what its station is told stands here as soon as it is decided, by the handler or, without the
 * store, in its place.
 */
export class Receipt {
  /**
   * - `open`: the handler decides, and notes what it decided.
   * - `answered`: the station was told what stands here, without the store; a handler that is still at work must store nothing.
   * - `replayed`: the same, and now the facts are stored: the handler decides nothing, it takes what stands here.
   */
  private state: 'open' | 'answered' | 'replayed' = 'open'

  private constructor(
    /** ISO 8601, UTC: when the message came. */
    readonly receivedAt: string,
    private current: Told,
    /** 1.6: the start had been told before; another may have begun at the same instant since. */
    readonly isRepeated: boolean,
  ) {}

  static open(receivedAt: string, told: Told = {}): Receipt {
    return new Receipt(receivedAt, told, false)
  }

  static replayed(receivedAt: string, told: Told, isRepeated: boolean): Receipt {
    const receipt = new Receipt(receivedAt, told, isRepeated)
    receipt.state = 'replayed'
    return receipt
  }

  get told(): Told {
    return this.current
  }

  get isReplayed(): boolean {
    return this.state === 'replayed'
  }

  get isAnswered(): boolean {
    return this.state === 'answered'
  }

  /** Notes a decision of the handler; once the station was answered, it comes too late. */
  note(told: Told): void {
    if (this.state === 'open') this.current = { ...this.current, ...told }
  }

  /** The handler has not answered in time: from now on it can change nothing. Gives what it has decided so far. */
  seal(): Told {
    this.state = 'answered'
    return this.current
  }
}

/** What the station is told of a token: as it was told, where the message is replayed; else as it is decided now. */
export async function decided(
  receipt: Receipt | undefined,
  decide: () => Promise<Authorization | undefined>,
): Promise<Authorization | undefined> {
  if (receipt?.isReplayed) return receipt.told.authorization
  const authorization = await decide()
  receipt?.note({ authorization })
  return authorization
}
