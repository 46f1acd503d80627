import {
  type ActionFacts,
  type AnyConnection,
  type CallAction,
  type CallOptions,
  Emitter,
  type Handler,
  type HandlerMap,
  type ReceivedAction,
  type RequestOf,
  type ResponseOf,
} from '@ocpp-kit/rpc'
import { type Assembly, assemble, type Program } from './assemble.js'
import { type AdditionalInfo, createEv, type EvOptions, type EvseState, evseOf, pluggedConnector, type Token } from './body/index.js'
import type { BodyInput } from './body-shell.js'
import { checkOneOf, checkText } from './checks.js'
import { ChargePointError, refused } from './errors.js'
import type { ChargePointEvents, EndedTransaction, StartedTransaction } from './events.js'
import type { CardResult } from './features/authorization/authorization.js'
import { printed } from './features/authorization/secret.js'
import type { BootReason } from './features/boot/boot.js'
import { customerSection } from './features/customer-information/records.js'
import { type DataTransferHandler, DataTransfers } from './features/data-transfer/data-transfer.js'
import type { FirmwareFault } from './features/firmware/firmware.js'
import type { ChainStatus, EvCertificateRequest, EvCertificateResult } from './features/iso15118/iso15118.js'
import type { Reading } from './features/metering/reading.js'
import { checkFirmwareEvent, type FirmwareEvent } from './features/monitoring/firmware-event.js'
import { type SecurityEventType, securityLogLines } from './features/security/event.js'
import { type ChargingWish, type NeedsAnswer, tellNeeds } from './features/smart-charging/charging-needs.js'
import { checkExternalLimit, type ExternalLimit, setExternalLimit } from './features/smart-charging/external-limits.js'
import { setPriority } from './features/smart-charging/priority.js'
import { type ChargePointOptions, type ResolvedOptions, resolveOptions } from './options.js'
import { type Senders, senderMethods } from './senders.js'
import { checkSettings } from './setting-rules.js'
import type { Settings } from './settings.js'
import { type ChargePointState, snapshot } from './snapshot.js'
import type { AnyStationHandler } from './transport.js'
import type { StationVersion } from './version.js'

export interface Place {
  /** Default 1. */
  readonly evseId?: number | undefined
  /** Default: the one in use, else 1. */
  readonly connectorId?: number | undefined
}

export interface Card {
  /** Where it is held up. Default: at the station, which finds a fitting EVSE. */
  readonly evseId?: number | undefined
  readonly idToken: string
  /** The type of 2.x, e.g. `KeyCode` for a pin that is typed in. Default `ISO14443`. */
  readonly type?: string | undefined
  /** What goes along with it in 2.x, e.g. the details of a payment card. */
  readonly additionalInfo?: readonly AdditionalInfo[] | undefined
  /** Where the holder of a master pass ends the sessions, as chosen on the display. Default: at all EVSEs (C16). */
  readonly stopAt?: readonly number[] | undefined
}

/** See {@link ChargePoint.limitTransaction}. */
export interface TransactionLimits {
  /** Default 1. */
  readonly evseId?: number | undefined
  readonly maxEnergyWh?: number | undefined
  readonly maxTimeS?: number | undefined
  readonly maxSocPercent?: number | undefined
  readonly maxCost?: number | undefined
}

/** A virtual charging station, with a `send…` method for each message of its version. */
export type ChargePoint<V extends StationVersion = StationVersion> = StationControl<V> & Senders<V>

/** What can be done with a station of any version. */
export class StationControl<V extends StationVersion = StationVersion> {
  /** Tells those who wait for acceptance that it will not come. */
  private readonly stopped = new Emitter<{ stopped: undefined }>()
  private readonly program: Program = { events: new Emitter(), handlers: new Map(), dataTransfers: new DataTransfers() }
  private assembly: Assembly
  private isStarted = false
  private bootReason: BootReason = 'PowerUp'

  /** Made by {@link createChargePoint}. */
  constructor(private readonly options: ResolvedOptions) {
    this.assembly = assemble(options, this.program)
    this.version = options.version.version
    this.actions = options.version.actions
  }

