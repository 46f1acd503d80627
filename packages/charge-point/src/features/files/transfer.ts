/** Why a file did not get across, as far as the other side let it be known. */
export type TransferFailure = 'failed' | 'denied' | 'badMessage' | 'notSupported' | 'redirected'

/** Thrown by a {@link FileTransfer}; any other error counts as `failed`. */
export class TransferError extends Error {
  override readonly name = 'TransferError'

  constructor(
    readonly reason: TransferFailure,
    description: string,
    options?: ErrorOptions,
  ) {
    super(description, options)
  }
}

export interface TransferOptions {
  /** Ends the transfer half way. */
  readonly signal: AbortSignal
  /** Certificates (PEM) trusted beside those of the system, e.g. the root of the csms (N01.FR.15–16). */
  readonly trustedRoots: readonly string[]
}

export interface UploadFile {
  readonly name: string
  readonly content: Uint8Array
}

/** How a station fetches firmware and delivers logs. Addresses are those of the csms, with credentials if it gave any. */
export interface FileTransfer {
  /** @throws TransferError */
  download(address: string, options: TransferOptions): Promise<Uint8Array>
  /** Under exactly this address. @throws TransferError */
  upload(address: string, file: UploadFile, options: TransferOptions): Promise<void>
}

/** As SupportedFileTransferProtocols and FileTransferProtocols list them. */
export const fileTransferProtocols = ['FTP', 'FTPS', 'HTTP', 'HTTPS'] as const

/** Larger files are not fetched: they are held in memory until they are checked. */
export const maxFileBytes = 64 * 1024 * 1024

/** Longest silence of the other side, ms. */
export const silenceMs = 30_000

/** Whether an address names a protocol that the station can speak. */
export function isReachable(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol } = new URL(address)
  return (fileTransferProtocols as readonly string[]).includes(protocol.slice(0, -1).toUpperCase())
}

export const failureOf = (error: unknown): TransferFailure => (error instanceof TransferError ? error.reason : 'failed')

/** A file below an address that names a folder; a query stays at the end. */
export function inFolder(address: string, fileName: string): string {
  const url = new URL(address)
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${encodeURIComponent(fileName)}`
  return url.href
}
