/** What is wrong with a sequence, and where. */
export class SequenceError extends Error {
  override readonly name = 'SequenceError'
  constructor(
    readonly file: string,
    /** Undefined where the sequence comes from code. */
    readonly line: number | undefined,
    what: string,
  ) {
    super(`${file}${line === undefined ? '' : `:${line}`}: ${what}`)
  }
}
