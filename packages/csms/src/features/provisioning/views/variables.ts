import { Type } from 'typebox'
import { orNull } from '../../../http/described.js'
import type { ObservedVariable, Variable } from '../variable.js'

export const params = Type.Object({ stationId: Type.String({ minLength: 1, maxLength: 255, description: 'In any case' }) })

/** How a variable is named in requests. */
export const nameProperties = {
  component: Type.String({ minLength: 1, maxLength: 50, description: 'Of a key of 1.6: Configuration' }),
  componentInstance: Type.Optional(Type.String({ minLength: 1, maxLength: 50 })),
  evseId: Type.Optional(Type.Integer({ minimum: 0 })),
  connectorId: Type.Optional(Type.Integer({ minimum: 0 })),
  variable: Type.String({ minLength: 1, maxLength: 50, description: 'Of 1.6: the key' }),
  instance: Type.Optional(Type.String({ minLength: 1, maxLength: 50 })),
}

const attribute = Type.Enum(['Actual', 'Target', 'MinSet', 'MaxSet'])

export const DesiredBody = Type.Object(
  {
    values: Type.Array(
      Type.Object(
        {
          ...nameProperties,
          attribute: Type.Optional(attribute),
          value: orNull(Type.String({ maxLength: 2500 }), 'Null: nothing is wanted of it any more'),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 500 },
    ),
  },
  { additionalProperties: false },
)

export const ApplyBody = Type.Object(
  { reset: Type.Optional(Type.Enum(['OnIdle', 'Immediate'], { description: 'Reset the station if a value needs it. Default: not' })) },
  { additionalProperties: false },
)

const named = {
  component: Type.String(),
  componentInstance: orNull(Type.String(), 'Null without one'),
  evseId: orNull(Type.Integer(), 'Null without one'),
  connectorId: orNull(Type.Integer(), 'Null without one'),
  variable: Type.String(),
  instance: orNull(Type.String(), 'Null without one'),
  attribute,
}

const observed = {
  ...named,
  value: orNull(Type.String(), 'Null where it is not known, and of secrets'),
  mutability: orNull(Type.String(), 'ReadOnly, WriteOnly, ReadWrite'),
  dataType: orNull(Type.String(), 'As OCPP has it'),
  unit: orNull(Type.String(), 'Null without one'),
  minLimit: orNull(Type.Number(), 'Null without one'),
  maxLimit: orNull(Type.Number(), 'Of a text: its longest length'),
  valuesList: orNull(Type.Array(Type.String()), 'Null without one'),
}

export const ObservedView = Type.Object(observed, { title: 'ReportedVariable' })

export const VariableView = Type.Object(
  {
    ...observed,
    observedAt: orNull(Type.String(), 'ISO 8601, UTC; null while the station has not told of it'),
    source: orNull(Type.String(), 'report, get, set or notify'),
    desired: orNull(Type.String(), 'Null where nothing is wanted'),
    desiredSince: orNull(Type.String(), 'ISO 8601, UTC'),
    driftSince: orNull(Type.String(), 'Since when it has another value than the desired one; null where it has not'),
    applied: orNull(
      Type.Object({
        value: Type.String(),
        status: Type.String({ description: 'Sent while no answer is known, Accepted, RebootRequired, Rejected, ReadOnly, Unknown…' }),
        reason: orNull(Type.String(), 'Null without one'),
        at: Type.String({ description: 'ISO 8601, UTC' }),
        attempts: Type.Integer(),
        before: orNull(Type.String(), 'What the station had before; null where that was not known'),
      }),
      'The last attempt to give it a value; null if there was none',
    ),
  },
  { title: 'Variable' },
)

export const VariableList = Type.Object({ items: Type.Array(VariableView) }, { title: 'VariableList' })

export const observedView = (one: ObservedVariable) => ({
  component: one.component,
  componentInstance: one.componentInstance ?? null,
  evseId: one.evseId ?? null,
  connectorId: one.connectorId ?? null,
  variable: one.variable,
  instance: one.instance ?? null,
  attribute: one.attribute ?? 'Actual',
  value: one.value ?? null,
  mutability: one.mutability ?? null,
  dataType: one.characteristics?.dataType ?? null,
  unit: one.characteristics?.unit ?? null,
  minLimit: one.characteristics?.minLimit ?? null,
  maxLimit: one.characteristics?.maxLimit ?? null,
  valuesList: one.characteristics?.valuesList === undefined ? null : [...one.characteristics.valuesList],
})

export const variableView = (one: Variable) => ({
  ...observedView(one),
  observedAt: one.observedAt ?? null,
  source: one.source ?? null,
  desired: one.desired?.value ?? null,
  desiredSince: one.desired?.since ?? null,
  driftSince: one.driftSince ?? null,
  applied: one.applied === undefined ? null : appliedView(one.applied),
})

const appliedView = ({ value, status, reason, at, attempts, before }: NonNullable<Variable['applied']>) => ({
  value,
  status,
  reason: reason ?? null,
  at,
  attempts,
  before: before ?? null,
})
