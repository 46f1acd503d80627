#!/usr/bin/env node
import { createRequire } from 'node:module'
import { Command, CommanderError, Option } from 'commander'
import { ConfigError, checkEnvironment, readConfig } from './cli/config.js'
import { exitCodes } from './cli/exit-codes.js'
import { messageOf } from './cli/log.js'
import { configName, envNameOf, optionOf, type Settings, settings, type VersionName } from './cli/settings.js'
import type { AnyVersion } from './version.js'

/** Loaded when chosen, so that a csms pays for the versions it speaks. */
const versions: Readonly<Record<VersionName, () => Promise<AnyVersion>>> = {
  '1.6': async () => (await import('./versions/ocpp16.js')).ocpp16,
  '2.0.1': async () => (await import('./versions/ocpp201.js')).ocpp201,
  '2.1': async () => (await import('./versions/ocpp21.js')).ocpp21,
}

// A reader that has seen enough, such as `head`, ends nothing.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

let exitCode: number = exitCodes.ok

const program = new Command('ocpp-csms')
  .version(packageVersion())
  .description('A charging station management system: takes stations of OCPP 1.6, 2.0.1 and 2.1, and keeps what they tell.')
  .addOption(new Option('--config <file>', 'YAML or JSON: names of options without their dashes, and values').env(envNameOf(configName)))
  .showSuggestionAfterError()
  .exitOverride()
  .action(async () => {
    const chosen = withConfig(program)
    // What runs is loaded once it is known that it shall.
    const { run } = await import('./cli/run.js')
    exitCode = await run(chosen, await Promise.all(chosen.versions.map((name) => versions[name]())))
  })
for (const setting of settings) program.addOption(optionOf(setting))

program
  .command('backup <file>')
  .description('copies the database of --database into a file while it is in use')
  .exitOverride()
  .action(async (file: string) => {
    const { backUp } = await import('./cli/backup.js')
    exitCode = await backUp(withConfig(program), file)
  })

program
  .command('restore <file>')
  .description('puts a backup in the place of the database of --database, which nothing may use')
  .option('--replace', 'take the place of a database that is there, which is moved aside', false)
  .exitOverride()
  .action(async (file: string, options: { readonly replace: boolean }) => {
    const { restore } = await import('./cli/backup.js')
    exitCode = await restore(withConfig(program), file, options)
  })

program.addHelpText(
  'after',
  `
Options stand before a command. Each may also be an environment variable (OCPP_CSMS_HTTP_PORT) or a key of the config file
(http-port: 8080); the command line wins over the environment, the environment over the file.
Id tokens and secrets do not appear in the log.

Exit codes:
  0    ended by Ctrl-C or SIGTERM, or the command is done
  1    could not start, e.g. because the port is taken, or failed unexpectedly
  2    wrong usage
  130  a second Ctrl-C did not wait for the end`,
)

/**
 * What the command line, the environment, the config file and the defaults come to, in this order.
 * @throws ConfigError naming the setting that is wrong
 */
function withConfig(command: Command): Settings {
  checkEnvironment(process.env)
  const given = command.opts<Settings & { readonly config?: string | undefined }>()
  const file = given.config === undefined ? new Map<string, unknown>() : readConfig(given.config)
  const lists = Object.fromEntries(
    settings.flatMap(({ name, isList, fallback }) => (isList === true ? [[attributeOf(name), fallback]] : [])),
  )
  const fromFile = [...file].filter(([name]) => ['default', undefined].includes(command.getOptionValueSource(attributeOf(name))))
  return { ...lists, ...given, ...Object.fromEntries(fromFile.map(([name, value]) => [attributeOf(name), value])) }
}

/** As commander calls the value of an option. */
const attributeOf = (name: string): string => new Option(`--${name}`).attributeName()

/** Read where it stands beside the program, for a release changes it after the build. */
function packageVersion(): string {
  const manifest = createRequire(import.meta.url)('../package.json') as { readonly version: string }
  return manifest.version
}

async function main(): Promise<number> {
  try {
    await program.parseAsync()
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage
    process.stderr.write(`ocpp-csms: ${messageOf(error)}\n`)
    return error instanceof TypeError || error instanceof ConfigError ? exitCodes.usage : exitCodes.failed
  }
}

process.exitCode = await main()
