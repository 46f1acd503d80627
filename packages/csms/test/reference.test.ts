import { readFileSync } from 'node:fs'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { exitCodes } from '../src/cli/exit-codes.js'
import { envNameOf, fallbackOf } from '../src/cli/setting.js'
import { settings } from '../src/cli/settings.js'
import { publicEventTypes } from '../src/events/public-event.js'
import { resolveClosing } from '../src/features/transactions/closing.js'
import { resolveApiOptions } from '../src/http/options.js'
import { problemKinds } from '../src/http/problem.js'
import { csmsErrorCodes } from '../src/index.js'
import { resolveSpoolOptions } from '../src/ledger/spool/options.js'
import { resolveOptions } from '../src/options.js'
import { resolveSqlStoreOptions } from '../src/store/sql/options.js'
import { storeErrorCodes } from '../src/store/store-error.js'
import { ocpp21 } from '../src/versions/ocpp21.js'

/* The tables of docs/csms-reference.md are those of the code: no row is missing, none is of something that is not there, no default is another. */

const reference = readFileSync(new URL('../../../docs/csms-reference.md', import.meta.url), 'utf8')

/** The cells of the first table below a heading, or of the first one there with this first column; without backticks. */
function rowsBelow(heading: string, firstColumn: string): readonly (readonly string[])[] {
  const section = reference.slice(reference.indexOf(`\n${heading}\n`) + heading.length + 2)
  const lines = section.slice(0, section.search(/^#{1,3} /m) === -1 ? undefined : section.search(/^#{1,3} /m)).split('\n')
  const begin = lines.findIndex((line) => line.startsWith(`| ${firstColumn}`))
  expect([heading, begin]).not.toEqual([heading, -1])
  const table = lines.slice(begin + 2)
  const end = table.findIndex((line) => !line.startsWith('|'))
  return table.slice(0, end === -1 ? undefined : end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  )
}

const firstOf = (rows: readonly (readonly string[])[]): readonly string[] => rows.map(([first = '']) => first)

/** The members that an interface of a source file declares itself. */
function membersOf(file: string, name: string): readonly string[] {
  const url = new URL(file, import.meta.url)
  const source = ts.createSourceFile(url.pathname, readFileSync(url, 'utf8'), ts.ScriptTarget.ESNext)
  const found = source.statements.filter(ts.isInterfaceDeclaration).find((one) => one.name.text === name)
  const names = found?.members.map((member) => member.name?.getText(source).replaceAll("'", '') ?? '') ?? []
  expect(names.length).toBeGreaterThan(0)
  return names
}

/** As the tables write numbers, texts and truths. */
const written = (value: unknown): string => (typeof value === 'number' && value >= 1_000 ? value.toLocaleString('en-US') : String(value))

const versions = [ocpp21]
const { own } = resolveOptions({ versions })
const listener = '../../rpc/src/ws/listen-options.ts'

const optionTables: readonly {
  readonly heading: string
  readonly names: readonly string[]
  /** Defaults, as far as they are known before anything runs. */
  readonly defaults: Readonly<Record<string, unknown>>
}[] = [
  {
    heading: '## createCsms',
    names: [
      'versions',
      ...membersOf('../src/options.ts', 'CsmsOptions'),
      ...membersOf('../src/connection/options.ts', 'ConnectionOptions'),
    ],
    defaults: { ...own, ...own.connection, shortPasswords: own.connection.allowShort },
  },
  {
    heading: '### spool',
    names: membersOf('../src/ledger/spool/options.ts', 'SpoolOptions'),
    defaults: { ...resolveSpoolOptions('a folder') },
  },
  {
    heading: '### quarantine',
    names: membersOf('../src/ledger/quarantine-options.ts', 'QuarantineOptions'),
    defaults: { ...own.quarantine },
  },
  {
    heading: '### messageLog',
    names: membersOf('../src/connection/options.ts', 'MessageLogOptions'),
    defaults: { ...resolveOptions({ versions, messageLog: true }).own.connection.messageLog },
  },
  { heading: '### closing', names: membersOf('../src/features/transactions/closing.ts', 'ClosingPolicy'), defaults: closingDefaults() },
  {
    heading: '### The listener',
    names: [...membersOf(listener, 'ListenOptions'), ...membersOf(listener, 'SocketOptions')],
    defaults: { noSubprotocol: resolveOptions({ versions }).door.noSubprotocol },
  },
  {
    heading: '## openStore',
    names: membersOf('../src/store/sql/options.ts', 'SqlStoreOptions'),
    defaults: { ...resolveSqlStoreOptions({}, 'postgres'), timeoutMs: '5,000; SQLite 1,000' },
  },
  {
    heading: '### retention',
    names: membersOf('../src/store/sql/options.ts', 'RetentionOptions'),
    defaults: { ...resolveSqlStoreOptions({}, 'sqlite').retention },
  },
  { heading: '## startApi', names: membersOf('../src/http/options.ts', 'ApiOptions'), defaults: { ...resolveApiOptions({}) } },
]

function closingDefaults(): Readonly<Record<string, number>> {
  const waits = resolveClosing(undefined)
  const units = { Minutes: 60_000, Hours: 3_600_000 } as const
  return Object.fromEntries(
    membersOf('../src/features/transactions/closing.ts', 'ClosingPolicy').map((name) => {
      const [, rule, unit] = /^(\w+)After(Minutes|Hours)$/.exec(name) ?? []
      return [name, (waits[rule as 'idle'] ?? 0) / units[unit as 'Hours']]
    }),
  )
}

describe('the reference', () => {
  test.each(optionTables)('has every option below "$heading", and no other', ({ heading, names }) => {
    expect(firstOf(rowsBelow(heading, 'option')).toSorted()).toEqual([...names].toSorted())
  })

  test.each(optionTables)('has the defaults below "$heading"', ({ heading, defaults }) => {
    const plain = Object.entries(defaults).filter(([, value]) => ['number', 'string', 'boolean'].includes(typeof value))
    const rows = new Map(rowsBelow(heading, 'option').map(([name = '', fallback = '']) => [name, fallback]))
    const compared = plain.filter(([name]) => rows.has(name))
    expect(compared.length).toBeGreaterThan(0)
    for (const [name, value] of compared) {
      expect([name, rows.get(name)]).toEqual([name, name === 'port' ? String(value) : written(value)])
    }
  })

  test('has every option of the program, as an option, a variable and with its default', () => {
    const expected = settings.map((setting) => [`--${setting.name} <${setting.value}>`, envNameOf(setting.name), fallbackOf(setting) ?? ''])
    const rows = rowsBelow('## The program', 'option')
    expect(rows.map((row) => row.slice(0, 3))).toEqual(expected)
    for (const [at, { meaning, choices = [] }] of settings.entries()) {
      for (const text of [meaning, ...choices]) expect(rows[at]?.[3]).toContain(text)
    }
  })

  test('has every exit code', () => {
    expect(firstOf(rowsBelow('## The program', 'exit code'))).toEqual(Object.values(exitCodes).map(String))
  })

  test('has every event of a program', () => {
    expect(firstOf(rowsBelow('### Of a program', 'event')).toSorted()).toEqual([...membersOf('../src/events.ts', 'CsmsEvents')].toSorted())
  })

  test('has every event of those outside, who may read it, and what it means', () => {
    const expected = Object.entries(publicEventTypes).map(([type, { scope, meaning }]) => [type, scope, meaning])
    expect(rowsBelow('### Of those outside', 'event')).toEqual(expected)
  })

  test.each([
    ['### CsmsError', csmsErrorCodes],
    ['### StoreError', storeErrorCodes],
  ])('has every code below "%s", and says what to do', (heading, codes) => {
    const rows = rowsBelow(heading, '`code`')
    expect(firstOf(rows)).toEqual([...codes])
    for (const [code, when, remedy] of rows)
      expect([code, when, remedy]).toEqual([code, expect.stringMatching(/\w/), expect.stringMatching(/\w/)])
  })

  test('has every kind of problem of the API, with its status', () => {
    const rows = rowsBelow('### Problems of the API', 'kind')
    expect(rows.map(([kind, status]) => [kind, Number(status)])).toEqual(
      Object.entries(problemKinds).map(([kind, [status]]) => [kind, status]),
    )
  })
})
