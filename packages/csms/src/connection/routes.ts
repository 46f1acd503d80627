import type { FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { noteChange } from '../audit/audit.js'
import { isOpen } from '../features/credentials/credential.js'
import { registrations, type StationRecord } from '../features/provisioning/station-record.js'
import { actorOf } from '../http/actor.js'
import { checked } from '../http/checked.js'
import type { ApiContext, Routes } from '../http/context.js'
import { described, Nothing, orNull } from '../http/described.js'
import { pageQuery, pageSchema, pageView } from '../http/paging.js'
import { refuse } from '../http/problem.js'
import type { PageQuery } from '../store/page.js'
import type { ConnectionRecord } from './connection-record.js'
import { instant, stationId } from './views.js'

const profile = Type.Integer({ minimum: 0, maximum: 3 })
const decision = Type.Enum([...registrations])
const label = Type.String({ minLength: 1, maxLength: 100 })
const labels = Type.Array(label, { maxItems: 50, description: 'Words to choose stations by' })

const StationView = Type.Object(
  {
    id: stationId,
    version: orNull(Type.String(), 'OCPP version of its last boot'),
    vendor: orNull(Type.String(), 'Null before its first boot'),
    model: orNull(Type.String(), 'Null before its first boot'),
    serialNumber: orNull(Type.String(), 'As it says itself'),
    firmwareVersion: orNull(Type.String(), 'Null where it does not say'),
    bootedAt: orNull(instant, 'Its last boot here'),
    registration: orNull(decision, 'What it was last told; null before its first boot'),
    decision: orNull(decision, 'What it is to be told; null where the rule for unknown stations decides'),
    securityProfile: orNull(profile, 'The least that it must use; null for the default'),
    reachedSecurityProfile: orNull(profile, 'What it has proved itself with, where that is more; less is refused from then on'),
    expectedSerialNumber: orNull(Type.String(), 'Null for what it says itself'),
    labels: Type.Array(Type.String()),
    notes: orNull(Type.String(), 'For people'),
    isConnected: Type.Boolean(),
    lastSeenAt: orNull(instant, 'When something was last heard of it; null before its first connection'),
  },
  { title: 'Station' },
)

const stationBody = Type.Object(
  {
    decision: Type.Optional(Type.Enum([...registrations], { description: 'Default: as it is, and Accepted for a new one' })),
    securityProfile: Type.Optional(orNull(profile, 'Holds from its next connection on. Default: that of the csms')),
    lowersSecurityProfile: Type.Optional(
      Type.Boolean({
        default: false,
        description: 'Forgets the profile that the station has reached, so that a lower one is let in again',
      }),
    ),
    expectedSerialNumber: Type.Optional(orNull(label, 'In profile 3 its certificate must name it. Default: what it says itself')),
    labels: Type.Optional(labels),
    notes: Type.Optional(orNull(Type.String({ minLength: 1, maxLength: 2000 }), 'For people')),
  },
  { additionalProperties: false },
)

const passwordRule = '16 to 64 characters; for 1.6 16 to 20 bytes, as 32 to 40 hexadecimal digits'
const password = (description: string) => Type.String({ minLength: 1, maxLength: 64, description })

const tag = 'stations'
const params = Type.Object({
  stationId: Type.String({ minLength: 1, maxLength: 255, description: 'Identity of the station, whatever its case' }),
})
const query = Type.Object(pageQuery, { additionalProperties: false })

/** Stations: those put in beforehand and those that came, and their passwords. */
export const stationRoutes: Routes = (context) => async (app) => {
  const { core } = context
  const { store, tenantId } = core

  const find = async (id: string): Promise<StationRecord> => {
    const record = await core.station(id).record()
    if (record === undefined) throw refuse('not-found', `there is no station ${id}`)
    return record
  }

  /** What may be told of the password of a station (G18). */
  const passwordOf = async (id: string) => {
    const credential = await store.credentials.find((await find(id)).station)
    const since = credential?.passwords.at(-1)?.since ?? null
    return { isSet: since !== null, since, isOpen: credential !== undefined && isOpen(credential) }
  }

  app.get(
    '/stations',
    {
      config: { scope: 'stations:read' },
      schema: {
        ...described({ operationId: 'listStations', tag, summary: 'Stations, by identity' }, { 200: pageSchema(StationView, 'Stations') }),
        querystring: query,
      },
    },
    async (request) => {
      const { visibility } = context
      const stations = (part: PageQuery) => store.provisioning.page(tenantId, part)
      const page = await visibility.page(request, request.query, stations, ({ identity }) => identity)
      const connections = await Promise.all(page.items.map(({ station }) => store.connections.find(station)))
      const byStation = new Map(page.items.map((record, at) => [record, connections[at]]))
      return pageView(page, (record) => viewOf(context, record, byStation.get(record)))
    },
  )

  app.get(
    '/stations/:stationId',
    {
      config: { scope: 'stations:read' },
      schema: { ...described({ operationId: 'getStation', tag, summary: 'One station' }, { 200: StationView }), params },
    },
    async ({ params: { stationId } }) => {
      const record = await find(stationId)
      return viewOf(context, record, await store.connections.find(record.station))
    },
  )

  app.put(
    '/stations/:stationId',
    {
      config: { scope: 'stations:write' },
      schema: {
        ...described(
          {
            operationId: 'putStation',
            tag,
            summary: 'Put a station in, or other settings in the place of those it has',
            description:
              'Settings that are not given go, but for the decision; the security profile that it has reached stays unless it is lowered by name. Who is limited to some stations must give the labels as they are (403).',
          },
          { 200: StationView, 201: StationView },
        ),
        params,
        body: stationBody,
      },
    },
    async (request, reply) => {
      const station = core.station(request.params.stationId)
      const before = await station.record()
      checkLabels(request, before?.labels, request.body.labels)
      const record = await checked(() => station.put(withoutNulls(request.body)))
      noteChange(request, { before: before === undefined ? null : settingsOf(before), after: settingsOf(record) })
      return reply.code(before === undefined ? 201 : 200).send(viewOf(context, record, await store.connections.find(record.station)))
    },
  )

  app.delete(
    '/stations/:stationId',
    {
      config: { scope: 'stations:write' },
      schema: {
        ...described(
          {
            operationId: 'deleteStation',
            tag,
            summary: 'Delete a station',
            description: 'Its connection ends, and its password and settings are forgotten; its transactions stay.',
          },
          { 204: Nothing },
        ),
        params,
      },
    },
    async (request, reply) => {
      const { stationId } = request.params
      const before = await find(stationId)
      if (!(await core.station(stationId).delete())) throw refuse('not-found', `there is no station ${stationId}`)
      noteChange(request, { before: settingsOf(before), after: null })
      return reply.code(204).send()
    },
  )

  app.put(
    '/stations/:stationId/password',
    {
      config: { scope: 'stations:write' },
      schema: {
        ...described(
          {
            operationId: 'setPassword',
            tag,
            summary: 'Say what its password is',
            description: 'The one that it sends from now on; the station is not told. Nobody can read it back.',
          },
          { 204: Nothing },
        ),
        params,
        body: Type.Object({ password: password(passwordRule) }, { additionalProperties: false }),
      },
    },
    async (request, reply) => {
      const { stationId } = request.params
      const before = await passwordOf(stationId)
      await checked(() => core.station(stationId).setPassword(request.body.password))
      noteChange(request, { before, after: await passwordOf(stationId) })
      return reply.code(204).send()
    },
  )

  app.delete(
    '/stations/:stationId/password',
    {
      config: { scope: 'stations:write' },
      schema: {
        ...described(
          {
            operationId: 'removePassword',
            tag,
            summary: 'Forget its password',
            description:
              'It can prove itself with none from its next connection on: in profile 1 and 2 it is refused until another is set. The station is not told.',
          },
          { 204: Nothing },
        ),
        params,
      },
    },
    async (request, reply) => {
      const { stationId } = request.params
      const before = await passwordOf(stationId)
      if (!before.isSet) throw refuse('not-found', `${stationId} has no password here`)
      await core.station(stationId).removePassword()
      noteChange(request, { before, after: await passwordOf(stationId) })
      return reply.code(204).send()
    },
  )

  app.post(
    '/stations/:stationId/password/change',
    {
      config: { scope: 'stations:write' },
      schema: {
        ...described(
          {
            operationId: 'changePassword',
            tag,
            summary: 'Give it a new password over its connection',
            description:
              'After Accepted only the new one is good, after any other answer only the old, and without an answer both until its next login.',
          },
          { 200: Type.Object({ status: Type.String({ description: 'As the station answered' }) }, { title: 'PasswordChange' }) },
        ),
        params,
        body: Type.Object(
          {
            password: Type.Optional(password(`${passwordRule}. Default: a random one that nobody learns`)),
          },
          { additionalProperties: false },
        ),
      },
    },
    async (request) => {
      const { stationId } = request.params
      const before = await passwordOf(stationId)
      const changed = await checked(() => core.station(stationId).changePassword(request.body.password))
      noteChange(request, { before, after: await passwordOf(stationId) })
      return changed
    },
  )
}

/** Labels say who may see a station: whoever may see some alone must not say it. */
function checkLabels(request: FastifyRequest, before: readonly string[] = [], after: readonly string[] = []): void {
  if (actorOf(request).limits.length === 0 || sortedOf(before) === sortedOf(after)) return
  const shown = before.length === 0 ? 'none' : before.join(', ')
  throw refuse(
    'forbidden',
    `who is limited to some stations cannot change labels, which decide who sees which; give those it has: ${shown}`,
  )
}

const sortedOf = (labels: readonly string[]): string => JSON.stringify([...new Set(labels)].toSorted())

/** What is null is not set. */
function withoutNulls({ securityProfile, expectedSerialNumber, notes, ...others }: Static<typeof stationBody>) {
  return {
    ...others,
    ...(securityProfile !== null && { securityProfile: securityProfile as StationRecord['securityProfile'] }),
    ...(expectedSerialNumber !== null && { expectedSerialNumber }),
    ...(notes !== null && { notes }),
  }
}

/** What an operator says of it. */
const settingsOf = (record: StationRecord) => ({
  id: record.identity,
  decision: record.decision ?? null,
  securityProfile: record.securityProfile ?? null,
  reachedSecurityProfile: record.reachedProfile ?? null,
  expectedSerialNumber: record.expectedSerialNumber ?? null,
  labels: [...(record.labels ?? [])],
  notes: record.notes ?? null,
})

function viewOf({ core }: ApiContext, record: StationRecord, connection: ConnectionRecord | undefined) {
  const { boot } = record
  const isOpen = connection !== undefined && connection.disconnectedAt === undefined
  return {
    version: record.version ?? null,
    vendor: boot?.vendor ?? null,
    model: boot?.model ?? null,
    serialNumber: boot?.serialNumber ?? null,
    firmwareVersion: boot?.firmwareVersion ?? null,
    bootedAt: record.bootedAt ?? null,
    registration: record.registration ?? null,
    ...settingsOf(record),
    isConnected: isOpen || core.station(record.identity).isConnected,
    lastSeenAt: connection?.lastSeenAt ?? null,
  }
}
