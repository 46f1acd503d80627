import { type Clock, type FaultEvent, type FaultRule, type FaultySocket, type SocketPort, withFaults } from '@ocpp-kit/rpc'
import { checkFaults } from './rules/fault-check.js'

export interface FaultsOptions {
  readonly initial: readonly FaultRule[]
  readonly seed: number | string
  readonly clock: Clock
  readonly onFault: (event: FaultEvent) => void
}

/** Faults of the wire, on all connections alike; the rules may change while they are open. */
export class Faults {
  private current: readonly FaultRule[]
  private readonly sockets = new Map<object, FaultySocket>()
  private latest: FaultySocket | undefined

  constructor(private readonly options: FaultsOptions) {
    this.current = options.initial
  }

  get rules(): readonly FaultRule[] {
    return this.current
  }

  /** Starts all counts anew. @throws RuleError naming what is wrong by its path, such as `faults[2].do`; the old rules then stay */
  set rules(rules: readonly FaultRule[]) {
    this.current = checkFaults(rules)
    for (const socket of this.sockets.values()) socket.rules = this.current
  }

  /** As it was at the start. */
  reset(): void {
    this.rules = this.options.initial
  }

  /** The `wrapSocket` of rpc. */
  readonly wrap = (socket: SocketPort, station: string): SocketPort => {
    const { seed, clock, onFault } = this.options
    this.latest = withFaults(socket, this.current, { seed, station, clock, onFault })
    return this.latest
  }

  /** A connection is there; its socket was wrapped last, for nothing comes in between. */
  opened(connection: object): void {
    if (this.latest !== undefined) this.sockets.set(connection, this.latest)
    this.latest = undefined
  }

  closed(connection: object): void {
    this.sockets.delete(connection)
  }
}
