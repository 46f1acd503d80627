import type { StationSpec } from '../control/host.js'
import type { ChargePointEvents } from '../events.js'

/** What follows a step, whatever it does. */
interface StepCommon {
  /** What the report calls it. Default: made from what it does. */
  readonly name?: string | undefined
  /** Which of several stations. Default: the first. */
  readonly station?: string | undefined
}

/** Something is done to a station; a row of the table of deeds. */
export interface DeedStep extends StepCommon {
  readonly deed: string
  readonly body: object
  /** What must come of it; see {@link findMismatch}. */
  readonly expect?: unknown
  /** The code of the error that it must fail with. */
  readonly expectError?: string | undefined
  /** Saves parts of what came of it, by dotted path, for `${name}` in later steps. */
  readonly save?: Readonly<Record<string, string>> | undefined
}

export interface WaitStep extends StepCommon {
  readonly waitMs: number
}

/** Waits for an event or a message, be it that it has come since the last one that was waited for. */
export interface WaitForStep extends StepCommon {
  readonly waitFor: {
    readonly event?: keyof ChargePointEvents | undefined
    readonly message?: string | undefined
    readonly direction?: 'in' | 'out' | undefined
    readonly kind?: 'request' | 'response' | 'error' | undefined
    /** What the event or the payload must hold. */
    readonly match?: unknown
    readonly withinMs: number
  }
  readonly save?: Readonly<Record<string, string>> | undefined
}

/** The state of the station must be so, now or within a time. */
export interface ExpectStateStep extends StepCommon {
  readonly expectState: unknown
  readonly withinMs: number
}

export type Step = DeedStep | WaitStep | WaitForStep | ExpectStateStep

/** Where a step stands in its file, for reports. */
export type PlacedStep = Step & { readonly line: number }

export interface Scenario {
  readonly name: string
  readonly file: string
  /** By the name that steps use; what is missing of a station comes from the command line. */
  readonly stations: Readonly<Record<string, Partial<StationSpec>>>
  readonly steps: readonly PlacedStep[]
}