  readonly version: V['version']
  private readonly actions: Readonly<Record<string, ActionFacts>>

  get identity(): string {
    return this.assembly.station.facts.identity
  }

  get state(): ChargePointState {
    return snapshot(this.assembly.station)
  }

  get settings(): Settings {
    return this.assembly.station.settings.values
  }

  /**
   * Changes the configuration as a technician would, at the station itself; all of it or, if anything is wrong, nothing.
   * @throws TypeError naming the setting that is wrong
   */
  configure(settings: Partial<Settings>): void {
    this.assembly.station.settings.change(checkSettings(settings))
  }

  /**
   * Switches the station on. It connects, boots, and keeps trying for as long as it takes.
   * Resolves when the csms has accepted it; need not be awaited.
   * @throws ChargePointError `STOPPED` it was stopped before that
   */
  start(): Promise<void> {
    if (this.isStarted) return Promise.resolve()
    this.isStarted = true
    return this.switchOn('accepted', false)
  }

  /** Switches the station off, and closes the connection. What it was doing stays as it is. */
  async stop(): Promise<void> {
    this.isStarted = false
    this.assembly.station.link.isManual = false
    this.stopped.emit('stopped', undefined)
    await this.assembly.power.off()
  }

  /**
   * Opens the connection and leaves everything else to you: nothing is sent but by `call` and the `send…` methods, no boot, no
   * status, no heartbeat. Requests of the csms are answered as ever. `start()` makes it a station again.
   * Resolves when the connection is open; it comes back by itself after a loss.
   * @throws ChargePointError `STOPPED` it was stopped before that
   */
  connect(): Promise<void> {
    if (this.isStarted || this.assembly.station.link.isManual) return Promise.resolve()
    return this.switchOn('connected', true)
  }

  /** Closes the connection that `connect()` or `start()` opened. */
  disconnect(): Promise<void> {
    return this.stop()
  }

  /**
   * The mains fail, in the middle of whatever it is. All that the station has in RAM is gone; what `state` holds survives, and so do the
   * listeners and handlers of the program. People and cars can come and go meanwhile, and the station notices it once it has power again.
   * Does nothing where it is off.
   * @param options.cause `Reboot`: not the mains but the station failed, and its watchdog restarts it. Default `PowerLoss`
   */
  powerCut({ cause = 'PowerLoss' }: { readonly cause?: 'PowerLoss' | 'Reboot' | undefined } = {}): void {
    const { link } = this.assembly.station
    if (!this.isStarted && !link.isManual) return
    this.isStarted = false
    const wasConnected = link.isOnline
    const { fault } = this.assembly.station.firmware
    this.assembly.cut()
    this.assembly = assemble(this.options, this.program, true)
    this.assembly.station.firmware.fault = fault
    this.bootReason = cause === 'Reboot' ? 'Watchdog' : 'PowerUp'
    if (wasConnected) this.program.events.emit('disconnected', { code: 1006, reason: 'power cut' })
  }

  /**
   * Power is back: the station boots. Transactions that the power cut interrupted end with reason PowerLoss or, in 2.1 and within
   * `txResumptionTimeoutS`, go on (E17). Resolves when the csms has accepted it, as {@link start} does.
   * @throws ChargePointError `STOPPED` it was stopped before that
   */
  powerRestored(): Promise<void> {
    return this.start()
  }

  // ── what people and cars do ─────────────────────────────────────────────────────────────────────────────────────

  /**
   * A car is plugged in. One with a `contract` asks to charge on it by itself where `plugAndChargeEnabled` (2.x, C07), and any may
   * where `authEnabled` is false (2.x).
   * @throws ChargePointError the place is taken or does not exist
   */
  plugIn({ evseId = 1, connectorId = 1, ev }: Place & { readonly ev?: EvOptions | undefined } = {}): void {
    const { authorizer, events } = this.assembly.station
    this.apply({ type: 'pluggedIn', evseId, connectorId, ev: createEv(ev) })
    authorizer.carArrived(evseId).catch((error: unknown) => events.emit('error', { error, during: 'Plug & Charge' }))
  }

