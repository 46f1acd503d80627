import { checkTruth, checkWhole } from '../../checks.js'

export interface LogOptions {
  /** How many lines are kept; the oldest give way. Default 30; 0 keeps none. */
  readonly lines: number
  /** Whether messages are among them, with secrets and id tokens taken out. Default false: they cost a fleet more than events do. */
  readonly messages: boolean
}

const defaults: LogOptions = { lines: 30, messages: false }

/** @throws TypeError naming the option that is wrong */
export function resolveLogOptions(options: { readonly [K in keyof LogOptions]?: LogOptions[K] | undefined } | undefined): LogOptions {
  if (options === undefined) return defaults
  if (options.messages !== undefined) checkTruth('log.messages', options.messages)
  return {
    lines: checkWhole('log.lines', options.lines, defaults.lines, 0, 1_000_000),
    messages: options.messages ?? defaults.messages,
  }
}
