import {
  type AnyConnection,
  type Emitter,
  type FaultRule,
  type FaultySocket,
  randomInteger,
  type ValidationPolicy,
  withFaults,
} from '@ocpp-kit/rpc'
import type { ChargePointEvents } from '../events.js'
import type { ResolvedOptions } from '../options.js'
import type { Quirks } from '../quirks/quirks.js'
import { type Recording, type RecordingOptions, StationRecording } from './recording.js'
import { letOut } from './validation.js'
import { watchVerdicts } from './verdicts.js'

/**
 * What a program does to the frames of a station and learns from them: faults, validation, transcripts, verdicts. It outlives
 * connections and power cuts, and is made when it is first needed.
 */
export class Wire {
  faults: readonly FaultRule[] = []
  /** In place of the policy of the options. */
  private ownPolicy: ValidationPolicy | undefined
  private quirks: Quirks | undefined
  private connection: AnyConnection | undefined
  private socket: FaultySocket | undefined
  private endVerdicts: (() => void) | undefined
  private recordings: Set<StationRecording> | undefined
  private seed: number | string | undefined
  /** How many connections have had faults. */
  private faulty = 0

  constructor(
    private readonly options: ResolvedOptions,
    private readonly events: Emitter<ChargePointEvents>,
  ) {}

  get policy(): ValidationPolicy {
    return this.ownPolicy ?? policyOf(this.options)
  }

  /** A connection is open, and no frame has come yet. */
  opened(connection: AnyConnection): void {
    this.connection = connection
    this.socket = undefined
    this.endVerdicts = undefined
    if (this.faults.length > 0) this.wrap(connection)
    if (this.ownPolicy !== undefined || this.quirks?.isSpoiling === true) this.enforcePolicy()
    for (const recording of this.recordings ?? []) recording.attach(connection)
    this.tellVerdicts()
  }

  /** The rules are checked. */
  setFaults(rules: readonly FaultRule[]): void {
    this.faults = rules
    if (this.socket !== undefined) this.socket.rules = rules
    else if (rules.length > 0 && this.connection?.isOpen === true) this.wrap(this.connection)
  }

  /** The policy is checked; undefined: that of the options. */
  setPolicy(policy: ValidationPolicy | undefined): void {
    this.ownPolicy = policy
    this.enforcePolicy()
  }

  setQuirks(quirks: Quirks | undefined): void {
    this.quirks = quirks
    this.enforcePolicy()
  }

  record(options: RecordingOptions): Recording {
    const recording = new StationRecording(options, (ended) => this.recordings?.delete(ended))
    this.recordings ??= new Set()
    this.recordings.add(recording)
    if (this.connection?.isOpen === true) recording.attach(this.connection)
    return recording
  }

  /** Called when somebody asks for verdicts. */
  tellVerdicts(): void {
    if (this.connection === undefined || this.endVerdicts !== undefined || !this.events.has('verdict')) return
    this.endVerdicts = watchVerdicts(this.connection, (breach) => this.events.emit('verdict', breach))
  }

  private enforcePolicy(): void {
    if (this.connection?.isOpen !== true) return
    this.connection.setValidation(this.quirks?.isSpoiling === true ? letOut(this.policy) : this.policy)
  }

  private wrap(connection: AnyConnection): void {
    const { clock, facts, random, seed } = this.options
    // Without a seed one that follows from the station's own luck. A connection that fails by it must not fail the next time as well.
    this.seed ??= seed ?? randomInteger(random, 0, 0xffffffff)
    this.faulty += 1
    const own = `${this.seed}/${this.faulty}`
    connection.wrapSocket((socket) => {
      this.socket = withFaults(socket, this.faults, {
        seed: own,
        station: facts.identity,
        clock,
        onFault: ({ direction, do: kind, rule, name, delayMs }) => this.events.emit('fault', { direction, do: kind, rule, name, delayMs }),
      })
      return this.socket
    })
  }
}

/** The policy that a station is made with. */
export function policyOf({ connection, facts, version }: ResolvedOptions): ValidationPolicy {
  const { validation = {} } = connection
  return typeof validation === 'function' ? validation({ identity: facts.identity, version: version.version }) : validation
}
