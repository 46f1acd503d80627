#!/usr/bin/env node
import { createRequire } from 'node:module'
import { Command, CommanderError, Option } from 'commander'
import { checkTogether } from './cli/check-together.js'
import { checkEnvironment, readConfig } from './cli/config.js'
import { exitCodes } from './cli/exit-codes.js'
import { failureOf } from './cli/failure.js'
import { errorLine, helpText } from './cli/help.js'
import { configName, envNameOf, optionOf } from './cli/setting.js'
import { type Settings, settingGroups, settings } from './cli/settings.js'
import type { VersionName } from './cli/values.js'
import { didYouMean } from './option-names.js'
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
  .usage('[options]\n       ocpp-csms [options] backup <file>\n       ocpp-csms [options] restore [--replace] <file>')
  .version(packageVersion(), '-V, --version', 'show the version of this program')
  .helpOption('-h, --help', 'show this')
  .helpCommand('help [command]', 'show what a command takes')
  .description('A charging station management system: takes stations of OCPP 1.6, 2.0.1 and 2.1, and keeps what they tell.')
  .addOption(new Option('--config <file>', 'YAML or JSON: names of options without their dashes, and values').env(envNameOf(configName)))
  .configureHelp({ optionDescription: ({ description }) => description })
  .configureOutput({ outputError: (text, write) => write(errorLine(text)), getOutHelpWidth: () => process.stdout.columns ?? 120 })
  .allowExcessArguments()
  .exitOverride()
  .action(async () => {
    refuseUnknownCommand(program.args[0])
    const chosen = withConfig(program)
    checkTogether(chosen)
    // What runs is loaded once it is known that it shall.
    const { run } = await import('./cli/run.js')
    exitCode = await run(chosen, await Promise.all(chosen.versions.map((name) => versions[name]())))
  })
for (const { heading, settings: ofGroup } of settingGroups) {
  for (const setting of ofGroup) program.addOption(optionOf(setting).helpGroup(`${heading}:`))
}

program
  .command('backup <file>')
  .description('copy the database of --database into a file while it is in use')
  .allowExcessArguments(false)
  .exitOverride()
  .action(async (file: string) => {
    const { backUp } = await import('./cli/backup.js')
    exitCode = await backUp(withConfig(program), file)
  })

program
  .command('restore <file>')
  .description('put a backup in the place of the database of --database, which nothing may use')
  .option('--replace', 'take the place of a database that is there, which is moved aside')
  .allowExcessArguments(false)
  .exitOverride()
  .action(async (file: string, { replace = false }: { readonly replace?: boolean }) => {
    const { restore } = await import('./cli/backup.js')
    exitCode = await restore(withConfig(program), file, { replace })
  })

program.addHelpText('after', helpText)

/** Whatever is no option would be taken for a command. */
function refuseUnknownCommand(name: string | undefined): void {
  if (name === undefined) return
  const known = program.commands.map((command) => command.name())
  program.error(`unknown command '${name}'${didYouMean(name, known)}`, { code: 'commander.unknownCommand' })
}

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
    const { text, code } = failureOf(error)
    process.stderr.write(`ocpp-csms: ${text}\n`)
    return code
  }
}

process.exitCode = await main()