  /** The car leaves. @throws ChargePointError there is none */
  unplug({ evseId = 1, connectorId }: Place = {}): void {
    const plugged = this.pluggedAt(evseId)
    this.apply({ type: 'unplugged', evseId, connectorId: connectorId ?? plugged ?? 1 })
  }

  /** A car comes into the bay, where the station can tell; it plugs in later, or never. @throws ChargePointError `BAY_TAKEN` */
  enterBay({ evseId = 1 }: { readonly evseId?: number | undefined } = {}): void {
    this.apply({ type: 'bayEntered', evseId })
  }

  /** The car leaves the bay. @throws ChargePointError `BAY_EMPTY` · `ALREADY_PLUGGED_IN` its cable is still in */
  leaveBay({ evseId = 1 }: { readonly evseId?: number | undefined } = {}): void {
    this.apply({ type: 'bayLeft', evseId })
  }

  /** The car ends the session by itself (ISO 15118 SessionStop; 2.x E15). @throws ChargePointError `NOT_AUTHORIZED` there is none */
  stopByEv({ evseId = 1 }: { readonly evseId?: number | undefined } = {}): void {
    this.apply({ type: 'authorizationEnded', evseId, cause: 'stoppedByEv' })
  }

  /** Somebody hits the emergency button of an EVSE, or of the station: what runs there ends at once. */
  emergencyStop({ evseId }: { readonly evseId?: number | undefined } = {}): void {
    this.apply({ type: 'stopped', evseId, cause: 'emergencyStop' })
  }

  /**
   * The driver limits what the transaction may come to; energy stops there. Told in 2.1 (E16), obeyed in all versions.
   * @param limits.maxEnergyWh from the start of the transaction
   * @param limits.maxTimeS from the start of the transaction
   * @param limits.maxSocPercent of the car's battery
   * @param limits.maxCost in the currency of the tariff; holds to what the csms tells of the costs
   * @throws ChargePointError `NO_TRANSACTION` · `LIMIT_TOO_HIGH` the csms allows less
   */
  limitTransaction({ evseId = 1, maxEnergyWh, maxTimeS, maxSocPercent, maxCost }: TransactionLimits): void {
    const given = { energyWh: maxEnergyWh, timeS: maxTimeS, socPercent: maxSocPercent, cost: maxCost }
    for (const [name, value] of Object.entries(given)) {
      if (value !== undefined && !Number.isFinite(value)) throw new TypeError(`the limit of ${name} must be a number, not ${String(value)}`)
    }
    const limit = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
    this.assembly.station.transactions.limit(evseId, limit)
  }

  /**
   * Somebody holds up a card, or types in a pin (`type: 'KeyCode'`). It begins a session, ends the own one or that of the same group,
   * ends all as a master pass, lets go of a plug that was kept for it, or is refused. Resolves when it is clear what comes of it.
   * @throws ChargePointError `UNKNOWN_EVSE` · `NO_POWER`
   * @throws TypeError the token is empty or too long for the version
   */
  async presentCard({ evseId, idToken, type = 'ISO14443', additionalInfo, stopAt }: Card): Promise<CardResult> {
    const { authorizer, body } = this.assembly.station
    if (body.state.dark !== undefined) throw new ChargePointError('NO_POWER', 'presentCard: the station has no power')
    if (type !== 'NoAuthorization') checkText('idToken', idToken, authorizer.maxTokenLength)
    return authorizer.presentCard({ token: { idToken, type, additionalInfo }, evseId, stopAt })
  }

  /** Somebody presses the start button of a station that has one: nobody is asked, and pressing again ends the session (C02). */
  pressStart({ evseId }: { readonly evseId?: number | undefined } = {}): Promise<CardResult> {
    return this.presentCard({ evseId, idToken: '', type: 'NoAuthorization' })
  }

