import type { Core } from '../../core.js'
import type { Outgoing } from '../../outgoing.js'
import type { Decision } from '../decision.js'
import { type FileTransfer, isReachable } from '../files/transfer.js'
import type { SecurityEventsPort } from '../security/port.js'
import type { Activation } from './activation.js'
import { readImage } from './image.js'
import { keepVersion } from './installed-version.js'
import type { FirmwareOptions } from './options.js'
import { isAmong, isSignatureValid, isTrustedSigner } from './signature.js'
import { type FirmwareOrder, type FirmwareStatus, holdsSessionsBack, nextStep, type Situation, type Update } from './update.js'

export interface FirmwareReport {
  readonly status: FirmwareStatus | 'Idle'
  readonly requestId: number | undefined
  /** In 1.6 an update that is signed has messages of its own. */
  readonly isSigned: boolean
  /** The csms asked for it, and must get an answer. */
  readonly isTriggered: boolean
}

export interface FirmwareAdapter {
  /** Undefined where the version has no word for it. */
  statusNotification(report: FirmwareReport): Outgoing | undefined
  /** Whether a csms that asks learns of the last failure, or just that nothing goes on (1.6 §4.5). */
  readonly tellsFailureWhenAsked: boolean
}

export interface FirmwareParts {
  readonly files: FileTransfer
  readonly securityEvents: SecurityEventsPort
  readonly activation: Activation
  readonly manufacturerRoots: () => readonly string[]
  readonly csmsRoots: () => readonly string[]
}

/** A step of the installation that is to fail. */
export type FirmwareFault = 'InstallationFailed' | 'InstallVerificationFailed'

type OrderStatus = 'Accepted' | 'AcceptedCanceled' | 'InvalidCertificate' | 'RevokedCertificate' | 'Rejected'

const section = 'firmware'
const key = 'update'
const timer = 'firmware'
const farewellTimer = 'firmware farewell'
const longestWaitMs = 600_000
/** How long a csms gets to confirm the last message before the station restarts. */
const farewellMs = 10_000

/** Fetches, checks, installs and activates firmware, and tells the csms of each step (L01, L02, 1.6 §5.19). */
export class Firmware {
  /** What goes wrong with the next installation. */
  fault: FirmwareFault | undefined
  private update: Update | undefined
  /** A download, an installation or a pause between attempts is under way. */
  private isWorking = false
  private transfer: AbortController | undefined
  private isHolding = false

  constructor(
    private readonly core: Core,
    private readonly adapter: FirmwareAdapter,
    private readonly options: FirmwareOptions,
    private readonly parts: FirmwareParts,
  ) {
    this.update = core.state.load(section).get(key) as Update | undefined
    core.body.perform((effect) => {
      if (this.update === undefined || (effect.type !== 'transactionEnded' && effect.type !== 'authorizationLapsed')) return
      queueMicrotask(() => this.resume())
    })
  }

  /** The csms wants an update; one that is under way is cancelled (L01.FR.21–22, L01.FR.24, L01.FR.27). */
  request(order: FirmwareOrder): Decision<OrderStatus> {
    const { settings, time } = this.core
    if (!isReachable(order.location)) return { status: 'Rejected' }
    const { signing } = order
    if (signing === undefined) {
      // A signed update without its certificate is none (TC_L_18).
      if (!settings.values.acceptUnsignedFirmware) return { status: 'InvalidCertificate' }
    } else {
      const problem = this.problemOf(signing.certificate, time.nowMs())
      if (problem !== undefined) {
        return { status: problem, run: () => this.parts.securityEvents.raise('InvalidFirmwareSigningCertificate') }
      }
    }
    const isReplacing = this.update !== undefined && this.update.stage !== 'over'
    if (isReplacing && !this.options.cancellable) return { status: 'Rejected' }
    if (isReplacing) this.interrupt()
    return { status: isReplacing ? 'AcceptedCanceled' : 'Accepted', run: () => this.begin(order) }
  }

