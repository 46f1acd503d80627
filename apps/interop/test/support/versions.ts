import { ocpp16 } from '@ocpp-kit/ocpp16'
import { ocpp21 } from '@ocpp-kit/ocpp21'
import { ocpp201 } from '@ocpp-kit/ocpp201'
import type { Protocol, Role } from '@ocpp-kit/rpc'
import type { ProtocolWithSchema } from '@ocpp-kit/sender'

/** Every version, with the number of its messages. */
export const versions: readonly (readonly [version: string, protocol: ProtocolWithSchema, messages: number])[] = [
  ['1.6', ocpp16, 39],
  ['2.0.1', ocpp201, 64],
  ['2.1', ocpp21, 91],
]

/** The messages that one side may send, by the action table. */
export const sentBy = (role: Role, { actions }: Protocol): string[] =>
  Object.entries(actions)
    .filter(([, facts]) => facts.sentBy === role || facts.sentBy === 'both')
    .map(([action]) => action)
