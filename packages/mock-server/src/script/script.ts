import type { FaultRule } from '@ocpp-kit/rpc'
import type { MockServer } from '../mock-server.js'
import type { Rule } from '../rules/rule.js'

/** What a script asks for; may be spread into the options of a server. */
export interface Script {
  readonly rules?: readonly Rule[]
  readonly faults?: readonly FaultRule[]
  /** Called with the server at the start and after each reset. */
  readonly setup?: (server: MockServer) => unknown
}
