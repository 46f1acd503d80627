import type { AnyHandlers, Core } from '../../core.js'
import { within } from '../../deadline.js'
import { fold, type StationKey } from '../../identifier.js'
import { DecisionMemory } from './decision-memory.js'
import { judge } from './judge.js'
import { KeyCodeGuard } from './key-code-guard.js'
import type { StationFacts } from './place.js'
import { type Authorization, type IdToken, isIdToken, isSameToken, noAuthorization, type Token, type TokenGroup } from './token.js'

export interface AuthorizationAdapter {
  handlers(authorization: AuthorizationFeature): AnyHandlers
}

/** What a transaction that runs has to do with a token. */
export interface RunningTransaction {
  readonly evseId: number | undefined
  readonly idToken: IdToken | undefined
  readonly flags: readonly string[]
}

/** Where a token is presented, and what for. */
export interface Occasion {
  /** Identity of the station. */
  readonly identity: string
  readonly evseId?: number | undefined
  /** Whether a transaction begins with it. */
  readonly isStart?: boolean | undefined
  /** The transaction that it was presented to; missing where that is not known, or none. */
  readonly transaction?: RunningTransaction | undefined
  /** Whether a transaction that lost its authorization takes no other token (C01.FR.24). */
  readonly hasOneToken?: boolean | undefined
}

/** What other blocks know. */
export interface AuthorizationSources {
  /** Resolves when the tokens that the program gives are in the store. */
  tokensReady(): Promise<void> | undefined
  facts(station: StationKey): Promise<StationFacts>
  /** Transactions that run at a station. */
  running(station: StationKey): Promise<readonly RunningTransaction[]>
  /** EVSEs that a station has told of. */
  evseIds(identity: string): Promise<readonly number[]>
}

export interface AuthorizationFeature {
  /**
   * What is known of a token now. Never ConcurrentTx: a driver also identifies to stop, and would be locked in
   * (1.6 §7.2); that belongs to the start of a transaction.
   */
  authorize(token: IdToken, occasion: Occasion): Promise<Authorization>
  /** The same for a driver who waits: what was decided lately, if the store does not say in time and there is a spool to go on with. */
  identify(token: IdToken, occasion: Occasion): Promise<Authorization>
  /** What was decided lately, without the store. */
  recall(token: IdToken): Authorization | undefined
  /** How many transactions may run on the token at one time; `undefined` for any number. */
  limitOf(token: IdToken): Promise<number | undefined>
}

export interface AuthorizationOptions {
  readonly unknownTokens: 'accept' | 'refuse'
  /** Whether decisions are remembered for the time when the store does not answer. */
  readonly isRemembering: boolean
}

export function createAuthorization(
  { store, sessions, tenantId, clock, storeTimeoutMs }: Core,
  { unknownTokens, isRemembering }: AuthorizationOptions,
  sources: AuthorizationSources,
): AuthorizationFeature {
  const guard = new KeyCodeGuard(clock)
  const memory = new DecisionMemory()

  const unknown = (token: IdToken): Authorization => {
    if (token.type === 'KeyCode') return { status: 'Invalid' } // C04.FR.01
    return { status: unknownTokens === 'accept' ? 'Accepted' : 'Unknown' }
  }

  const judgeKnown = async (token: Token, group: TokenGroup | undefined, { identity, evseId }: Occasion): Promise<Authorization> => {
    const isPlaced = token.places !== undefined || token.connectorTypes !== undefined
    const station = isPlaced ? await sources.facts(sessions.keyOf(identity)) : undefined
    return judge(token, { nowMs: clock.now(), group, station, evseId })
  }

  /** The token, or one of its group, holds a transaction at the station: whoever may stop it has to get that far, also after hours. */
  const holdsTransaction = async (token: Token, { identity }: Occasion): Promise<boolean> => {
    for (const { idToken, flags } of await sources.running(sessions.keyOf(identity))) {
      if (idToken === undefined || flags.includes('unauthorised')) continue
      if (isSameToken(idToken, token)) return true
      const holder = token.group === undefined ? undefined : await store.authorization.findToken(tenantId, idToken)
      if (isSameGroup(holder?.group, token.group)) return true
    }
    return false
  }

  /** A transaction that is open without an authorization belongs to another token, and it is that one's EVSE. */
  const isTakenByAnother = async (token: IdToken, { identity, transaction }: Occasion): Promise<boolean> => {
    if (transaction !== undefined) return isForeign(transaction, token)
    const refused = (await sources.running(sessions.keyOf(identity))).filter((one) => isForeign(one, token))
    if (refused.length === 0) return false
    // Which EVSE a driver means is not said, so it has to be true of all that there are.
    const evseIds = (await sources.evseIds(identity)).filter((evseId) => evseId > 0)
    return evseIds.length > 0 && evseIds.every((evseId) => refused.some((one) => one.evseId === evseId))
  }

  const authorizeKnown = async (token: Token, occasion: Occasion): Promise<Authorization> => {
    const group = isIdToken(token.group) ? await store.authorization.findGroup(tenantId, token.group.idToken) : undefined
    const told = await judgeKnown(token, group, occasion)
    if (occasion.isStart === true) return told.status === 'Accepted' && group?.isMasterPass === true ? { ...told, status: 'Invalid' } : told // C16.FR.03
    if (told.status === 'NotAtThisTime' && (await holdsTransaction(token, occasion))) return { ...told, status: 'Accepted' }
    return told
  }

  const decide = async (token: IdToken, occasion: Occasion): Promise<Authorization> => {
    const isKeyCode = token.type === 'KeyCode'
    const stationId = fold(occasion.identity)
    if (isKeyCode && !guard.isOpen(stationId)) return { status: 'Invalid' }
    await sources.tokensReady()
    const known = await store.authorization.findToken(tenantId, token)
    if (isKeyCode) guard[known === undefined ? 'wrong' : 'right'](stationId)
    const told = known === undefined ? unknown(token) : await authorizeKnown(known, occasion)
    const asksOthers = told.status === 'Accepted' && occasion.hasOneToken === true && occasion.isStart !== true
    return asksOthers && (await isTakenByAnother(token, occasion)) ? { ...told, status: 'NotAtThisTime' } : told
  }

  const authorize = async (token: IdToken, occasion: Occasion): Promise<Authorization> => {
    if (isForAnyone(token)) return { status: 'Accepted' }
    const authorization = await decide(token, occasion)
    if (isRemembering) memory.note(token, authorization, clock.now())
    return authorization
  }
  const recall = (token: IdToken): Authorization | undefined =>
    isForAnyone(token) ? { status: 'Accepted' } : memory.recall(token, clock.now())

  return {
    authorize,
    recall,
    identify: async (token, occasion) => {
      if (!isRemembering) return authorize(token, occasion)
      try {
        return await within(clock, clock.monotonic() + storeTimeoutMs, 'the store', () => authorize(token, occasion))
      } catch (error) {
        const recalled = recall(token)
        if (recalled === undefined) throw error
        return recalled
      }
    },
    limitOf: async (token) => (await store.authorization.findToken(tenantId, token))?.maxConcurrent,
  }
}

const isSameGroup = (left: IdToken | undefined, right: IdToken | undefined): boolean =>
  isIdToken(left) && isIdToken(right) && fold(left.idToken) === fold(right.idToken)

const isForeign = ({ idToken, flags }: RunningTransaction, token: IdToken): boolean =>
  flags.includes('unauthorised') && idToken !== undefined && !isSameToken(idToken, token)
/** A station uses it where nobody has to identify (C02.FR.02). */
const isForAnyone = ({ type }: IdToken): boolean => type === noAuthorization
