/** Fields that an answer must have, by dotted path. */
export type ExpectMap = Readonly<Record<string, unknown>>

/** Sends a message and looks at the answer. */
export interface SendStep {
  readonly send: string
  /** The whole payload; `${name}` stands for a saved value. Default: generated. */
  readonly payload?: Readonly<Record<string, unknown>> | undefined
  /** Single fields of a generated payload, by dotted path. */
  readonly set?: Readonly<Record<string, unknown>> | undefined
  /** Generates the optional fields as well. Default false. */
  readonly optional?: boolean | undefined
  /** What the answer must say. Default: that it is no CALLERROR. */
  readonly expect?: ExpectMap | undefined
  /** Saves fields of the answer: name by name, the dotted path each is found at. */
  readonly save?: Readonly<Record<string, string>> | undefined
}

/** Lets time pass. */
export interface WaitStep {
  /** ms, or text such as `500ms`, `2s`, `1m`. */
  readonly wait: number | string
}

/** Waits for a request of the server. */
export interface ReceiveStep {
  readonly receive: string
  /** Default: the sender's timeout. */
  readonly within?: number | string | undefined
  /** What the request must say. */
  readonly expect?: ExpectMap | undefined
  readonly save?: Readonly<Record<string, string>> | undefined
}

export type Step = SendStep | WaitStep | ReceiveStep

/** A whole sequence, as a YAML file has it. */
export interface Sequence {
  readonly steps: readonly Step[]
  /** Values that steps may use from the start. */
  readonly values?: Readonly<Record<string, unknown>> | undefined
  /** Where the steps come from: the file, and the line of each. */
  readonly source?: { readonly file: string; readonly lines: readonly number[] } | undefined
}
