import type { SpoolFile, SpoolFiles } from './files.js'
import { encodeRecord, headBytes, readRecords, recordAt } from './record.js'

/** The spool takes no more: it is full, or its disk is. What was to be kept is not. */
export class SpoolError extends Error {
  override readonly name = 'SpoolError'
}

/** Where a record stands. */
export interface Place {
  readonly segment: Segment
  readonly at: number
  readonly length: number
}

interface Segment {
  readonly name: string
  bytes: number
  /** Records that are still needed. */
  needed: number
  /** Missing once nothing more is appended. */
  file: SpoolFile | undefined
}

interface Waiting {
  readonly bytes: Buffer
  resolve(place: Place): void
  reject(error: unknown): void
}

export interface SpoolLogOptions {
  readonly files: SpoolFiles
  /** All files together, at most. */
  readonly maxBytes: number
  /** After this much a new file begins. */
  readonly segmentBytes: number
  /** Told of what fails without harm, such as a file that cannot be deleted. */
  readonly failed: (error: unknown) => void
}

/**
 * An append-only log in files, each of which goes when none of its records is needed any more. Appends that come while the disk is busy
 * share the next write and the next fsync.
 */
export class SpoolLog {
  private readonly segments = new Set<Segment>()
  private active: Segment | undefined
  private waiting: Waiting[] = []
  private waitingBytes = 0
  private flushing: Promise<void> | undefined
  private readonly tidying = new Set<Promise<void>>()
  private nextNumber = 1
  private isClosed = false

  constructor(private readonly options: SpoolLogOptions) {}

  /** Bytes of all files, and of what waits to be written. */
  get bytes(): number {
    let bytes = this.waitingBytes
    for (const segment of this.segments) bytes += segment.bytes
    return bytes
  }

  /** Reads what an earlier process left: every record that is whole, oldest first. Asked once, before anything is appended. */
  async open(): Promise<readonly { readonly place: Place; readonly content: Buffer }[]> {
    const { files, failed } = this.options
    const found: { readonly place: Place; readonly content: Buffer }[] = []
    for (const name of (await files.list()).toSorted()) {
      const bytes = await files.read(name)
      const { records, damagedBytes } = readRecords(bytes)
      if (damagedBytes > 0) {
        failed(
          new SpoolError(`${name}: ${damagedBytes} of ${bytes.length} bytes are no record; a crash while they were written explains it`),
        )
      }
      const segment: Segment = { name, bytes: bytes.length, needed: records.length, file: undefined }
      this.segments.add(segment)
      this.nextNumber = Math.max(this.nextNumber, (Number.parseInt(name, 10) || 0) + 1)
      for (const { at, content } of records) found.push({ place: { segment, at, length: headBytes + content.length }, content })
      this.clear(segment)
    }
    return found
  }

  /**
   * Resolves when the content is on the disk.
   * @throws SpoolError there is no room, or the disk does not take it
   */
  append(content: Uint8Array): Promise<Place> {
    const bytes = encodeRecord(content)
    const { maxBytes } = this.options
    if (this.isClosed) return Promise.reject(new SpoolError('the spool is closed'))
    if (this.bytes + bytes.length > maxBytes) {
      return Promise.reject(new SpoolError(`the spool is full: it may have ${maxBytes} bytes`))
    }
    this.waitingBytes += bytes.length
    return new Promise((resolve, reject) => {
      this.waiting.push({ bytes, resolve, reject })
      this.flushing ??= this.flush()
    })
  }

  /** @throws SpoolError the record cannot be read any more */
  async read({ segment, at, length }: Place): Promise<Buffer> {
    const content = recordAt(await this.options.files.readAt(segment.name, at, length), 0)
    if (content === undefined) throw new SpoolError(`${segment.name}: the record at byte ${at} is damaged`)
    return content
  }

  /** The record is not needed any more. */
  done({ segment }: Place): void {
    segment.needed -= 1
    this.clear(segment)
  }

  async close(): Promise<void> {
    this.isClosed = true
    await this.flushing
    await this.retire()
    while (this.tidying.size > 0) await Promise.all(this.tidying)
    await this.options.files.close()
  }

  private async flush(): Promise<void> {
    // What comes in the same turn of the event loop shares the write.
    await new Promise(setImmediate)
    while (this.waiting.length > 0) {
      const batch = this.waiting
      this.waiting = []
      const bytes = Buffer.concat(batch.map((one) => one.bytes))
      try {
        const segment = await this.write(bytes, batch.length)
        let at = segment.bytes - bytes.length
        for (const one of batch) {
          one.resolve({ segment, at, length: one.bytes.length })
          at += one.bytes.length
        }
      } catch (error) {
        const failure = new SpoolError(`the spool cannot be written: ${String((error as Error)?.message ?? error)}`, { cause: error })
        for (const one of batch) one.reject(failure)
      }
      if ((this.active?.bytes ?? 0) >= this.options.segmentBytes) await this.retire()
    }
    // In the same turn in which nothing was waiting, or what comes next would wait for ever.
    this.flushing = undefined
    if (this.active?.needed === 0) this.behind(this.retire())
  }

  private async write(bytes: Buffer, records: number): Promise<Segment> {
    let segment = this.active
    try {
      segment ??= await this.begin()
      // Counted before it is written, so that nobody clears the file away meanwhile.
      segment.needed += records
      segment.bytes += bytes.length
      this.waitingBytes -= bytes.length
      await segment.file?.append(bytes)
      await segment.file?.sync()
      return segment
    } catch (error) {
      // After a failure nobody knows what of the file is on the disk (a second fsync may claim all is well), so it is not used again.
      if (segment === undefined) this.waitingBytes -= bytes.length
      else segment.needed -= records
      await this.retire()
      throw error
    }
  }

  private async begin(): Promise<Segment> {
    const name = `${String(this.nextNumber).padStart(12, '0')}.spool`
    this.nextNumber += 1
    const segment: Segment = { name, bytes: 0, needed: 0, file: await this.options.files.create(name) }
    this.segments.add(segment)
    this.active = segment
    return segment
  }

  /** Nothing more is appended to the file. */
  private async retire(): Promise<void> {
    const segment = this.active
    if (segment === undefined) return
    this.active = undefined
    const { file } = segment
    segment.file = undefined
    await file?.close().catch(this.options.failed)
    this.clear(segment)
  }

  private clear(segment: Segment): void {
    if (segment.needed > 0 || this.isClosed) return
    if (segment === this.active) {
      // The last record that was needed: the next one begins a new file.
      if (this.flushing === undefined) this.behind(this.retire())
      return
    }
    if (this.segments.delete(segment)) this.behind(this.options.files.remove(segment.name))
  }

  /** A file that stays is read again at the next start, which does no harm: its records are known by then. */
  private behind(work: Promise<void>): void {
    const settled: Promise<void> = work.catch(this.options.failed).finally(() => this.tidying.delete(settled))
    this.tidying.add(settled)
  }
}
