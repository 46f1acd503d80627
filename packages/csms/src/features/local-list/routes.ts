import { Type } from 'typebox'
import { noteChange } from '../../audit/audit.js'
import { checked } from '../../http/checked.js'
import type { Routes } from '../../http/context.js'
import { described, orNull } from '../../http/described.js'
import { refuse } from '../../http/problem.js'
import { anyType, Group } from '../authorization/token-schema.js'
import type { ListScope, ListWish, LocalListState } from './list-state.js'

const Scope = Type.Union(
  [
    Type.Enum(['off', 'empty', 'all']),
    Type.Object({ label: Type.String({ minLength: 1, maxLength: 255 }) }, { additionalProperties: false }),
  ],
  { description: 'off: left as it is · empty: kept empty · all: every token that is accepted there · those with a label' },
)

const Wish = {
  scope: orNull(Scope, 'Null for what holds for all stations'),
  maxEntries: orNull(Type.Integer({ minimum: 0 }), 'The most to put on it. Null for what the station says it takes'),
  excluded: Type.Array(Group, { maxItems: 10_000, description: 'Tokens that are never put on it' }),
}

const Side = { hash: Type.String({ description: 'Of what is on it' }), entries: Type.Integer() }

const ListView = Type.Object(
  {
    status: Type.Enum(['off', 'inSync', 'pending', 'failed', 'disabled', 'notSupported']),
    reason: orNull(Type.String(), 'Why it is not in sync'),
    scope: Scope,
    wish: Type.Object(Wish),
    desired: Type.Union(
      [Type.Object({ ...Side, leftOut: Type.Integer({ description: 'Tokens for which there is no room' }) }), Type.Null()],
      {
        description: 'Null where nothing is wanted, or the station is not there to say how it writes entries',
      },
    ),
    actual: Type.Union([Type.Object({ ...Side, version: Type.Integer(), confirmedAt: Type.String() }), Type.Null()], {
      description: 'What the station confirmed; null where that is not known',
    }),
    reportedVersion: orNull(Type.Integer(), 'That the station named last'),
    limits: Type.Union(
      [
        Type.Object({
          isSupported: Type.Boolean(),
          isEnabled: Type.Boolean(),
          maxEntries: orNull(Type.Integer(), 'Null where it does not say'),
          itemsPerMessage: orNull(Type.Integer(), 'Null where it does not say'),
          bytesPerMessage: orNull(Type.Integer(), 'Null where it does not say'),
          readAt: Type.String(),
        }),
        Type.Null(),
      ],
      { description: 'What the station says of its list' },
    ),
    failures: Type.Integer({ description: 'In a row' }),
    nextAttemptAt: orNull(Type.String(), 'Nothing is sent before by itself'),
    updatedAt: orNull(Type.String(), 'ISO 8601, UTC'),
  },
  { title: 'LocalList' },
)

const tag = 'stations'
const params = Type.Object({
  stationId: Type.String({ minLength: 1, maxLength: 48, description: 'Identity of the station, whatever its case' }),
})

/** What stations hold of tokens: their local authorization lists and caches. */
export const localListRoutes: Routes =
  ({ core, features: { localList } }) =>
  async (app) => {
    /** Refuses a station of which nobody ever heard. */
    const known = async (stationId: string): Promise<string> => {
      const station = core.station(stationId)
      if (station.isConnected || (await station.record()) !== undefined) return stationId
      throw refuse('not-found', `there is no station ${stationId}`)
    }

    app.get(
      '/stations/:stationId/local-list',
      {
        config: { scope: 'stations:read' },
        schema: {
          ...described(
            {
              operationId: 'getLocalList',
              tag,
              summary: 'The local authorization list of a station: desired, actual, and why they differ',
            },
            { 200: ListView },
          ),
          params,
        },
      },
      async ({ params: { stationId } }) => viewOf(await localList.state(await known(stationId))),
    )

    app.put(
      '/stations/:stationId/local-list',
      {
        config: { scope: 'stations:write' },
        schema: {
          ...described(
            {
              operationId: 'putLocalList',
              tag,
              summary: 'Decide what the list of a station holds; it is told as soon as it can be',
              description:
                'What is not given holds no longer, but for `excluded`, which stays until another is given: customers whose data was cleared do not come back by mistake.',
            },
            { 200: ListView },
          ),
          params,
          body: Type.Object(
            { scope: Type.Optional(Wish.scope), maxEntries: Type.Optional(Wish.maxEntries), excluded: Type.Optional(Wish.excluded) },
            { additionalProperties: false },
          ),
        },
      },
      async (request) => {
        const { stationId } = request.params
        const { scope, maxEntries, excluded } = request.body
        const wish: ListWish = {
          ...(scope !== null && scope !== undefined && { scope: scope as ListScope }),
          ...(typeof maxEntries === 'number' && { maxEntries }),
          ...(excluded !== undefined && {
            excluded: excluded.map(({ idToken, type = anyType }) => (type === anyType ? { idToken } : { idToken, type })),
          }),
        }
        const before = await localList.state(await known(stationId))
        const after = await checked(async () => localList.replaceWish(stationId, wish))
        noteChange(request, { before: wishOf(before), after: wishOf(after) })
        return viewOf(after)
      },
    )

    app.post(
      '/stations/:stationId/local-list/sync',
      {
        config: { scope: 'commands:send' },
        schema: {
          ...described(
            {
              operationId: 'syncLocalList',
              tag,
              summary: 'Bring the list of a station in order now',
              description: 'Answers when the station was told, or refused; that it refused is no problem but the state of the list.',
            },
            { 200: ListView },
          ),
          params,
          querystring: Type.Object(
            { full: Type.Optional(Type.Boolean({ default: false, description: 'All of it, whatever is known' })) },
            { additionalProperties: false },
          ),
        },
      },
      async ({ params: { stationId }, query: { full } }) => viewOf(await localList.sync(await known(stationId), { isFull: full === true })),
    )

    app.post(
      '/stations/:stationId/clear-cache',
      {
        config: { scope: 'commands:send' },
        schema: {
          ...described(
            { operationId: 'clearCache', tag, summary: 'Have a station forget what it remembers of tokens, its list apart' },
            { 200: Type.Object({ status: Type.Enum(['Accepted', 'Rejected']) }, { title: 'ClearCacheResult' }) },
          ),
          params,
        },
      },
      async ({ params: { stationId } }) => localList.clearCache(await known(stationId)),
    )
  }

/** Without the tokens themselves: their customers may have asked to be forgotten. */
const wishOf = ({ wish: { own, maxEntries, excluded = [] } }: LocalListState) => ({
  scope: own ?? null,
  maxEntries: maxEntries ?? null,
  excluded: excluded.length,
})

const viewOf = ({ wish, limits, ...state }: LocalListState) => ({
  status: state.status,
  reason: state.reason ?? null,
  scope: wish.scope,
  wish: { scope: wish.own ?? null, maxEntries: wish.maxEntries ?? null, excluded: [...(wish.excluded ?? [])] },
  desired: state.desired ?? null,
  actual: state.actual ?? null,
  reportedVersion: state.reportedVersion ?? null,
  limits:
    limits === undefined
      ? null
      : {
          ...limits,
          maxEntries: limits.maxEntries ?? null,
          itemsPerMessage: limits.itemsPerMessage ?? null,
          bytesPerMessage: limits.bytesPerMessage ?? null,
        },
  failures: state.failures,
  nextAttemptAt: state.nextAttemptAt ?? null,
  updatedAt: state.updatedAt ?? null,
})