  /** What goes on, because the csms asks (L01.FR.25–26). */
  triggered(isSigned: boolean): void {
    const { update } = this
    const status = update?.status
    const isIdle = status === undefined || status === 'Installed' || (update?.stage === 'over' && !this.tellsFailure(isSigned))
    const report = isIdle ? ({ status: 'Idle', requestId: undefined } as const) : { status, requestId: update?.requestId }
    const message = this.adapter.statusNotification({ ...report, isSigned, isTriggered: true })
    if (message !== undefined) this.send(message, true).catch((error: unknown) => this.failed(error))
  }

  poweredOn(): void {
    if (this.update?.stage === 'activated') this.finish()
    else this.resume()
  }

  poweredOff(): void {
    this.interrupt()
  }

  /** Accepted or back online: what the csms has not heard is told now. */
  online(): void {
    const { update } = this
    if (update !== undefined && !update.isTold) this.tellNow(update).catch((error: unknown) => this.failed(error))
  }

  private begin(order: FirmwareOrder): void {
    this.set({ ...order, stage: 'download', image: undefined, status: undefined, isTold: true })
    this.resume()
  }

  private problemOf(signer: string, nowMs: number): 'InvalidCertificate' | 'RevokedCertificate' | undefined {
    if (!isTrustedSigner(signer, this.parts.manufacturerRoots(), nowMs)) return 'InvalidCertificate'
    return isAmong(signer, this.options.revokedSigners) ? 'RevokedCertificate' : undefined
  }

  /** Does what is due. Called whenever something changes that an update may wait for. */
  resume(): void {
    const { update } = this
    if (update === undefined || this.isWorking || !this.core.link.isPowered) return
    const situation = this.situation()
    const step = nextStep(update, situation)
    this.hold(holdsSessionsBack(step, situation, this.core.settings.values.allowNewSessionsPendingFirmware))
    switch (step.kind) {
      case 'wait':
        if (step.status !== undefined && step.status !== update.status) this.enter(step.status)
        if (step.untilMs !== undefined) this.lookAgainIn(step.untilMs - situation.nowMs)
        return
      case 'download':
        return this.work(this.download(update, 0))
      case 'install':
        return this.install()
      case 'activate':
        return this.work(this.activate(update))
    }
  }

  /** Before the time is up as well, for the csms may set the clock. */
  private lookAgainIn(ms: number): void {
    this.core.time.after(timer, Math.min(ms, longestWaitMs), () => this.resume())
  }

  private situation(): Situation {
    const { body, time } = this.core
    const isBusy = body.state.evses.some(({ transaction, authorization }) => transaction !== undefined || authorization !== undefined)
    return { nowMs: time.nowMs(), isBusy, whileCharging: this.options.whileCharging, activation: this.options.activation }
  }

  private work(task: Promise<void>): void {
    task.catch((error: unknown) => this.failed(error))
  }

  private async download(update: Update, failures: number): Promise<void> {
    const { location } = update
    const transfer = new AbortController()
    const { signal } = transfer
    this.isWorking = true
    this.transfer = transfer
    this.enter('Downloading')
    try {
      const [content] = await Promise.all([
        this.parts.files.download(location, { signal, trustedRoots: this.parts.csmsRoots() }),
        this.pause(this.options.downloadMs),
      ])
      if (!signal.aborted) this.downloaded(update, content)
    } catch (error) {
      if (signal.aborted) return
      this.failed(error)
      if (failures >= update.retries) return this.end('DownloadFailed')
      this.core.time.after(timer, update.retryIntervalS * 1000, () => this.work(this.download(update, failures + 1)))
    }
  }

  private downloaded({ signing, location }: Update, content: Uint8Array): void {
    this.enter('Downloaded')
    if (signing !== undefined) {
      if (!isSignatureValid(content, signing)) {
        this.end('InvalidSignature')
        this.parts.securityEvents.raise('InvalidFirmwareSignature')
        return
      }
      this.enter('SignatureVerified')
    }
    this.isWorking = false
    this.change({ stage: 'install', image: readImage(content, location) })
    this.resume()
  }

