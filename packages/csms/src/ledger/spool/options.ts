import { resolve } from 'node:path'
import { checkNames, type NamesOf } from '../../option-names.js'
import type { SpoolFiles } from './files.js'
import { openFolder } from './folder.js'

/** Where, and how, transaction messages are kept that the store does not take. */
export interface SpoolOptions {
  /** A folder on a local disk, made if it is missing. One for each process. */
  readonly folder?: string | undefined
  /** Bytes that may wait, at most; when they are used up, connections close (1013). Default 256 MiB. */
  readonly maxBytes?: number | undefined
  /** A new file begins after this many bytes; a file goes when the store has all of it. Default 4 MiB. */
  readonly segmentBytes?: number | undefined
  /** ms between two attempts to bring messages to a store that did not take them. Default 1,000. */
  readonly retryMs?: number | undefined
  /**
   * 1.6: transaction ids that are reserved in the store beforehand, one for each start that is answered without it. When they are used
   * up, connections of stations that start transactions close (1013). Default 4,096.
   */
  readonly reservedIds?: number | undefined
  /** Takes the place of `folder`, for tests and for other kinds of disks. */
  readonly files?: SpoolFiles | undefined
}

export interface ResolvedSpoolOptions {
  readonly maxBytes: number
  readonly segmentBytes: number
  readonly retryMs: number
  readonly reservedIds: number
  /** How the spool is called where something is wrong with it. */
  readonly place: string
  openFiles(): Promise<SpoolFiles>
}

const names: NamesOf<SpoolOptions> = {
  folder: true,
  maxBytes: true,
  segmentBytes: true,
  retryMs: true,
  reservedIds: true,
  files: true,
}

/** @throws TypeError naming the option that is wrong */
export function resolveSpoolOptions(given: string | SpoolOptions | undefined): ResolvedSpoolOptions | undefined {
  if (given === undefined) return undefined
  const options: SpoolOptions = typeof given === 'string' ? { folder: given } : given
  if (typeof options !== 'object' || options === null)
    throw new TypeError('spool must be a folder, or an object such as { folder: "./spool" }')
  checkNames(options, names, 'spool')
  const { folder, files } = options
  if (files === undefined && (typeof folder !== 'string' || folder === '')) {
    throw new TypeError(`spool.folder must be the path of a folder, not ${JSON.stringify(folder)}`)
  }
  return {
    maxBytes: checkWhole('spool.maxBytes', options.maxBytes ?? 256 * 1024 * 1024, 1, Number.MAX_SAFE_INTEGER),
    segmentBytes: checkWhole('spool.segmentBytes', options.segmentBytes ?? 4 * 1024 * 1024, 1, 1024 * 1024 * 1024),
    retryMs: checkWhole('spool.retryMs', options.retryMs ?? 1000, 1, 3_600_000),
    reservedIds: checkWhole('spool.reservedIds', options.reservedIds ?? 4096, 0, 1_000_000),
    place: files === undefined ? `the spool folder ${resolve(folder ?? '')}` : 'the spool',
    openFiles: async () => files ?? openFolder(folder ?? ''),
  }
}

function checkWhole(option: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value
  throw new TypeError(`${option} must be a whole number from ${least} to ${most}, not ${String(value)}`)
}
