#!/usr/bin/env node
import { createRequire } from 'node:module'
import { Command, CommanderError, Option } from 'commander'
import { messageOf } from './cli/log.js'
import { type CliOptions, logLevels, tokenList, type VersionName, versionList, versionNames, wholeFrom } from './cli/options.js'
import { exitCodes, run } from './cli/run.js'
import type { AnyVersion } from './version.js'

/** Loaded when chosen, so that a csms pays for the versions it speaks. */
const versions: Readonly<Record<VersionName, () => Promise<AnyVersion>>> = {
  '1.6': async () => (await import('./versions/ocpp16.js')).ocpp16,
  '2.0.1': async () => (await import('./versions/ocpp201.js')).ocpp201,
  '2.1': async () => (await import('./versions/ocpp21.js')).ocpp21,
}

/** The longest interval that fits a station's timer. */
const maxSeconds = 2_147_483

const program = new Command('ocpp-csms')
  .version(packageVersion())
  .description('A charging station management system: takes stations of OCPP 1.6, 2.0.1 and 2.1, and shows every message.')
  .option('--port <number>', 'port for stations; 0 takes a free one', wholeFrom(0, 65_535), 9000)
  .option('--host <address>', 'address to listen on; 0.0.0.0 for all', '127.0.0.1')
  .option('--versions <list>', 'versions, in order of preference', versionList, [...versionNames])
  .addOption(
    new Option('--accept <answer>', 'what stations are told when they boot')
      .choices(['accepted', 'pending', 'rejected'])
      .default('pending'),
  )
  .option('--token <idToken>', 'a token that is accepted; may be repeated', tokenList, [])
  .addOption(new Option('--unknown-tokens <answer>', 'what becomes of other tokens').choices(['accept', 'refuse']).default('refuse'))
  .option('--heartbeat <seconds>', 'interval that accepted stations are told', wholeFrom(0, maxSeconds), 300)
  .option('--retry <seconds>', 'interval that other stations are told', wholeFrom(0, maxSeconds), 60)
  .option('--json', 'one JSON object per line', false)
  .addOption(new Option('--log-level <level>', 'how much is shown').choices(logLevels).default('info'))
  .addHelpText(
    'after',
    `
Everything is kept in memory, and gone with the process. Id tokens and secrets do not appear in the log.

Exit codes:
  0    ended by Ctrl-C or SIGTERM
  1    could not start, e.g. because the port is taken, or failed unexpectedly
  2    wrong usage
  130  a second Ctrl-C did not wait for the end`,
  )
  .showSuggestionAfterError()
  .allowExcessArguments(false)
  .exitOverride()

/** Read where it stands beside the program, for a release changes it after the build. */
function packageVersion(): string {
  const manifest = createRequire(import.meta.url)('../package.json') as { readonly version: string }
  return manifest.version
}

async function main(): Promise<number> {
  try {
    program.parse()
    const options = program.opts<CliOptions>()
    return await run(options, await Promise.all(options.versions.map((name) => versions[name]())))
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage
    process.stderr.write(`ocpp-csms: ${messageOf(error)}\n`)
    return error instanceof TypeError ? exitCodes.usage : exitCodes.failed
  }
}

process.exitCode = await main()
