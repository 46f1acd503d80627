import type { Scene, Token, World } from '../../version.js'

type TokenStatus = NonNullable<Token['status']>

/** What a station is told of a token. `Unknown` is the word of 2.x; 1.6 says Invalid. */
export interface Authorization {
  readonly status: TokenStatus | 'Unknown'
  readonly group?: string | undefined
  /** ISO 8601. */
  readonly expiresAt?: string | undefined
}

/** Judges a token where a transaction starts. */
export function authorizeStart(idToken: string, { world }: Scene): Authorization {
  const token = world.token(idToken)
  if (token === undefined) return { status: world.unknownTokens === 'accept' ? 'Accepted' : 'Unknown' }
  return judge(token, world.now())
}

/** Judges a token anywhere else. Never ConcurrentTx: a driver also identifies to stop, and would be locked in (1.6 §7.2). */
export const authorize = (idToken: string, scene: Scene): Authorization => withoutConcurrency(authorizeStart(idToken, scene))

/** Judges a token as a station may keep it in its list. */
export const listed = (token: Token, now: Date): Authorization => withoutConcurrency(judge(token, now))

/** A token that is worse than expired stays what it is. */
function judge({ status = 'Accepted', group, expiresAt }: Token, now: Date): Authorization {
  const isOver = expiresAt !== undefined && expiresAt <= now
  return { status: status === 'Accepted' && isOver ? 'Expired' : status, group, expiresAt: expiresAt?.toISOString() }
}

const withoutConcurrency = (found: Authorization): Authorization =>
  found.status === 'ConcurrentTx' ? { ...found, status: 'Accepted' } : found

/** Stands in where no token is known. */
const madeUpToken: Token = { idToken: 'MOCK-TOKEN' }

/** Tokens that a version can carry; never none. */
export function sendableTokens({ tokens }: World, maxLength: number): readonly Token[] {
  const sendable = tokens.filter(({ idToken }) => idToken.length <= maxLength)
  return sendable.length === 0 ? [madeUpToken] : sendable
}

/** The first token that charges, for commands that need one. */
export const chargingToken = (world: World, maxLength: number): Token =>
  sendableTokens(world, maxLength).find((token) => judge(token, world.now()).status === 'Accepted') ?? madeUpToken
