import type { Emitter } from '@ocpp-kit/rpc'
import type { ChargePointEvents } from './events.js'
import { type LogBook, LoggedEmitter } from './features/logs/log-book.js'

/** The events of a station as long as it has power: told to its own parts first, then to the program, whose listeners outlive it. */
export class EventRelay extends LoggedEmitter {
  private isOn = true

  constructor(
    private readonly root: Emitter<ChargePointEvents>,
    log: LogBook,
  ) {
    super(log)
  }

  cut(): void {
    this.isOn = false
  }

  override has(name: keyof ChargePointEvents): boolean {
    return super.has(name) || this.root.has(name)
  }

  override emit<Name extends keyof ChargePointEvents>(name: Name, event: ChargePointEvents[Name]): void {
    if (!this.isOn) return
    super.emit(name, event)
    this.root.emit(name, event)
  }
}