  /**
   * Plugs in, if no car is there, and holds up a card. Resolves with the transaction, be it that the card began it or the cable.
   * @throws ChargePointError `TOKEN_REFUSED` the card was not let in
   * @throws ChargePointError `NOTHING_STARTED` it was, but nothing began by the start points in force, e.g. EnergyTransfer with a full car
   * @throws ChargePointError `ALREADY_AUTHORIZED` a session is under way, which the card would end
   */
  async startCharging({
    evseId = 1,
    connectorId,
    ev,
    ...card
  }: Card & Place & { readonly ev?: EvOptions | undefined }): Promise<StartedTransaction> {
    if (this.tokenAt(evseId) !== undefined) throw refused('ALREADY_AUTHORIZED', { type: 'startCharging', evseId })
    const { transactions } = this.assembly.station
    const watch = this.watch('transaction.started', evseId)
    try {
      if (this.pluggedAt(evseId) === undefined) this.plugIn({ evseId, connectorId, ev })
      const { outcome, status } = await this.presentCard({ ...card, evseId })
      if (outcome !== 'started')
        throw new ChargePointError('TOKEN_REFUSED', `${printed(card)} started nothing at EVSE ${evseId}: ${status}`)
      const started = transactions.startedAt(evseId) ?? watch.seen
      if (started !== undefined) return started
      const points = this.settings.txStartPoints.join(', ')
      throw new ChargePointError(
        'NOTHING_STARTED',
        `${printed(card)} was let in at EVSE ${evseId}, where txStartPoints (${points}) begin nothing`,
      )
    } finally {
      watch.off()
    }
  }

  /**
   * The driver ends the session with the card that began it; the car stays.
   * @throws ChargePointError `NOT_AUTHORIZED` nobody has been let in
   * @throws ChargePointError `NOTHING_ENDED` the session is over, but the stop points in force end no transaction, e.g. EVConnected alone
   */
  async stopCharging({ evseId = 1 }: { readonly evseId?: number | undefined } = {}): Promise<EndedTransaction> {
    const token = this.tokenAt(evseId)
    if (token === undefined) throw new ChargePointError('NOT_AUTHORIZED', `nobody has been let in at EVSE ${evseId}`)
    const watch = this.watch('transaction.ended', evseId)
    try {
      await this.presentCard({ ...token, evseId })
      if (watch.seen !== undefined) return watch.seen
      const points = this.settings.txStopPoints.join(', ')
      throw new ChargePointError('NOTHING_ENDED', `${printed(token)} has left EVSE ${evseId}, where txStopPoints (${points}) end nothing`)
    } finally {
      watch.off()
    }
  }

  /** The car pauses, or goes on. */
  setEvReady({ evseId = 1, connectorId = 1, isReady }: Place & { readonly isReady: boolean }): void {
    this.apply({ type: 'evChanged', evseId, connectorId, isReady })
  }

  /** Something breaks. The name is that of a 1.6 error code, or any other. */
  setFault({ evseId = 1, connectorId = 1, fault }: Place & { readonly fault: string }): void {
    this.apply({ type: 'faulted', evseId, connectorId, fault })
  }

  clearFault({ evseId = 1, connectorId = 1, fault }: Place & { readonly fault: string }): void {
    this.apply({ type: 'faultCleared', evseId, connectorId, fault })
  }

  /** Limits an EVSE beside its own maximum; `undefined` lifts the limit. */
  setLimit({ evseId = 1, limitW }: { readonly evseId?: number | undefined; readonly limitW: number | undefined }): void {
    this.apply({ type: 'limitChanged', evseId, limitW })
  }

  /**
   * Makes each installation of firmware fail at this step from now on; `undefined` lets them succeed again (L01.FR.29).
   * @throws TypeError it is none of these
   */
  setFirmwareFault(fault: FirmwareFault | undefined): void {
    this.assembly.station.firmware.fault = checkOneOf(
      'fault',
      fault,
      ['InstallationFailed', 'InstallVerificationFailed', undefined],
      undefined,
    )
  }

  /**
   * A limit from somebody else than the csms, e.g. the energy management of the building: obeyed at once, and told to the csms with
   * NotifyChargingLimit (2.x). Without `limitW` and `schedule` it is lifted, with ClearedChargingLimit (K11–K14, 2.1 K27).
   * @returns whether the station listens to such limits (`externalControlSignals`, in 2.1 also `externalConstraintsDisallowed`)
   * @throws ChargePointError `UNKNOWN_EVSE`
   * @throws TypeError a limit is not a number from 0 on
   */
  setExternalLimit(limit: ExternalLimit): boolean {
    const { station } = this.assembly
    checkExternalLimit(limit)
    if (limit.evseId !== undefined && limit.evseId !== 0) this.evse(limit.evseId, 'setExternalLimit')
    return setExternalLimit(station.smartCharging, limit)
  }

