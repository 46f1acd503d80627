import type { Token } from '../../body/index.js'
import type { Core } from '../../core.js'
import type { AuthorizationCache } from '../authorization-cache/authorization-cache.js'
import type { LocalList } from '../local-list/local-list.js'
import type { AuthorizationAdapter } from './adapter.js'
import { compact, type LocalKnowledge, type TokenInfo } from './token-info.js'

/** A token that may charge now, or could if it were not charging elsewhere (1.6 §3.5.2). */
const isValid = (status: string): boolean => status === 'Accepted' || status === 'ConcurrentTx'

/** What the station knows of tokens without asking: the list before the cache (C13.FR.01, C14.FR.01). */
export class TokenKnowledge {
  constructor(
    private readonly core: Core,
    private readonly adapter: AuthorizationAdapter,
    private readonly list: LocalList,
    private readonly cache: AuthorizationCache,
    private readonly onConflict: () => void,
  ) {}

  find(token: Token): LocalKnowledge | undefined {
    return this.list.find(token) ?? this.cache.find(token)
  }

  /** It has let somebody in. */
  used(token: Token): void {
    this.cache.used(token)
  }

  /** Takes in what the csms says, in whichever message (C10.FR.04–05, 1.6 §3.5.1). */
  learn(token: Token, info: TokenInfo): void {
    const listed = this.list.find(token)
    if (listed === undefined || this.adapter.cachesListed) this.cache.put(token, info)
    if (listed === undefined || isValid(listed.info.status) === isValid(info.status)) return
    this.core.events.emit('localListConflict', { token, listed: listed.info.status, status: info.status })
    this.onConflict()
  }

  /** An answer to a message about a transaction. */
  heard(request: { readonly action: string; readonly request: object }, response: object): void {
    const known = this.adapter.readTransactionAnswer(request, response)
    // Nothing is said of tariffs there, and what is known of them stays (2.1 I08.FR.05).
    if (known !== undefined) this.learn(known.token, compact({ ...known.info, tariff: this.cache.find(known.token)?.info.tariff }))
  }
}
