import type { Core } from '../../core.js'
import { fold } from '../../identifier.js'
import { readInstant } from '../../instant.js'
import type { Page } from '../../store/page.js'
import type { TokenNews } from './store.js'
import type { Token, TokenGroup } from './token.js'

/** All tokens and groups as they stood at one moment. */
export interface TokenBook extends TokenNews {
  /** By folded value and type. */
  readonly tokens: readonly Token[]
  /** By folded id. */
  readonly groups: ReadonlyMap<string, TokenGroup>
}

export interface TokenBooks {
  /** As it stands now; read anew where something was changed, by whatever node. */
  current(): Promise<TokenBook>
  /** What was changed so far: one small read. */
  news(): Promise<TokenNews>
}

const pageSize = 1000

export function createTokenBooks({ store: { authorization }, tenantId }: Pick<Core, 'store' | 'tenantId'>): TokenBooks {
  let book: TokenBook | undefined
  let reading: Promise<TokenBook> | undefined

  const read = async (): Promise<TokenBook> => {
    // What changes while it is read makes it older than it says, so it is read again next time.
    const news = await authorization.news(tenantId)
    if (book?.changes === news.changes) return book
    const tokens = await all((cursor) => authorization.pageTokens(tenantId, { limit: pageSize, cursor }))
    const groups = await all((cursor) => authorization.pageGroups(tenantId, { limit: pageSize, cursor }))
    book = { ...news, tokens, groups: new Map(groups.map((group) => [fold(group.groupId), group])) }
    return book
  }

  return {
    current: () => {
      reading ??= read().finally(() => {
        reading = undefined
      })
      return reading
    },
    news: () => authorization.news(tenantId),
  }
}

async function all<T>(next: (cursor: string | undefined) => Promise<Page<T>>): Promise<readonly T[]> {
  const found: T[] = []
  let cursor: string | undefined
  do {
    const page = await next(cursor)
    found.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== undefined)
  return found
}

/** When the passing of time next changes what is known of a token, ms; `Infinity` for never. */
export function nextBoundary({ tokens, groups }: Pick<TokenBook, 'tokens' | 'groups'>, nowMs: number): number {
  let next = Number.POSITIVE_INFINITY
  for (const { validFrom, expiresAt } of [...tokens, ...groups.values()]) {
    for (const time of [validFrom, expiresAt]) {
      const at = Date.parse(readInstant(time) ?? '')
      if (at > nowMs && at < next) next = at
    }
  }
  return next
}