  /**
   * The car tells what it wants, as one that speaks ISO 15118 does at the start and whenever it changes its mind (2.x K15, K17). The csms may
   * set a profile for it, to which the car answers with a plan of its own. Resolves with what the csms says; `NoChargingProfile` in 1.6.
   * @throws ChargePointError `NOT_PLUGGED_IN`, `NO_TRANSACTION` or `UNKNOWN_EVSE`
   */
  async requestEnergy({ evseId = 1, ...wish }: ChargingWish = {}): Promise<NeedsAnswer> {
    const evse = this.evse(evseId, 'requestEnergy')
    const ev = pluggedConnector(evse)?.ev
    if (ev === undefined) throw refused('NOT_PLUGGED_IN', { type: 'requestEnergy', evseId })
    if (evse.transaction === undefined) throw new ChargePointError('NO_TRANSACTION', `no transaction runs at EVSE ${evseId}`)
    return tellNeeds(this.assembly.station.smartCharging, evse, ev, wish)
  }

  /**
   * The driver asks at the station for as much power as there is, or no longer (2.1 K22).
   * @throws ChargePointError `UNKNOWN_EVSE`, `NO_TRANSACTION` or `NO_PRIORITY_PROFILE`
   */
  setPriorityCharging({ evseId = 1, isActive }: { readonly evseId?: number | undefined; readonly isActive: boolean }): void {
    this.evse(evseId, 'setPriorityCharging')
    const result = setPriority(this.assembly.station.smartCharging, evseId, isActive)
    if (result === 'Rejected') throw new ChargePointError('NO_TRANSACTION', `no transaction runs at EVSE ${evseId}`)
    if (result === 'NoProfile') throw new ChargePointError('NO_PRIORITY_PROFILE', `there is no profile for priority at EVSE ${evseId}`)
  }

  /**
   * Asks the car to give energy back, as far as it can, instead of taking any; 0 ends it (V2X).
   * @throws TypeError `dischargeW` is not a number from 0 on
   */
  setDischarge({ evseId = 1, dischargeW }: { readonly evseId?: number | undefined; readonly dischargeW: number }): void {
    if (!(dischargeW >= 0)) throw new TypeError(`dischargeW must be a number from 0 on, not ${String(dischargeW)}`)
    this.apply({ type: 'dischargeChanged', evseId, dischargeW })
  }

  readMeter(evseId = 1): Reading {
    return this.assembly.station.metering.read(evseId)
  }

  /**
   * The firmware tells something by itself, without a monitor: a HardWiredNotification (2.x N07).
   * @throws ChargePointError `NOT_IN_VERSION` 1.6 has no such events
   * @throws TypeError the station has no such variable, or a field is out of range
   */
  reportEvent({ component, variable, ...event }: FirmwareEvent): void {
    const { model, monitoring } = this.assembly.station
    if (model === undefined || monitoring === undefined) {
      throw new ChargePointError('NOT_IN_VERSION', `OCPP ${this.version} has no events of variables`)
    }
    const found = model.find(this.assembly.station, component, variable)
    if (typeof found === 'string') throw new TypeError(`${component.name}.${variable.name}: ${found}`)
    monitoring.notify({ ...checkFirmwareEvent(event), component: found.component, variable: found.name })
  }

  /**
   * Stores something about a customer at the station, in the place of what was stored there before. A csms can have it told and
   * cleared by its customerIdentifier (2.x N09, N10).
   * @throws TypeError an argument is no text of 1 to 64, or 10,000, characters
   */
  storeCustomerData(customerIdentifier: string, data: string): void {
    const key = checkText('customerIdentifier', customerIdentifier, 64).toLowerCase()
    this.assembly.station.state.put(customerSection, key, checkText('data', data, 10_000))
  }

