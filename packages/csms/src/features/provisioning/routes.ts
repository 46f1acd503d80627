import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { noteChange } from '../../audit/audit.js'
import type { Routes } from '../../http/context.js'
import { described } from '../../http/described.js'
import { pageQuery, pageSchema, pageView } from '../../http/paging.js'
import { refuse } from '../../http/problem.js'
import { type Variable, variableKey } from './variable.js'
import { nameOf } from './variables.js'
import { NetworkProfileBody, NetworkProfileView, networkProfileView } from './views/network-profiles.js'
import { ReportBody, ReportContentView, ReportList, ReportView, reportContentView, reportView } from './views/reports.js'
import { ApplyBody, DesiredBody, params, VariableList, VariableView, variableView } from './views/variables.js'

const tag = 'stations'

/** Variables of stations and what they are wanted to be, reports, network profiles. */
export const provisioningRoutes: Routes =
  ({ core: { store, sessions }, features: { provisioning } }) =>
  async (app) => {
    /** Changes what is wanted of a station; the audit log has what was wanted before. */
    const changed = async (request: FastifyRequest, stationId: string, change: () => Promise<readonly Variable[]>) => {
      const before = await store.variables.desired(sessions.keyOf(stationId))
      const items = await change()
      const wantedBefore = new Map(before.map((one) => [variableKey(one), one.desired?.value]))
      noteChange(request, {
        before: { items: items.map((one) => ({ ...nameOf(one), value: wantedBefore.get(variableKey(one)) ?? null })) },
        after: { items: items.map((one) => ({ ...nameOf(one), value: one.desired?.value ?? null })) },
      })
      return { items: items.map(variableView) }
    }

    app.get(
      '/stations/:stationId/variables',
      {
        config: { scope: 'stations:read' },
        schema: {
          ...described(
            {
              operationId: 'listVariables',
              tag,
              summary: 'Variables of a station, or configuration keys of 1.6, with desired and actual values',
              description: 'A key of 1.6 is a variable of the component `Configuration`. Passwords and other secrets have no value here.',
            },
            { 200: pageSchema(VariableView, 'Variables') },
          ),
          params,
          querystring: Type.Object(
            {
              component: Type.Optional(Type.String({ minLength: 1, maxLength: 50, description: 'Only of this component, in any case' })),
              variable: Type.Optional(Type.String({ minLength: 1, maxLength: 50, description: 'Only of this name, in any case' })),
              drift: Type.Optional(
                Type.Boolean({ description: 'Only those that have another value than the desired one, or only others' }),
              ),
              ...pageQuery,
            },
            { additionalProperties: false },
          ),
        },
      },
      async ({ params: { stationId }, query: { component, variable, drift, limit, cursor } }) =>
        pageView(await provisioning.variables(stationId, { component, variable, hasDrift: drift, limit, cursor }), variableView),
    )

    app.put(
      '/stations/:stationId/variables',
      {
        config: { scope: 'stations:write' },
        schema: {
          ...described(
            {
              operationId: 'setDesiredVariables',
              tag,
              summary: 'Say what variables of a station are wanted to be',
              description:
                'Others stay as they were. The station is brought there now if it is connected, else when it comes; what it does not take ' +
                'is tried again after a pause that grows to a day.',
            },
            { 200: VariableList },
          ),
          params,
          body: DesiredBody,
        },
      },
      async (request) => {
        const { stationId } = request.params
        return changed(request, stationId, () => asked(() => provisioning.setDesired(stationId, request.body.values)))
      },
    )

    app.post(
      '/stations/:stationId/variables/apply',
      {
        config: { scope: 'commands:send' },
        preValidation: withoutBody,
        schema: {
          ...described(
            {
              operationId: 'applyDesiredVariables',
              tag,
              summary: 'Send the station what it has not, without waiting for a pause to end',
              description:
                'Answers with all that is wanted of it, and what came of each. With `reset`, resets it where a value needs that.',
            },
            { 200: VariableList },
          ),
          params,
          body: ApplyBody,
        },
      },
      async ({ params: { stationId }, body }) => {
        const wanted = await provisioning.applyDesired(stationId)
        const needsReset = wanted.some(({ applied, driftSince }) => applied?.status === 'RebootRequired' && driftSince !== undefined)
        if (body.reset !== undefined && needsReset) await provisioning.reset(stationId, { type: body.reset })
        return { items: wanted.map(variableView) }
      },
    )

    app.post(
      '/stations/:stationId/variables/revert',
      {
        config: { scope: 'stations:write' },
        schema: {
          ...described(
            {
              operationId: 'revertVariables',
              tag,
              summary: 'Want what the variables that were sent last had before',
              description: 'Where that was not known, nothing is wanted of the variable any more. Reverting again undoes it.',
            },
            { 200: VariableList },
          ),
          params,
        },
      },
      async (request) => changed(request, request.params.stationId, () => provisioning.revertDesired(request.params.stationId)),
    )

    app.post(
      '/stations/:stationId/reports',
      {
        config: { scope: 'commands:send' },
        preValidation: withoutBody,
        schema: {
          ...described(
            {
              operationId: 'requestReport',
              tag,
              summary: 'Ask a station for a report of its variables',
              description: 'More names than one request may have make several reports. Answers once the station has; parts come later.',
            },
            { 202: ReportList },
          ),
          params,
          body: ReportBody,
        },
      },
      async ({ params: { stationId }, body }, reply) => {
        const reports = await asked(() => provisioning.requestReport(stationId, body))
        return reply.code(202).send({ items: reports.map(reportView) })
      },
    )

    app.get(
      '/stations/:stationId/reports',
      {
        config: { scope: 'stations:read' },
        schema: {
          ...described(
            { operationId: 'listReports', tag, summary: 'Reports that a station was asked for, newest first' },
            { 200: pageSchema(ReportView, 'Reports') },
          ),
          params,
          querystring: Type.Object(pageQuery, { additionalProperties: false }),
        },
      },
      async ({ params: { stationId }, query }) => pageView(await provisioning.reports(stationId, query), reportView),
    )

    app.get(
      '/stations/:stationId/reports/:requestId',
      {
        config: { scope: 'stations:read' },
        schema: {
          ...described({ operationId: 'getReport', tag, summary: 'One report, with what its parts say' }, { 200: ReportContentView }),
          params: Type.Object({
            ...params.properties,
            requestId: Type.Integer({ minimum: 0, description: 'Of the report, as it was asked for' }),
          }),
        },
      },
      async ({ params: { stationId, requestId } }) => {
        const found = await provisioning.report(stationId, requestId)
        if (found === undefined) throw refuse('not-found', `${stationId} was asked for no report ${requestId}`)
        return reportContentView(found)
      },
    )

    app.get(
      '/stations/:stationId/network-profiles',
      {
        config: { scope: 'stations:read' },
        schema: {
          ...described(
            {
              operationId: 'listNetworkProfiles',
              tag,
              summary: 'What was last sent of each slot of network profiles, and what came of it, by slot',
              description: 'Of what this csms sent, without secrets; what else a station has in its slots, reports tell.',
            },
            { 200: pageSchema(NetworkProfileView, 'NetworkProfiles') },
          ),
          params,
          querystring: Type.Object(pageQuery, { additionalProperties: false }),
        },
      },
      async ({ params: { stationId }, query }) => pageView(await provisioning.networkProfiles(stationId, query), networkProfileView),
    )

    app.post(
      '/stations/:stationId/network-profiles',
      {
        config: { scope: 'commands:send' },
        schema: {
          ...described(
            {
              operationId: 'setNetworkProfile',
              tag,
              summary: 'Write a network profile into a slot of a station (2.x), and let it be used',
              description:
                'Answers after the last step that could be taken; the list of network profiles tells how it went on. Security is never lowered but from 3 to 2, where the station allows it.',
            },
            { 200: NetworkProfileView },
          ),
          params,
          body: NetworkProfileBody,
        },
      },
      async ({ params: { stationId }, body }) => networkProfileView(await asked(() => provisioning.setNetworkProfile(stationId, body))),
    )
  }

/** A request that needs to say nothing may come without a body. */
async function withoutBody(request: FastifyRequest): Promise<void> {
  request.body ??= {}
}

/** What the domain refuses of a request by its content. */
async function asked<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof TypeError) throw refuse('invalid-request', error.message)
    throw error
  }
}
