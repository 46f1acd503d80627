import { ocpp201 } from '@ocpp-kit/ocpp201'
import { hasStatus } from '../checks.js'
import { defineAnswers, defineCommands } from '../define.js'

/** A new message under the same id replaces the last (use case O06), so that a display is never filled. */
const id = 1

export const answers = defineAnswers(ocpp201, {
  NotifyDisplayMessages: () => ({}),
})

export const commands = defineCommands(ocpp201, {
  SetDisplayMessage: {
    payload: () => ({
      message: { id, priority: 'NormalCycle', message: { format: 'UTF8', language: 'en', content: 'Hello from the mock server' } },
    }),
  },
  GetDisplayMessages: { payload: ({ station }) => ({ requestId: station.nextNumber() }), check: hasStatus('Accepted', 'Unknown') },
  ClearDisplayMessage: { payload: () => ({ id }), check: hasStatus('Accepted', 'Unknown') },
})
