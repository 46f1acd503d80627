/** A script that cannot be used. */
export class ScriptError extends Error {
  override readonly name = 'ScriptError'
  constructor(
    readonly file: string,
    /** Number of the line, the first being 1; undefined where no line is to blame. */
    readonly line: number | undefined,
    problem: string,
    cause?: unknown,
  ) {
    super(`${file}${line === undefined ? '' : `:${line}`}: ${problem}`, cause === undefined ? undefined : { cause })
  }
}
