import { type Core, nowIso } from '../core.js'
import type { Actor } from '../http/actor.js'
import { KeyedBuckets } from '../http/keyed-buckets.js'
import { refuse } from '../http/problem.js'
import { fold } from '../identifier.js'
import { networkOf } from '../network.js'
import type { AccessChanges } from './access-changes.js'
import { isPassword } from './passwords.js'
import { createSecret, hashSecret } from './secrets.js'
import type { User } from './store.js'

export interface LoginAttempt {
  readonly name: string
  readonly password: string
  readonly address: string
}

export interface Login {
  /** Shown once; kept as its hash. */
  readonly token: string
  readonly expiresAt: string
  readonly user: User
}

export interface LoginFeature {
  /** @throws Refusal `unauthenticated`, which does not tell whether there is such a user; `rate-limited` */
  login(attempt: LoginAttempt): Promise<Login>
  /** @throws Refusal as a login */
  checkPassword(attempt: LoginAttempt): Promise<User>
  logout(token: string): Promise<void>
}

/** From one address, of IPv6 one /64, ten guesses at an account, and one more each minute; at all accounts thirty, and one more each ten seconds. */
const pairLimit = { burst: 10, refillMs: 60_000 }
const addressLimit = { burst: 30, refillMs: 10_000 }
/** From all addresses: so many that guesses of one address do not keep the owner out. */
const accountLimit = { burst: 100, refillMs: 10_000 }

const hourMs = 3_600_000

export function createLogin(core: Core, changes: AccessChanges, sessionHours: number): LoginFeature {
  const { tenantId, store, clock } = core
  const pairs = new KeyedBuckets(pairLimit, clock)
  const addresses = new KeyedBuckets(addressLimit, clock)
  const accounts = new KeyedBuckets(accountLimit, clock)

  /** Counts before it compares, so that guesses at one time count as well; what was right does not count. */
  const checkPassword = async ({ name, password, address }: LoginAttempt): Promise<User> => {
    const account = fold(name)
    const network = networkOf(address)
    const pair = `${network} ${account}`
    // In this order: what is refused for its address does not count at the account.
    const retryAfterSeconds = addresses.take(network) ?? pairs.take(pair) ?? accounts.take(account)
    if (retryAfterSeconds !== undefined) throw refuse('rate-limited', 'too many attempts to log in', { retryAfterSeconds })
    const user = await store.identity.findUser(tenantId, name)
    const isRight = await isPassword(user?.passwordHash, password)
    if (!isRight || user === undefined || user.isDisabled) throw refuse('unauthenticated', 'the name or the password is wrong')
    accounts.giveBack(account)
    pairs.giveBack(pair)
    addresses.giveBack(network)
    return user
  }

  return {
    checkPassword,
    login: async (attempt) => {
      const user = await checkPassword(attempt)
      const token = createSecret('session')
      const expiresAt = new Date(clock.now() + sessionHours * hourMs).toISOString()
      const { name: userName, id: userId, generation } = user
      await store.identity.addSession(tenantId, {
        tokenHash: hashSecret(token),
        userName,
        userId,
        generation,
        createdAt: nowIso(clock),
        expiresAt,
      })
      return { token, expiresAt, user }
    },
    logout: async (token) => {
      await store.identity.deleteSession(tenantId, hashSecret(token))
      await changes.tell()
    },
  }
}

/** @throws Refusal `forbidden` for whoever is not logged in with a name and a password */
export function userOf(actor: Actor): string {
  if (actor.kind === 'user' && actor.user !== undefined) return actor.user.userName
  throw refuse('forbidden', 'this is for users that are logged in')
}
