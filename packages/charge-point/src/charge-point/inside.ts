import { Emitter, type ValidationPolicy } from '@ocpp-kit/rpc'
import { type Assembly, assemble } from '../assemble.js'
import { type EvseState, evseOf, pluggedConnector, type Token } from '../body/index.js'
import type { BodyInput } from '../body-shell.js'
import { ChargePointError, refused } from '../errors.js'
import type { ChargePointEvents } from '../events.js'
import type { BootReason } from '../features/boot/boot.js'
import { DataTransfers } from '../features/data-transfer/data-transfer.js'
import type { ModelledStation } from '../modelled-station.js'
import type { ResolvedOptions } from '../options.js'
import type { Program } from '../program.js'
import type { QuirkName } from '../quirks/profiles.js'
import type { Quirk } from '../quirks/quirk.js'
import { Quirks } from '../quirks/quirks.js'
import { policyOf, Wire } from '../wire/wire.js'

/** What is behind the methods of a station, and no program sees. */
export class Inside {
  readonly program: Program = {
    events: new Emitter(),
    handlers: new Map(),
    dataTransfers: new DataTransfers(),
    quirks: undefined,
    wire: undefined,
  }
  isStarted = false
  private assembly: Assembly
  private bootReason: BootReason = 'PowerUp'
  /** Tells those who wait for acceptance that it will not come. */
  private readonly stopped = new Emitter<{ stopped: undefined }>()

  constructor(readonly options: ResolvedOptions) {
    this.assembly = assemble(options, this.program)
    if (options.faults.length > 0) this.wire.setFaults(options.faults)
    if (options.quirks.length > 0) this.setQuirks(options.quirks)
  }

  get isOn(): boolean {
    return this.isStarted || this.station.link.isManual
  }

  /** Made when it is first asked for: most stations of a fleet never need it. */
  get wire(): Wire {
    const { program } = this
    if (program.wire === undefined) {
      program.wire = new Wire(this.options, program.events)
      const { connection } = this.station.link
      if (connection?.isOpen === true) program.wire.opened(connection)
    }
    return program.wire
  }

  get policy(): ValidationPolicy {
    return this.program.wire?.policy ?? policyOf(this.options)
  }

  /** They are checked. */
  setQuirks(list: readonly (QuirkName | Quirk)[]): void {
    const { program, wire } = this
    program.quirks?.end()
    program.quirks = list.length === 0 ? undefined : new Quirks(list, this.options.clock)
    wire.setQuirks(program.quirks)
    this.station.link.setAnswersPings(program.quirks?.answersPings ?? true)
  }

  /** Another one after each power cut. */
  get station(): ModelledStation {
    return this.assembly.station
  }

  on<Name extends keyof ChargePointEvents>(name: Name, listener: (event: ChargePointEvents[Name]) => void): () => void {
    const off = this.program.events.on(name, listener)
    if (name === 'message') this.assembly.watch.listen()
    if (name === 'verdict') this.wire.tellVerdicts()
    return off
  }

  /** Resolves with the next such event, need not be awaited. @throws ChargePointError `STOPPED` */
  until(event: 'accepted' | 'connected'): Promise<void> {
    const done = new Promise<void>((resolve, reject) => {
      const offs = [
        this.on(event, () => finish(resolve)),
        this.stopped.on('stopped', () => finish(() => reject(new ChargePointError('STOPPED', 'the station was stopped')))),
      ]
      const finish = (settle: () => void): void => {
        for (const off of offs) off()
        settle()
      }
    })
    done.catch(() => {})
    return done
  }

  /** Resolves with the first such event, need not be awaited. */
  switchOn(until: 'accepted' | 'connected', isManual: boolean): Promise<void> {
    const { station, power } = this.assembly
    const done = this.until(until)
    station.link.isManual = isManual
    power.on(this.bootReason)
    this.bootReason = 'PowerUp'
    return done
  }

  async switchOff(): Promise<void> {
    this.isStarted = false
    this.station.link.isManual = false
    this.stopped.emit('stopped', undefined)
    await this.assembly.power.off()
  }

  /** What is in RAM is lost; the station that comes back knows what its state kept. */
  cutPower(isReboot: boolean): void {
    const { link, firmware } = this.station
    if (!this.isOn) return
    this.isStarted = false
    const wasConnected = link.isOnline
    this.assembly.cut()
    this.assembly = assemble(this.options, this.program, true)
    this.station.firmware.fault = firmware.fault
    this.bootReason = isReboot ? 'Watchdog' : 'PowerUp'
    if (wasConnected) this.program.events.emit('disconnected', { code: 1006, reason: 'power cut' })
  }

  /** @throws ChargePointError why the body does not take it */
  apply(input: BodyInput): void {
    const refusal = this.station.body.apply(input)
    if (refusal !== undefined) throw refused(refusal, input)
  }

  /** @throws ChargePointError `UNKNOWN_EVSE` */
  evse(evseId: number, type: string): EvseState {
    const evse = evseOf(this.station.body.state, evseId)
    if (evse === undefined) throw refused('UNKNOWN_EVSE', { type, evseId })
    return evse
  }

  /** The connector that is in use. */
  pluggedAt(evseId: number): number | undefined {
    const evse = evseOf(this.station.body.state, evseId)
    return evse && pluggedConnector(evse)?.connectorId
  }

  /** Whether the connector is one that opens for drivers who have been let in alone. */
  hasShutter(evseId: number, connectorId: number): boolean {
    const connectors = evseOf(this.station.body.state, evseId)?.connectors
    return connectors?.some((one) => one.connectorId === connectorId && one.hasShutter === true) === true
  }

  /** Whose session it is. */
  tokenAt(evseId: number): Token | undefined {
    return evseOf(this.station.body.state, evseId)?.authorization?.token
  }

  /** Keeps the last such event of an EVSE from now on. */
  watch<Name extends 'transaction.started' | 'transaction.ended'>(name: Name, evseId: number): Watch<ChargePointEvents[Name]> {
    const watch: Watch<ChargePointEvents[Name]> = {
      seen: undefined,
      off: this.on(name, (event) => {
        if (event.evseId === evseId) watch.seen = event
      }),
    }
    return watch
  }
}

interface Watch<Event> {
  seen: Event | undefined
  off(): void
}

const insides = new WeakMap<object, Inside>()

/** Gives a station its inside, once. */
export const furnish = (station: object, options: ResolvedOptions): void => void insides.set(station, new Inside(options))

/** The inside of a station. */
export function insideOf(station: object): Inside {
  const inside = insides.get(station)
  if (inside === undefined) throw new TypeError('this is no station made by createChargePoint')
  return inside
}
