import { Type } from 'typebox'
import { orNull } from '../http/described.js'
import type { KeptExchange } from '../observability/store.js'
import type { ConnectionAttempt } from './attempt.js'
import type { ConnectionRecord } from './connection-record.js'
import type { Diagnosis } from './doctor.js'
import type { ExplainedRefusal } from './refusals.js'

export const instant = Type.String({ description: 'ISO 8601, UTC' })
export const stationId = Type.String({ description: 'As the station writes it' })

export const ConnectionView = Type.Object(
  {
    stationId,
    isConnected: Type.Boolean(),
    epoch: Type.Integer({ description: 'Counts its connections' }),
    node: Type.String({ description: 'The csms that holds it' }),
    version: Type.String({ description: 'OCPP version' }),
    remoteAddress: Type.String(),
    securityProfile: Type.Integer({ description: 'That it had to keep to; it may have shown more' }),
    connectedAt: instant,
    lastSeenAt: Type.String({ description: 'Some seconds late; ISO 8601, UTC' }),
    disconnectedAt: orNull(instant, 'Null while it is open'),
    closeCode: orNull(Type.Integer(), 'WebSocket close code; null while it is open, or where its node went down'),
    closeReason: orNull(Type.String(), 'Null while it is open'),
  },
  { title: 'Connection' },
)

export const connectionView = ({ identity, disconnectedAt, closeCode, closeReason, ...record }: ConnectionRecord) => ({
  stationId: identity,
  isConnected: disconnectedAt === undefined,
  epoch: record.epoch,
  node: record.node,
  version: record.version,
  remoteAddress: record.remoteAddress,
  securityProfile: record.securityProfile,
  connectedAt: record.connectedAt,
  lastSeenAt: record.lastSeenAt,
  disconnectedAt: disconnectedAt ?? null,
  closeCode: closeCode ?? null,
  closeReason: closeReason ?? null,
})

const advice = {
  cause: Type.String({ description: 'In plain words' }),
  fix: Type.String({ description: 'What to do' }),
}

export const AttemptView = Type.Object(
  {
    at: instant,
    stationId: orNull(Type.String(), 'Null where it named none'),
    remoteAddress: orNull(Type.String(), 'Where it came from'),
    path: orNull(Type.String(), 'Of its URL'),
    offered: Type.Array(Type.String(), { description: 'Subprotocols' }),
    reason: Type.String(),
    status: orNull(Type.Integer(), 'HTTP status of the answer; null where there was none'),
    ...advice,
    unkept: Type.Integer({ description: 'How many like it came before it and were not kept' }),
  },
  { title: 'ConnectionAttempt' },
)

export const attemptView = (attempt: ConnectionAttempt, { cause, fix }: ExplainedRefusal) => ({
  at: attempt.at,
  stationId: attempt.identity ?? null,
  remoteAddress: attempt.remoteAddress ?? null,
  path: attempt.path ?? null,
  offered: [...attempt.offered],
  reason: attempt.reason,
  status: attempt.status ?? null,
  cause,
  fix,
  unkept: attempt.unkept ?? 0,
})

export const DiagnosisView = Type.Object(
  {
    stationId,
    isConnected: Type.Boolean(),
    findings: Type.Array(
      Type.Object({
        code: Type.String(),
        text: Type.String({ description: 'What is the matter' }),
        fix: Type.String({ description: 'What to do; empty where nothing is' }),
        at: orNull(instant, 'When it was seen'),
      }),
      { description: 'The likeliest first' },
    ),
    attempts: Type.Array(AttemptView, { description: 'Refused, newest first, ten at most' }),
    connection: orNull(ConnectionView, 'Its newest; null without one'),
  },
  { title: 'Diagnosis' },
)

export const diagnosisView = ({ identity, isConnected, findings, attempts, connection }: Diagnosis) => ({
  stationId: identity,
  isConnected,
  findings: findings.map(({ code, text, fix, at }) => ({ code, text, fix, at: at ?? null })),
  attempts: attempts.map((attempt) => attemptView(attempt, attempt)),
  connection: connection === undefined ? null : connectionView(connection),
})

export const MessageView = Type.Object(
  {
    at: instant,
    direction: Type.Enum(['in', 'out'], { description: '`in` from the station, `out` to it' }),
    action: Type.String(),
    messageId: Type.String(),
    version: Type.String({ description: 'OCPP version' }),
    request: Type.Unknown({ description: 'The payload, without secrets' }),
    response: Type.Unknown({ description: 'Null where there was none, or an error' }),
    status: Type.String({ description: 'What the answer says of itself, or the code of an error' }),
    isError: Type.Boolean(),
    latencyMs: orNull(Type.Number(), 'Null without an answer'),
  },
  { title: 'Message' },
)

export const messageView = ({
  at,
  direction,
  action,
  messageId,
  version,
  request,
  response,
  status,
  isError,
  latencyMs,
}: KeptExchange) => ({
  at,
  direction,
  action,
  messageId,
  version,
  request,
  response: response ?? null,
  status,
  isError,
  latencyMs: latencyMs ?? null,
})
