import { type AnyConnection, createTranscript, type Redactor, type Transcript } from '@ocpp-kit/rpc'
import { checkFunction, checkObject, checkWhole } from '../checks.js'

export interface RecordingOptions {
  /** Takes each line, a JSON object without a newline, e.g. `write` of `openTranscriptFile` (`@ocpp-kit/rpc/node`). Default: kept in memory. */
  readonly write?: ((line: string) => void) | undefined
  /** How many lines are kept in memory; the oldest give way. Default 10,000. */
  readonly maxLines?: number | undefined
  /** What takes secrets and id tokens out; `false` records all of it, as a replay needs it. Default: a redactor with a key of its own. */
  readonly redact?: Redactor | boolean | undefined
}

/** A transcript of a station that is being written. */
export interface Recording {
  /** What is kept in memory, oldest first; nothing where lines are written elsewhere. */
  readonly lines: readonly string[]
  /** Ends it; the lines stay. */
  stop(): void
}

/** The transcript of one station over all its connections. */
export class StationRecording implements Recording {
  private kept: string[] = []
  private readonly maxLines: number
  private readonly transcript: Transcript
  private detach: (() => void) | undefined

  /** @throws TypeError naming the option that is wrong */
  constructor(
    options: RecordingOptions,
    private readonly onStop: (recording: StationRecording) => void,
  ) {
    const { write, maxLines, redact } = checkObject('options', options)
    this.maxLines = checkWhole('maxLines', maxLines, 10_000, 1, 10_000_000)
    this.transcript = createTranscript({
      recordedBy: 'station',
      write: checkFunction('write', write) ?? ((line) => this.keep(line)),
      redact: redact === true ? undefined : redact,
    })
  }

  get lines(): readonly string[] {
    return this.kept.slice(-this.maxLines)
  }

  attach(connection: AnyConnection): void {
    this.detach?.()
    this.detach = this.transcript.attach(connection)
  }

  stop(): void {
    this.detach?.()
    this.detach = undefined
    this.onStop(this)
  }

  /** Cut off now and then: to do so with each line would cost as much as all that stay. */
  private keep(line: string): void {
    this.kept.push(line)
    if (this.kept.length >= 2 * this.maxLines) this.kept = this.kept.slice(-this.maxLines)
  }
}
