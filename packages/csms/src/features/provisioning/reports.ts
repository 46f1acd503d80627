import { isConnectionError, isOcppError } from '@ocpp-kit/rpc'
import { type Core, type Incoming, nowIso } from '../../core.js'
import type { StationKey } from '../../identifier.js'
import type { Page, PageQuery } from '../../store/page.js'
import type { ProvisioningReach, ReportAnswer } from './adapter.js'
import { inBackground } from './background.js'
import type { ReportContent } from './report.js'
import { missingParts, type Report, type ReportEnd, type ReportPart, type ReportRequest } from './report.js'
import { isSecret } from './secret.js'
import { Timers } from './timers.js'
import type { ObservedVariable } from './variable.js'
import type { Reached, Variables } from './variables.js'

/** How often a report is asked for of which parts are missing. */
const maxAttempts = 3

export interface ReportsOptions {
  /** How long the next part of a report is waited for, ms. */
  readonly partTimeoutMs: number
}

export interface Reports {
  request(identity: string, request: ReportRequest): Promise<readonly Report[]>
  /** Keeps a part of a report, whoever asked for it. */
  received(message: Incoming, requestId: number, part: Omit<ReportPart, 'receivedAt'>): Promise<void>
  page(identity: string, query: PageQuery): Promise<Page<Report>>
  find(identity: string, requestId: number): Promise<ReportContent | undefined>
  /** Reports of the station that wait for parts. */
  waiting(identity: string): Promise<readonly Report[]>
}

/**
 * Asks stations for reports and puts their parts together. A report of which parts are missing is asked for again under a new request id;
 * what waits is stored, so that this goes on after a restart.
 */