  private install(): void {
    this.isWorking = true
    this.enter('Installing')
    this.core.time.after(timer, this.options.installMs, () => {
      if (this.fault !== undefined) return this.end(this.fault)
      if (this.update?.image?.isIntact !== true) return this.end('InstallVerificationFailed')
      this.isWorking = false
      this.change({ stage: 'activate' })
      this.resume()
    })
  }

  /** The new firmware takes over; it is the one that tells of its success (L01.FR.32, option a). */
  private async activate({ image }: Update): Promise<void> {
    this.isWorking = true
    const { activation } = this.parts
    if (this.options.activation === 'reconnect') {
      this.activated(image?.version)
      await activation.reconnect('FirmwareUpdate')
      return this.finish()
    }
    const isStillWanted = activation.plan()
    const told = this.announce('InstallRebooting').catch((error: unknown) => this.failed(error))
    this.activated(image?.version)
    const timeUp = new Promise<void>((resolve) => this.core.time.after(farewellTimer, farewellMs, resolve))
    await Promise.race([told, timeUp])
    this.core.time.cancel(farewellTimer)
    if (isStillWanted()) await activation.cycle('FirmwareUpdate')
  }

  private activated(version: string | undefined): void {
    if (version !== undefined) keepVersion(this.core.state, version)
    this.change({ stage: 'activated' })
  }

  private finish(): void {
    this.end('Installed')
    this.parts.securityEvents.raise('FirmwareUpdated')
  }

  private end(status: FirmwareStatus): void {
    this.isWorking = false
    this.transfer = undefined
    this.change({ stage: 'over' })
    this.enter(status)
    this.hold(false)
  }

  /** Leaves off half way; what is written down tells where to begin again. */
  private interrupt(): void {
    this.transfer?.abort()
    this.transfer = undefined
    this.isWorking = false
    this.core.time.cancel(timer)
    this.core.time.cancel(farewellTimer)
  }

  private enter(status: FirmwareStatus): void {
    this.announce(status).catch((error: unknown) => this.failed(error))
  }

  /** Resolves when the csms has heard of it, or cannot hear now. */
  private async announce(status: FirmwareStatus): Promise<void> {
    const { update } = this
    if (update === undefined) return
    const entered = { ...update, status, isTold: false }
    this.set(entered)
    this.core.events.emit('firmware.status', { status, requestId: update.requestId })
    await this.tellNow(entered)
  }

  private async tellNow(update: Update): Promise<void> {
    const { status, requestId, signing } = update
    const message = status && this.adapter.statusNotification({ status, requestId, isSigned: signing !== undefined, isTriggered: false })
    if (message === undefined) return this.told(update)
    const { link } = this.core
    if (!link.maySpeak) return
    try {
      await this.send(message, false)
    } finally {
      // A refusal has been heard too; without a connection it is told again.
      if (link.isOnline) this.told(update)
    }
  }

  private told({ requestId, status }: Update): void {
    if (this.update?.requestId === requestId && this.update?.status === status) this.change({ isTold: true })
  }

  private send(message: Outgoing, isTriggered: boolean): Promise<object> {
    return this.core.link.call(message, { isTriggered })
  }

  private tellsFailure(isSigned: boolean): boolean {
    return isSigned || this.adapter.tellsFailureWhenAsked
  }

  private hold(isHeld: boolean): void {
    if (this.isHolding === isHeld) return
    this.isHolding = isHeld
    this.core.body.apply({ type: 'sessionsHeld', isHeld })
  }

  private pause(ms: number): Promise<void> {
    if (ms === 0) return Promise.resolve()
    return new Promise((resolve) => this.core.time.after(timer, ms, resolve))
  }

  private change(patch: Partial<Update>): void {
    if (this.update !== undefined) this.set({ ...this.update, ...patch })
  }

  private set(update: Update): void {
    this.update = update
    this.core.state.put(section, key, update)
  }

  private failed(error: unknown): void {
    this.core.events.emit('error', { error, during: 'firmware update' })
  }
}
