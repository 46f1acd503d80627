import { type FileHandle, open } from 'node:fs/promises'
import { wholeNumber } from './options.js'

export interface TranscriptFileOptions {
  /** Characters that may wait for the disk; lines beyond are dropped and counted. Default 16 Mi. */
  readonly maxWaiting?: number | undefined
  /** Told when the disk refuses, once; no line is written afterwards. Default: `close()` and `flushed()` reject. */
  readonly onError?: ((error: unknown) => void) | undefined
}

/** A file that lines are appended to. */
export interface TranscriptFile {
  /** Takes one line; never waits and never throws, so it serves as the `write` of a transcript. */
  readonly write: (line: string) => void
  /** Characters that wait for the disk. A producer that can wait does so on `flushed()` while this is high. */
  readonly waiting: number
  /** Lines that were dropped because too much was waiting, or after an error. */
  readonly dropped: number
  /** Resolves once every line written so far is with the operating system. */
  flushed(): Promise<void>
  /** Writes what waits, makes it durable (fsync) and closes the file. Later lines count as dropped. */
  close(): Promise<void>
}

/**
 * Opens a file for appending, made readable to its owner alone if it is new. Lines go out as fast as the disk takes them,
 * those that come meanwhile in one piece. A line that a crash cut short is ended, so that the next stands by itself.
 * @throws TypeError naming the option that is wrong
 * @throws what the file system throws, such as ENOENT
 */
export async function openTranscriptFile(path: string, options: TranscriptFileOptions = {}): Promise<TranscriptFile> {
  const maxWaiting = wholeNumber('maxWaiting', options.maxWaiting, 16 * 1024 * 1024, 1)
  const file = await open(path, 'a+', 0o600)
  return new AppendedFile(file, maxWaiting, options.onError, await startOfLine(file))
}

/** What must come before the first line: a newline, where the file ends without one. */
async function startOfLine(file: FileHandle): Promise<string> {
  const { size } = await file.stat()
  if (size === 0) return ''
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1)
  return buffer.toString() === '\n' ? '' : '\n'
}

class AppendedFile implements TranscriptFile {
  dropped = 0
  private lines: string[] = []
  private queued = 0
  private inWriting = 0
  private writing: Promise<void> | undefined
  private failure: { readonly error: unknown } | undefined
  private closing: Promise<void> | undefined

  constructor(
    private readonly file: FileHandle,
    private readonly maxWaiting: number,
    private readonly onError: ((error: unknown) => void) | undefined,
    private prefix: string,
  ) {}

  get waiting(): number {
    return this.queued + this.inWriting
  }

  readonly write = (line: string): void => {
    if (this.closing !== undefined || this.failure !== undefined || this.waiting + line.length > this.maxWaiting) {
      this.dropped += 1
      return
    }
    this.lines.push(line)
    this.queued += line.length + 1
    this.writing ??= this.writeAll()
  }

  async flushed(): Promise<void> {
    await this.writing
    if (this.failure !== undefined && this.onError === undefined) throw this.failure.error
  }

  close(): Promise<void> {
    this.closing ??= this.finish()
    return this.closing
  }

  /** Rejects never: a failure is kept for those who ask. */
  private async writeAll(): Promise<void> {
    // One turn later, so that all lines of this one go out together.
    await undefined
    try {
      while (this.lines.length > 0) {
        const text = `${this.prefix}${this.lines.join('\n')}\n`
        this.prefix = ''
        this.lines = []
        this.inWriting = this.queued
        this.queued = 0
        await this.file.appendFile(text)
        this.inWriting = 0
      }
    } catch (error) {
      this.fail(error)
    } finally {
      this.writing = undefined
    }
  }

  private fail(error: unknown): void {
    this.failure = { error }
    this.dropped += this.lines.length
    this.lines = []
    this.queued = 0
    this.inWriting = 0
    this.onError?.(error)
  }

  private async finish(): Promise<void> {
    try {
      await this.flushed()
      if (this.failure === undefined) await this.file.sync()
    } finally {
      await this.file.close()
    }
  }
}