  // ── security ────────────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * Something happens to the security of the station, e.g. `TamperDetectionActivated`: it is written into the security log and, where
   * it is critical, told to the csms, if need be later (2.x A04). A name that the specification does not have counts as critical.
   */
  raiseSecurityEvent({
    type,
    techInfo,
  }: {
    readonly type: SecurityEventType | (string & {})
    readonly techInfo?: string | undefined
  }): void {
    this.assembly.station.securityEvents.raise(type, techInfo)
  }

  /** The security log, a line for each event, oldest first; the last 200. */
  securityLog(): readonly string[] {
    return securityLogLines(this.assembly.station.securityEvents.log)
  }

  /**
   * A car asks its provider for a contract certificate, through the station and the csms (2.x M01, M02); EXI goes through as it is.
   * @throws ChargePointError `NOT_IN_VERSION` 1.6 has no such message · `NOT_ENABLED` `contractCertificateInstallation` is off
   * @throws ChargePointError `OFFLINE` · `NOT_ACCEPTED`
   */
  requestEvCertificate(request: EvCertificateRequest): Promise<EvCertificateResult> {
    return this.assembly.station.iso15118.requestEvCertificate(request)
  }

  /**
   * Asks the csms whether a car's certificates are revoked: PEM of the chain, leaf first; those that name an OCSP responder (2.1 M07).
   * What the csms has said is kept until its next update, at most for a week.
   * @throws ChargePointError `NOT_IN_VERSION` before 2.1 · `OFFLINE` · `NOT_ACCEPTED`
   */
  checkVehicleChain(pem: string): Promise<readonly ChainStatus[]> {
    return this.assembly.station.iso15118.checkVehicleChain(pem)
  }

  // ── messages ────────────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * Sends any request of the version at once, past everything the station would do by itself.
   * @throws ChargePointError `OFFLINE`
   * @throws OcppError the csms answered CALLERROR, or a payload breaks its schema
   */
  call<A extends CallAction<V, 'station'>>(action: A, request: RequestOf<V, A>, options?: CallOptions): Promise<ResponseOf<V, A>> {
    return this.send(action, request as object, options) as Promise<ResponseOf<V, A>>
  }

  /**
   * Any message of the version by its name, e.g. read from a script; the payload is checked all the same.
   * Resolves with the answer; with undefined for a SEND of 2.1, which has none.
   * @throws TypeError the version has no such message, or none that a station sends
   * @throws ChargePointError `OFFLINE`
   * @throws OcppError the csms answered CALLERROR, or a payload breaks its schema
   */
  async send(action: string, payload: object = {}, options?: CallOptions): Promise<object | undefined> {
    const facts = Object.hasOwn(this.actions, action) ? this.actions[action] : undefined
    if (facts === undefined || facts.sentBy === 'csms') {
      throw new TypeError(`OCPP ${this.version} has no message ${JSON.stringify(action)} that a station sends`)
    }
    const connection = this.connection(action)
    if (facts.kind === 'call') return connection.callUntyped(action, payload, options)
    await connection.sendUntyped(action, payload, options)
    return undefined
  }

  /** Answers an action in a way of one's own, instead of the station's. */
  handle<A extends ReceivedAction<V, 'station'>>(
    _protocol: { readonly version: V['version'] },
    action: A,
    handler: NoInfer<Handler<V, 'station', A>>,
  ): void {
    this.program.handlers.set(action, handler as unknown as AnyStationHandler)
  }

  /** Sets several handlers. */
  implement(_protocol: { readonly version: V['version'] }, handlers: NoInfer<HandlerMap<V, 'station'>>): void {
    for (const [action, handler] of Object.entries(handlers)) this.program.handlers.set(action, handler as AnyStationHandler)
  }