export function createReports(
  core: Core,
  { partTimeoutMs }: ReportsOptions,
  variables: Variables,
  { reach }: Pick<ProvisioningReach, 'reach'>,
): Reports {
  const { store, sessions, clock, events } = core
  const timers = new Timers(clock)

  const tell = (identity: string, report: Report): void => {
    timers.clear(nameOf(report))
    events.emit('report.ended', { station: core.station(identity), report })
  }

  const end = async (identity: string, report: Report, how: Omit<ReportEnd, 'at'>): Promise<Report> => {
    const ended = await store.reports.end(report.station, report.requestId, { ...how, at: nowIso(clock) })
    if (ended !== undefined) tell(identity, ended)
    return ended ?? report
  }

  const keep = async (identity: string, requestId: number, part: ReportPart): Promise<Report | undefined> => {
    const shown = part.variables.map(withoutSecret)
    const [added] = await Promise.all([
      store.reports.add(sessions.keyOf(identity), requestId, { ...part, variables: shown }),
      variables.observe(identity, 'report', shown, part.receivedAt),
    ])
    if (added === undefined) return undefined
    const { report, hasCompleted } = added
    if (report.state === 'requested') wait(identity, report)
    if (hasCompleted) {
      await forgetOthers(report)
      tell(identity, report)
    }
    return report
  }

  /** A full report names all that there is: what it does not name is gone. */
  const forgetOthers = async ({ station, request, requestedAt }: Report): Promise<void> => {
    if (isFull(request)) await store.variables.forget(station, requestedAt)
  }

  const wait = (identity: string, report: Report): void => {
    const delayMs = Math.max(0, Date.parse(report.updatedAt) + partTimeoutMs - clock.now())
    timers.set(nameOf(report), delayMs, () => inBackground(core, 'report.ended', expire(identity, report)))
  }

  /** A station that is not connected may send the rest when it is; its reports are looked at when it is ready. */
  const expire = async (identity: string, { station, requestId }: Report): Promise<void> => {
    const report = await store.reports.find(station, requestId)
    if (report?.state !== 'requested' || sessions.find(identity)?.connection === undefined) return
    if (clock.now() < Date.parse(report.updatedAt) + partTimeoutMs) return wait(identity, report)
    const reason = `no part came for ${partTimeoutMs / 1000} s; missing: ${missingParts(report)}`
    if (report.attempt >= maxAttempts) {
      await end(identity, report, { state: 'incomplete', reason })
      return
    }
    const reached = { identity, ...(await reach(identity, 'report')) }
    await ask(reached, report.request, report, reason)
  }

  /** A request id that the station was never sent here. */
  const open = async (station: StationKey, request: ReportRequest, attempt: number): Promise<Report> => {
    for (let requestId = core.createRequestId(); ; requestId += 1) {
      const at = nowIso(clock)
      const report: Report = { station, requestId, request, state: 'requested', attempt, requestedAt: at, updatedAt: at, received: [] }
      if (await store.reports.open(report)) return report
    }
  }

  /** Stored before it is sent: its parts may come before the answer, and the process may end. */
  const ask = async (reached: Reached, request: ReportRequest, replaced?: Report, reason?: string): Promise<Report> => {
    const { identity } = reached
    const report = await open(sessions.keyOf(identity), request, (replaced?.attempt ?? 0) + 1)
    if (replaced !== undefined) await end(identity, replaced, { state: 'incomplete', reason, repeatedAs: report.requestId })
    wait(identity, report)
    return settle(reached, report, await answerOf(reached, report))
  }

  /** `undefined` where no answer came: parts may come all the same, and if none does the report is asked for again. */
  const answerOf = async ({ adapter, connection }: Reached, { requestId, request }: Report): Promise<Answer | undefined> => {
    try {
      return await adapter.report(connection, requestId, request)
    } catch (error) {
      if (isConnectionError(error)) return undefined
      if (isOcppError(error)) return { status: error.code, reason: error.description }
      throw error
    }
  }

  const settle = async ({ identity }: Reached, report: Report, answer: Answer | undefined): Promise<Report> => {
    if (answer === undefined) return report
    const { status, reason, whole } = answer
    if (whole !== undefined) {
      const part = { seqNo: 0, isLast: true, receivedAt: nowIso(clock), ...whole }
      return (await keep(identity, report.requestId, part)) ?? report
    }
    if (status === 'Accepted') return report
    return end(identity, report, { state: status === 'EmptyResultSet' ? 'empty' : 'refused', status, reason })
  }

  const resume = async (identity: string): Promise<void> => {
    for (const report of await store.reports.waiting(sessions.keyOf(identity))) wait(identity, report)
  }

  events.on('station.ready', ({ station }) => inBackground(core, 'station.ready', resume(station.identity)))

  return {
    request: async (identity, request) => {
      checkRequest(request)
      const reached = { identity, ...(await reach(identity, 'report')) }
      const reports: Report[] = []
      for (const one of await splitRequest(variables, reached, request)) reports.push(await ask(reached, one))
      return reports
    },

    received: async (message, requestId, part) => {
      const { identity } = sessions.of(message.connection)
      await keep(identity, requestId, { ...part, receivedAt: nowIso(clock) })
      const { action, request } = message
      message.afterAnswer(() => events.emit('notification', { station: core.station(identity), action, request }))
    },

    page: (identity, query) => store.reports.page(sessions.keyOf(identity), query),

    find: async (identity, requestId) => {
      const station = sessions.keyOf(identity)
      const report = await store.reports.find(station, requestId)
      return report === undefined ? undefined : { ...report, variables: await store.reports.variables(station, requestId) }
    },

    waiting: (identity) => store.reports.waiting(sessions.keyOf(identity)),
  }
}

type Answer = Omit<ReportAnswer, 'status'> & { readonly status: string }

const nameOf = ({ station, requestId }: Report): string => `${station.stationId}/${requestId}`

export const isFull = ({ base, criteria, variables }: ReportRequest): boolean =>
  (base ?? 'FullInventory') === 'FullInventory' && criteria === undefined && variables === undefined

function withoutSecret(one: ObservedVariable): ObservedVariable {
  const { value, ...rest } = one
  return value === undefined || isSecret(one, one.mutability) ? rest : one
}

async function splitRequest(variables: Variables, station: Reached, request: ReportRequest): Promise<readonly ReportRequest[]> {
  if (request.variables === undefined) return [request]
  const parts = await variables.splitReport(station, request.variables)
  return parts.map((names) => ({ ...request, variables: names }))
}

/** @throws TypeError naming what is wrong */
function checkRequest({ base, criteria, variables }: ReportRequest): void {
  if (base !== undefined && (criteria !== undefined || variables !== undefined)) {
    throw new TypeError('a report is either a base report or one by criteria and variables')
  }
  for (const [name, list] of Object.entries({ criteria, variables })) {
    if (list?.length === 0) throw new TypeError(`${name} of a report must not be empty; leave it out instead`)
  }
}
