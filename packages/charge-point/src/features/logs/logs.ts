import type { Core } from '../../core.js'
import type { Outgoing } from '../../outgoing.js'
import { type FileTransfer, failureOf, inFolder, isReachable, type TransferFailure, type UploadFile } from '../files/transfer.js'
import type { SecurityEventsPort } from '../security/port.js'
import type { LogBook } from './log-book.js'
import { diagnosticsLog, logFileName, securityLog, type TimeWindow } from './log-file.js'
import type { UploadStatus } from './status.js'

export type LogKind = 'DiagnosticsLog' | 'SecurityLog' | 'DataCollectorLog'

/** What a csms wants to have. */
export interface LogOrder {
  readonly kind: LogKind
  /** Undefined in GetDiagnostics of 1.6. */
  readonly requestId: number | undefined
  readonly location: string
  /** Whether the location is a folder, however it ends (GetDiagnostics, 1.6 §6.25). */
  readonly isFolder: boolean
  readonly retries: number
  readonly retryIntervalS: number
  readonly window: TimeWindow
}

export interface UploadReport {
  readonly status: UploadStatus | 'Idle'
  readonly requestId: number | undefined
  /** Asked for by GetDiagnostics (1.6). */
  readonly isDiagnostics: boolean
  /** Why it failed, as the reason codes of 2.1 have it. */
  readonly reasonCode?: string | undefined
}

export interface LogsAdapter {
  /** Undefined where the version has no word for it. */
  statusNotification(report: UploadReport): Outgoing | undefined
}

export interface LogsParts {
  readonly files: FileTransfer
  readonly book: LogBook
  readonly securityEvents: SecurityEventsPort
  readonly csmsRoots: () => readonly string[]
}

export interface LogDecision {
  readonly status: 'Accepted' | 'AcceptedCanceled' | 'Rejected'
  /** Undefined if there is nothing to upload. */
  readonly fileName: string | undefined
  readonly run?: (() => void) | undefined
}

interface Upload {
  readonly order: LogOrder
  readonly address: string
  readonly file: UploadFile
  readonly transfer: AbortController
}

const timer = 'log upload'

const statuses: Readonly<Record<TransferFailure, UploadStatus>> = {
  failed: 'UploadFailure',
  redirected: 'UploadFailure',
  denied: 'PermissionDenied',
  badMessage: 'BadMessage',
  notSupported: 'NotSupportedOperation',
}

/** Delivers logs where the csms wants them, and tells it how that goes (N01, 1.6 §5.9). One at a time. */
export class Logs {
  private upload: Upload | undefined

  constructor(
    private readonly core: Core,
    private readonly adapter: LogsAdapter,
    private readonly parts: LogsParts,
  ) {}

  /** A new order takes the place of one under way (N01.FR.12, N01.FR.20). */
  request(order: LogOrder): LogDecision {
    const content = this.contentOf(order)
    if (content === '' || !isReachable(order.location)) return { status: 'Rejected', fileName: undefined }
    const name = logFileName(this.core.facts.identity, order.kind, this.core.time.nowMs())
    const file = { name, content: Buffer.from(content) }
    const previous = this.upload
    this.interrupt()
    const upload = { order, address: addressOf(order, name), file, transfer: new AbortController() }
    this.upload = upload
    return {
      status: previous === undefined ? 'Accepted' : 'AcceptedCanceled',
      fileName: name,
      run: () => {
        if (previous !== undefined) this.tell(previous, 'AcceptedCanceled')
        this.attempt(upload, 0)
      },
    }
  }

  /** What goes on, because the csms asks (N01.FR.13). */
  triggered(isDiagnostics: boolean): void {
    const order = this.upload?.order
    const isOne = order !== undefined && isDiagnosticsOrder(order) === isDiagnostics
    this.send(
      isOne ? { status: 'Uploading', requestId: order.requestId, isDiagnostics } : { status: 'Idle', requestId: undefined, isDiagnostics },
      true,
    )
  }

  /** An upload does not outlive the power; the csms asks again. */
  poweredOff(): void {
    this.interrupt()
  }

  private contentOf({ kind, window }: LogOrder): string {
    switch (kind) {
      case 'DiagnosticsLog':
        return diagnosticsLog(this.core, this.parts.book, window)
      case 'SecurityLog':
        return securityLog(this.parts.securityEvents.log, window)
      case 'DataCollectorLog':
        // The station has no DataCollector (2.1 N01.FR.24).
        return ''
    }
  }

  private attempt(upload: Upload, failures: number): void {
    if (this.upload !== upload) return
    this.transfer(upload, failures).catch((error: unknown) => this.failed(error))
  }

  /** The csms hears of each attempt and its end; the failure that is followed by no attempt is the last word (N01.FR.10). */
  private async transfer(upload: Upload, failures: number): Promise<void> {
    const { order, address, file } = upload
    const { signal } = upload.transfer
    this.tell(upload, 'Uploading')
    try {
      await this.parts.files.upload(address, file, { signal, trustedRoots: this.parts.csmsRoots() })
    } catch (error) {
      if (signal.aborted) return
      this.failed(error)
      const isLast = failures >= order.retries
      if (isLast) this.upload = undefined
      const failure = failureOf(error)
      this.tell(upload, statuses[failure], failure === 'redirected' ? 'RedirectNotAllowed' : undefined)
      if (!isLast) this.core.time.after(timer, order.retryIntervalS * 1000, () => this.attempt(upload, failures + 1))
      return
    }
    if (signal.aborted) return
    this.upload = undefined
    this.tell(upload, 'Uploaded')
  }

  private interrupt(): void {
    this.upload?.transfer.abort()
    this.upload = undefined
    this.core.time.cancel(timer)
  }

  private tell({ order }: Upload, status: UploadStatus, reasonCode?: string): void {
    this.core.events.emit('log.status', { status, requestId: order.requestId })
    this.send({ status, requestId: order.requestId, isDiagnostics: isDiagnosticsOrder(order), reasonCode }, false)
  }

  private send(report: UploadReport, isTriggered: boolean): void {
    const message = this.adapter.statusNotification(report)
    if (message !== undefined) this.core.link.call(message, { isTriggered }).catch((error: unknown) => this.failed(error))
  }

  private failed(error: unknown): void {
    this.core.events.emit('error', { error, during: 'log upload' })
  }
}

/** Those of GetDiagnostics have no id. */
const isDiagnosticsOrder = ({ requestId }: LogOrder): boolean => requestId === undefined

/** A location that ends with a slash names a folder (N01.FR.21), any other the file itself (2.1 N01.FR.29). */
function addressOf({ location, isFolder }: LogOrder, fileName: string): string {
  const { pathname, search } = new URL(location)
  const namesFolder = isFolder ? search === '' : pathname.endsWith('/')
  return namesFolder ? inFolder(location, fileName) : location
}
