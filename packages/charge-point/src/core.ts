import type { Emitter } from '@ocpp-kit/rpc'
import type { BodyShell } from './body-shell.js'
import type { ChargePointEvents } from './events.js'
import type { Limits } from './limits.js'
import type { Link } from './link.js'
import type { Outbox } from './outbox.js'
import type { SettingsStore } from './settings.js'
import type { StateStore } from './state/store.js'
import type { StationTime } from './time.js'

/** What a station says of itself. */
export interface StationFacts {
  readonly identity: string
  readonly vendor: string
  readonly model: string
  readonly serialNumber: string | undefined
  readonly firmwareVersion: string | undefined
}

/** What every feature builds on; none of it knows a version. */
export interface Core {
  readonly facts: StationFacts
  readonly body: BodyShell
  readonly settings: SettingsStore
  /** What a feature wants to know again after a power cut, in a section of its own. */
  readonly state: StateStore
  readonly time: StationTime
  readonly link: Link
  /** For messages that must not get lost; see {@link Outbox.add}. */
  readonly outbox: Outbox
  readonly limits: Limits
  readonly events: Emitter<ChargePointEvents>
  /** From 0 up to 1. */
  readonly random: () => number
  /** An id that nobody has used; at most 36 characters. */
  readonly createId: () => string
}
