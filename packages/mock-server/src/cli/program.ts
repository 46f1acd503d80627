import { Command, CommanderError, Option } from 'commander'
import { maxSeconds } from '../options.js'
import { bootSequence, type CliOptions, collect, command, commonName, listOf, patternList, token, user, wholeFrom } from './options.js'
import { exitCodes, type LoadVersions, run } from './run.js'

const wholePort = wholeFrom(0, 65_535)

const createProgram = (versionNames: readonly string[]): Command =>
  new Command('ocpp-mock-server')
    .description('A stand-in for a csms, for those who test stations: answers every message of OCPP 1.6, 2.0.1 and 2.1 validly.')
    .option('--port <number>', 'port for stations; 0 takes a free one', wholePort, 9000)
    .option('--host <address>', 'address to listen on; 0.0.0.0 lets in stations on the network', '127.0.0.1')
    .option('--versions <list>', 'versions, in order of preference', listOf(versionNames), [...versionNames])
    .option('--command <name[:seconds]>', 'sent after each accepted boot, or every so many seconds; may be repeated', command, [])
    .option('--period <seconds>', 'period of commands that name none', wholeFrom(1, maxSeconds))
    .option('--param <[name=]payload>', 'payload of a command, as JSON or @file; may be repeated', collect, [])
    .option('--check-firmware', 'accept v1.5-stable, v1.6-release and v2.0.1-prod, and reject others at boot')
    .option('--firmware <list>', 'accept these firmware versions, such as 1.2.0,1.3.*, and reject others at boot', patternList)
    .option('--boot <list>', 'what a station is told at its first, second … boot, such as Pending,Accepted', bootSequence, ['Accepted'])
    .option(
      '--token <token>',
      'an id token, such as CARD-1 or CARD-1,status=Blocked,group=G,expires=2026-12-31, or @file with a list; may be repeated',
      token,
      [],
    )
    .addOption(
      new Option('--unknown-tokens <answer>', 'what becomes of other tokens (default: refuse with --token, else accept)').choices([
        'accept',
        'refuse',
      ]),
    )
    .option('--interval <seconds>', 'heartbeat interval that stations are told', wholeFrom(0, maxSeconds), 300)
    .option('--script <file>', 'rules in YAML or JSON, or a module in JavaScript or TypeScript; may be repeated', collect, [])
    .option('--faults <file>', 'fault rules, in YAML or JSON')
    .option('--seed <text>', 'makes the same faults again')
    .option('--security-profile <number>', '0 to 3 (default: what the options below suggest)', wholeFrom(0, 3))
    .option('--password <text>', 'password of all stations')
    .option('--user <identity:password>', 'password of one station; may be repeated', user, [])
    .option('--tls-cert <file>', 'certificate, PEM')
    .option('--tls-key <file>', 'its key, PEM')
    .option('--client-ca <file>', 'root that client certificates are trusted by, PEM')
    .option('--common-name <rule>', 'of client certificates: identity, or CP1:SERIAL-1; may be repeated (default: any)', commonName)
    .option('--record <file>', 'append every frame to a file, one line of JSON each')
    .option('--raw', 'show and record id tokens and secrets', false)
    .option('--control-port <number>', 'port for control over HTTP; 0 takes a free one', wholePort)
    .option('--control-host <address>', 'address for control over HTTP (default: 127.0.0.1)')
    .option('--quiet', 'show problems only', false)
    .option('--json', 'one JSON object per line', false)
    .addHelpText(
      'after',
      `
Stations connect to ws://<host>:<port>/<identity>. Id tokens and secrets do not appear in the log unless --raw is given.

Exit codes:
  0    ended by Ctrl-C or SIGTERM
  1    could not start, e.g. because the port is taken, or failed unexpectedly
  2    wrong usage, or a script or rule that is malformed
  130  a second Ctrl-C did not wait for the end`,
    )
    .showSuggestionAfterError()
    .allowExcessArguments(false)
    .exitOverride()

/** The whole command line program; resolves with the exit code. `load` is given the names of the versions that were chosen. */
export async function main(argv: readonly string[], versionNames: readonly string[], load: LoadVersions): Promise<number> {
  const program = createProgram(versionNames)
  try {
    program.parse(argv, { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage
    throw error
  }
  return run(program.opts<CliOptions>(), load)
}
