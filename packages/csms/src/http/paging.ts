import { type TSchema, Type } from 'typebox'
import type { Page } from '../store/page.js'

/** What every list takes in its query; a list adds its filters to it. */
export const pageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50, description: 'Items at most' })),
  cursor: Type.Optional(
    Type.String({ maxLength: 2048, description: '`nextCursor` of the page before; it fits the same query alone. Default: the first page' }),
  ),
}

/** What every list answers. */
export const pageSchema = <Item extends TSchema>(item: Item, title: string) =>
  Type.Object(
    {
      items: Type.Array(item),
      nextCursor: Type.Union([Type.String(), Type.Null()], { description: 'Null on the last page', examples: ['WyIwMWExZmZkMSJd'] }),
    },
    { title },
  )

/** A page of the store as the API shows it. */
export const pageView = <T, V>({ items, nextCursor }: Page<T>, view: (item: T) => V): { items: V[]; nextCursor: string | null } => ({
  items: items.map(view),
  nextCursor: nextCursor ?? null,
})
