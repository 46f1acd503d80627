import type { ProtocolWithSchema } from '../generate/generate.js'
import type { Input } from './input.js'
import type { CliOptions, VersionName } from './options.js'
import type { Printer } from './print.js'

/** What a run of the command has at hand. */
export interface Environment extends Input {
  readonly options: CliOptions
  readonly protocol: ProtocolWithSchema
  readonly print: Printer
  /** Writes one JSON value on a line of its own. */
  readonly json: (value: object) => void
  /** Whether a progress bar can be drawn. */
  readonly hasTerminal: boolean
  readonly drawProgress: (text: string) => void
}

/** Loaded when chosen, so that a command pays for the version it speaks. */
export const protocols: Readonly<Record<VersionName, () => Promise<ProtocolWithSchema>>> = {
  '1.6': async () => (await import('../versions/ocpp16.js')).ocpp16,
  '2.0.1': async () => (await import('../versions/ocpp201.js')).ocpp201,
  '2.1': async () => (await import('../versions/ocpp21.js')).ocpp21,
}
