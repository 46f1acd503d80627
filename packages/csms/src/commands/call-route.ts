import { Type } from 'typebox'
import type { Routes } from '../http/context.js'
import { described } from '../http/described.js'
import { bodyTextOf, readJsonBodies } from '../http/json-body.js'
import type { RawCallOutcome } from './api.js'
import { elementTexts, memberText } from './json-text.js'
import { AnyObject, ErrorView, stationParams, tag, timeoutMs } from './schemas.js'

const Outcome = Type.Object(
  {
    result: Type.Optional(AnyObject),
    error: Type.Optional(ErrorView),
    timeout: Type.Optional(Type.Literal(true)),
    unreadable: Type.Optional(Type.String({ description: 'Text that is no frame' })),
  },
  { title: 'CallOutcome', description: 'Exactly one of these, as it was on the wire' },
)

/** The escape hatch: any message, as it is given. */
export const callRoute: Routes =
  ({ core }) =>
  async (app) => {
    // Of this route alone: what stands in the body goes on the wire, not what it is read as.
    readJsonBodies(app, { keepsText: true })

    app.post(
      '/stations/:stationId/calls',
      {
        config: { scope: 'commands:send' },
        schema: {
          ...described(
            {
              operationId: 'callStation',
              tag,
              summary: 'Put a message on the wire exactly as it is given',
              description:
                'The payload goes out as the text that it is in the body, to the last character. Nothing in it is checked, whether the station is accepted is not asked, and nothing is kept but which password the station has afterwards, where it is given one. The answer stands in the body as the station wrote it. 404 for a station that never came, 409 for one that is not connected, 504 where the connection closes before the answer.',
            },
            { 200: Outcome },
          ),
          params: stationParams,
          body: Type.Object(
            {
              action: Type.String({ minLength: 1, maxLength: 255 }),
              payload: AnyObject,
              timeoutMs: Type.Optional(timeoutMs),
            },
            { additionalProperties: false },
          ),
        },
      },
      async (request, reply) => {
        const { action, payload, timeoutMs } = request.body
        const payloadText = memberText(bodyTextOf(request) ?? '', 'payload')
        const outcome = await core.station(request.params.stationId).callRaw(action, payload, { timeoutMs, payloadText })
        return reply.type('application/json').send(outcomeText(outcome) as never)
      },
    )
  }

/** The outcome as JSON, in which what the station wrote stands as it wrote it. */
function outcomeText(outcome: RawCallOutcome): string {
  if ('result' in outcome) {
    const { result, frame } = outcome
    return `{"result":${objectText(frame, 2, result)}}`
  }
  if ('error' in outcome) {
    const { error, frame } = outcome
    const { code, description, details } = error
    return `{"error":{"code":${JSON.stringify(code)},"description":${JSON.stringify(description)},"details":${objectText(frame, 4, details)}}}`
  }
  return JSON.stringify(outcome)
}

/** The element of a frame, which may be null where it stands for an object without members (Part 4 §4.1.5). */
function objectText(frame: string | undefined, at: number, read: object): string {
  const text = frame === undefined ? undefined : elementTexts(frame)[at]
  return text?.startsWith('{') === true ? text : JSON.stringify(read)
}