  /**
   * Answers DataTransfer of one vendor: a certain message or, without `messageId`, all that no other handler takes (P01, 1.6 §5.6).
   * A vendor nobody answers for gets UnknownVendorId, an unknown message of another one UnknownMessageId.
   * The returned function removes the handler.
   * @throws TypeError `vendorId` or `messageId` is longer than its field or empty, or the handler is no function
   */
  onDataTransfer(vendorId: string, handler: DataTransferHandler): () => void
  onDataTransfer(vendorId: string, messageId: string | undefined, handler: DataTransferHandler): () => void
  onDataTransfer(
    vendorId: string,
    ...rest: readonly [DataTransferHandler] | readonly [string | undefined, DataTransferHandler]
  ): () => void {
    const [messageId, handler] = rest.length === 1 ? [undefined, rest[0]] : rest
    checkText('vendorId', vendorId, 255)
    if (messageId !== undefined) checkText('messageId', messageId, 50)
    if (typeof handler !== 'function') throw new TypeError('onDataTransfer: the handler must be a function')
    return this.program.dataTransfers.add(vendorId, messageId, handler)
  }

  /** Adds a listener; the returned function removes it. */
  on<Name extends keyof ChargePointEvents>(name: Name, listener: (event: ChargePointEvents[Name]) => void): () => void {
    const off = this.program.events.on(name, listener)
    if (name === 'message') this.assembly.watch.listen()
    return off
  }

  /** Resolves with the next such event. */
  once<Name extends keyof ChargePointEvents>(name: Name): Promise<ChargePointEvents[Name]> {
    return new Promise((resolve) => {
      const off = this.on(name, (event) => {
        off()
        resolve(event)
      })
    })
  }

  private connection(action: string): AnyConnection {
    const { connection } = this.assembly.station.link
    if (connection === undefined) throw new ChargePointError('OFFLINE', `${action}: there is no connection to the csms`)
    return connection
  }

  /** Resolves with the first such event, need not be awaited. */
  private switchOn(until: 'accepted' | 'connected', isManual: boolean): Promise<void> {
    const { station, power } = this.assembly
    const done = new Promise<void>((resolve, reject) => {
      const offs = [
        this.on(until, () => finish(resolve)),
        this.stopped.on('stopped', () => finish(() => reject(new ChargePointError('STOPPED', 'the station was stopped')))),
      ]
      const finish = (settle: () => void): void => {
        for (const off of offs) off()
        settle()
      }
    })
    done.catch(() => {})
    station.link.isManual = isManual
    power.on(this.bootReason)
    this.bootReason = 'PowerUp'
    return done
  }

  private evse(evseId: number, type: string): EvseState {
    const evse = evseOf(this.assembly.station.body.state, evseId)
    if (evse === undefined) throw refused('UNKNOWN_EVSE', { type, evseId })
    return evse
  }

  private apply(input: BodyInput): void {
    const refusal = this.assembly.station.body.apply(input)
    if (refusal !== undefined) throw refused(refusal, input)
  }

  private pluggedAt(evseId: number): number | undefined {
    const evse = evseOf(this.assembly.station.body.state, evseId)
    return evse && pluggedConnector(evse)?.connectorId
  }

  private tokenAt(evseId: number): Token | undefined {
    return evseOf(this.assembly.station.body.state, evseId)?.authorization?.token
  }

  /** Keeps the last such event of an EVSE from now on. */
  private watch<Name extends 'transaction.started' | 'transaction.ended'>(name: Name, evseId: number): Watch<ChargePointEvents[Name]> {
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

/** Makes a station; nothing happens until it is started. @throws TypeError an option is wrong */
export function createChargePoint<V extends StationVersion>(options: ChargePointOptions<V>): ChargePoint<V> {
  const resolved = resolveOptions(options as unknown as ChargePointOptions)
  return new (classFor(resolved.version))(resolved) as unknown as ChargePoint<V>
}

type StationClass = new (options: ResolvedOptions) => StationControl

const classes = new WeakMap<StationVersion, StationClass>()

/** {@link StationControl} with the {@link Senders} of a version; one class for all its stations. */
function classFor(version: StationVersion): StationClass {
  const known = classes.get(version)
  if (known !== undefined) return known
  const Base: StationClass = StationControl
  const OfVersion = class ChargePoint extends Base {}
  Object.assign(OfVersion.prototype, senderMethods(version))
  classes.set(version, OfVersion)
  return OfVersion
}
