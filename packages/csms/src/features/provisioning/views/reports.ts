import { Type } from 'typebox'
import { orNull } from '../../../http/described.js'
import type { Report, ReportContent } from '../report.js'
import { nameProperties, ObservedView, observedView } from './variables.js'

const base = Type.Enum(['ConfigurationInventory', 'FullInventory', 'SummaryInventory'])
const { variable, ...component } = nameProperties

export const ReportBody = Type.Object(
  {
    base: Type.Optional(base),
    criteria: Type.Optional(Type.Array(Type.Enum(['Active', 'Available', 'Enabled', 'Problem']), { minItems: 1, maxItems: 4 })),
    variables: Type.Optional(
      Type.Array(Type.Object({ ...component, variable: Type.Optional(variable) }, { additionalProperties: false }), {
        minItems: 1,
        maxItems: 500,
        description: 'A component without a variable stands for all of its variables',
      }),
    ),
  },
  { additionalProperties: false, description: 'Default: a full report' },
)

const report = {
  requestId: Type.Integer(),
  state: Type.String({ description: 'requested, complete, incomplete, empty or refused' }),
  request: Type.Object({}, { description: 'What was asked for', additionalProperties: true }),
  status: orNull(Type.String(), 'What the station answered; null where the report itself was the answer, or while there is none'),
  reason: orNull(Type.String(), 'Null without one'),
  attempt: Type.Integer(),
  repeatedAs: orNull(Type.Integer(), 'The report that was asked for in place of an incomplete one'),
  unknown: Type.Array(Type.String(), { description: 'Keys that the station does not know (1.6)' }),
  requestedAt: Type.String({ description: 'ISO 8601, UTC' }),
  updatedAt: Type.String({ description: 'When the last part came' }),
  endedAt: orNull(Type.String(), 'Null while parts are missing'),
}

export const ReportView = Type.Object(report, { title: 'Report' })

export const ReportList = Type.Object({ items: Type.Array(ReportView) }, { title: 'ReportList' })

export const ReportContentView = Type.Object({ ...report, variables: Type.Array(ObservedView) }, { title: 'ReportContent' })

export const reportView = (one: Report) => ({
  requestId: one.requestId,
  state: one.state,
  request: { ...one.request },
  status: one.status ?? null,
  reason: one.reason ?? null,
  attempt: one.attempt,
  repeatedAs: one.repeatedAs ?? null,
  unknown: [...(one.unknown ?? [])],
  requestedAt: one.requestedAt,
  updatedAt: one.updatedAt,
  endedAt: one.endedAt ?? null,
})

export const reportContentView = (one: ReportContent) => ({ ...reportView(one), variables: one.variables.map(observedView) })
