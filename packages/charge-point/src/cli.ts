#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { printable } from '@ocpp-kit/rpc'
import { Command, CommanderError, Option } from 'commander'
import { messageOf } from './cli/log.js'
import { quirkList, validationPolicy } from './cli/on-the-wire.js'
import { type CliOptions, durationMs, socketUrl, type Versions, wholeFrom } from './cli/options.js'
import { exitCodes, run } from './cli/run.js'
import { shape } from './cli/shape.js'
import { quirkNames } from './quirks/profiles.js'

/** Loaded when chosen: a station speaks one version, and starts without the others. */
const versions: Versions = {
  '1.6': async () => (await import('./versions/ocpp16.js')).ocpp16,
  '2.0.1': async () => (await import('./versions/ocpp201.js')).ocpp201,
  '2.1': async () => (await import('./versions/ocpp21.js')).ocpp21,
}

/** Beside `src` as beside `dist`. */
const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }

const program = new Command('ocpp-charge-point')
  .description('A virtual charging station: connects to a csms, boots, charges cars, and shows every message.')
  .version(manifest.version, '-V', 'tell the version of ocpp-charge-point itself')
  .requiredOption('--csms <url>', 'address of the csms, without the identity', socketUrl)
  .option('--id <identity>', 'identity of the station; of several, what their names begin with', 'CP1')
  .option('--count <n>', 'number of stations, named CP1-001 and so on; 0 with --control-port', wholeFrom(0, 60_000), 1)
  .option('--ramp <time>', 'switch them on one after the other over this time, e.g. 30s', durationMs, 0)
  .option('--shape <shape>', 'herd, rolling or blackout of all stations; may be repeated, see below', shape, [])
  .option('--seed <text>', 'makes what is left to chance follow from it, faults as well')
  .option('--state <folder>', 'keep what survives a power cut in a file for each station')
  .option('--control-port <port>', 'open the control over HTTP on this port; 0 takes any', wholeFrom(0, 65_535))
  .option('--control-host <host>', 'address of the control; it has no password', '127.0.0.1')
  .addOption(new Option('--version <version>', 'OCPP version').choices(Object.keys(versions)).default('2.0.1'))
  .option('--evses <n>', 'number of EVSEs', wholeFrom(1, 100), 1)
  .option('--connectors <n>', 'connectors of each EVSE', wholeFrom(1, 32), 1)
  .option('--power <watts>', 'maximum power of each EVSE', wholeFrom(1, 1_000_000), 22_000)
  .option('--password <text>', 'password for HTTP Basic authentication')
  .option('--vendor <name>', 'vendor name', 'ocpp-kit')
  .option('--model <name>', 'model name', 'Virtual')
  .option('--serial <number>', 'serial number')
  .option('--firmware <version>', 'firmware version')
  .option('--scenario <files...>', 'run these scenarios, one after the other, and end', [])
  .option('--junit <file>', 'write a JUnit report of the scenarios')
  .addOption(
    new Option('--ev <mode>', 'auto: a car comes when somebody is let in, and leaves after the transaction; none: only what you cause')
      .choices(['auto', 'none'])
      .default('auto'),
  )
  .option('--battery <wh>', 'battery of the car', wholeFrom(1, 10_000_000), 60_000)
  .option('--soc <percent>', 'state of charge on arrival', wholeFrom(0, 100), 20)
  .option('--sample <seconds>', 'interval of meter samples', wholeFrom(0, 86_400))
  .option('--plug', 'plug a car in once accepted', false)
  .option('--card <token>', 'hold up a card once accepted')
  .option('--duration <time>', 'stop after this time, e.g. 90s or 5m; at most 596h', durationMs)
  .option('--give-up <time>', 'give up if not accepted within this time; at most 596h', durationMs)
  .option('--faults <file>', 'fault rules, in YAML or JSON')
  .option('--quirks <list>', 'what the stations get wrong, such as noPong,lateStatus', quirkList)
  .option('--validation <policy>', 'enforce, report or off, or such as incoming=report,outgoing=off,Heartbeat=off', validationPolicy)
  .option('--record <path>', 'append every frame to a file, one line of JSON each; in a folder, to a file for each station')
  .option('--raw', 'with --record: keep id tokens and secrets, as a replay needs them', false)
  .option('--json', 'one JSON object per line', false)
  .addHelpText(
    'after',
    `
Quirks: ${quirkNames.join(', ')}.

Shapes, each once after 30s, or as after= and every= say:
  herd:back=backOff                        all lose their connections together, and come back atOnce or after their back-off
  rolling:batch=10,pause=5s,timeout=5m     restarts, batch by batch, each once the one before is accepted
  blackout:lasts=10s,over=30s              no power anywhere; then they boot one after the other

Exit codes:
  0  ended by --duration or Ctrl-C
  1  unexpected failure
  2  wrong usage
  3  no connection within --give-up
  4  connected, but not accepted within --give-up
  5  the card given with --card was refused
  6  a scenario failed`,
  )
  .showSuggestionAfterError()
  .exitOverride()

async function main(): Promise<number> {
  try {
    program.parse()
    const options = program.opts<CliOptions>()
    if (options.count === 0 && options.controlPort === undefined)
      program.error('error: --count 0 leaves nothing to do without --control-port')
    return await run(options, versions)
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage
    process.stderr.write(`ocpp-charge-point: ${printable(messageOf(error), 400)}\n`)
    return error instanceof TypeError || (error instanceof Error && error.name === 'ScenarioError') ? exitCodes.usage : exitCodes.failed
  }
}

process.exitCode = await main()
