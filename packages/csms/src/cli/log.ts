import { printable } from '@ocpp-kit/rpc'
import { type Logger, pino } from 'pino'

/** `error`: what went wrong · `warn`: what an operator should see too · `info`: stations, transactions and every message · `debug`: payloads too. */
export const logLevels = ['silent', 'error', 'warn', 'info', 'debug'] as const
export type LogLevel = (typeof logLevels)[number]

export interface LogOptions {
  readonly level: LogLevel
  /** `text` for people, `json` for programs: one object a line. */
  readonly format: 'text' | 'json'
  readonly hasColour: boolean
  /** Takes whole lines. */
  readonly write: (lines: string) => void
}

/**
 * Lines with `at` (ISO 8601, UTC), `level`, `event`, `identity` of the station, `text`, and what tells lines of one matter from others:
 * `messageId`, `transactionId`, `requestId`. What stations say cannot forge a line, nor give a terminal orders.
 */
export function createLog({ level, format, hasColour, write }: LogOptions): Logger {
  const lines = format === 'json' ? write : (line: string): void => write(describe(JSON.parse(line) as Line, hasColour))
  return pino(
    {
      level,
      base: null,
      messageKey: 'text',
      timestamp: () => `,"at":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line: string) => lines(`${printable(line.trimEnd())}\n`) },
  )
}

interface Line {
  readonly at: string
  readonly level: string
  readonly event?: string
  readonly identity?: string
  readonly text?: string
}

/** An identity has at most 48 characters where it keeps to the rules. */
const maxIdentityLength = 48
/** A line of a station's making is no longer than this; payloads are shown to those who ask for them. */
const maxTextLength = 400
const maxPayloadLength = 20_000

/** Time, station, what happened. */
function describe({ at, level, event, identity = '', text = '' }: Line, hasColour: boolean): string {
  const paint = (code: number | undefined, shown: string): string =>
    hasColour && code !== undefined ? `\u001b[${code}m${shown}\u001b[0m` : shown
  const said = printable(text, level === 'debug' ? maxPayloadLength : maxTextLength)
  const station = printable(identity, maxIdentityLength).padEnd(12)
  return `${paint(90, at.slice(11, 23))}  ${station} ${paint(colourOf(level, event), said)}\n`
}

function colourOf(level: string, event: string | undefined): number | undefined {
  if (level === 'error') return 31
  if (level === 'warn') return 33
  return event === 'message' ? undefined : 36
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
