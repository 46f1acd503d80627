import type { AuthorizationStore } from '../../features/authorization/store.js'
import type { IdToken, Token } from '../../features/authorization/token.js'
import { fold } from '../../identifier.js'
import type { Page, PageQuery } from '../page.js'
import { compareTexts, keyOf, listOf, pageAfter } from './table.js'

export class MemoryAuthorization implements AuthorizationStore {
  /** Tokens of one folded value, by tenant; they differ in their types. */
  private readonly byValue = new Map<string, Token[]>()

  async putToken(tenantId: string, token: Token): Promise<void> {
    await this.deleteToken(tenantId, token)
    this.tokens(tenantId, token).push({ ...token })
  }

  async findToken(tenantId: string, { idToken, type }: IdToken): Promise<Token | undefined> {
    const tokens = this.tokens(tenantId, { idToken })
    return tokens.find((token) => token.type === type) ?? tokens.find((token) => token.type === undefined || type === undefined)
  }

  async deleteToken(tenantId: string, { idToken, type }: IdToken): Promise<boolean> {
    const tokens = this.tokens(tenantId, { idToken })
    const at = tokens.findIndex((token) => token.type === type)
    if (at >= 0) tokens.splice(at, 1)
    return at >= 0
  }

  async listTokens(tenantId: string): Promise<readonly Token[]> {
    const prefix = keyOf(tenantId).slice(0, -1)
    const tokens = [...this.byValue].filter(([key]) => key.startsWith(`${prefix},`)).flatMap(([, list]) => list)
    return tokens.toSorted((left, right) => compareTexts(placeOf(left), placeOf(right)))
  }

  async pageTokens(tenantId: string, query: PageQuery): Promise<Page<Token>> {
    return pageAfter(await this.listTokens(tenantId), query, { parts: 2, place: placeOf })
  }

  private tokens(tenantId: string, { idToken }: IdToken): Token[] {
    return listOf(this.byValue, keyOf(tenantId, fold(idToken)))
  }
}

const placeOf = ({ idToken, type }: IdToken): readonly string[] => [fold(idToken), type ?? '']
