import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Protocol, parseTranscript } from '@ocpp-kit/rpc'
import { listen } from '@ocpp-kit/rpc/ws'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ocpp201 } from './support/versions.js'

const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url))

interface Run {
  readonly child: ChildProcess
  readonly done: Promise<{ code: number | null; out: string; err: string }>
  /** Resolves with the output once it holds this. */
  says(text: string): Promise<string>
}

function run(...args: readonly string[]): Run {
  const child = spawn(process.execPath, [cli, ...args], { env: { ...process.env, NO_COLOR: '1' } })
  let out = ''
  let err = ''
  const waiting = new Set<() => void>()
  child.stdout.on('data', (data: Buffer) => {
    out += data.toString()
    for (const check of waiting) check()
  })
  child.stderr.on('data', (data: Buffer) => {
    err += data.toString()
  })
  const done = new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, out, err }))
  })
  const says = (text: string): Promise<string> =>
    new Promise((resolve) => {
      const check = (): void => {
        if (!out.includes(text)) return
        waiting.delete(check)
        resolve(out)
      }
      waiting.add(check)
      check()
    })
  return { child, done, says }
}

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

async function startCsms(card = 'Accepted', boot = 'Accepted'): Promise<string> {
  const currentTime = new Date().toISOString()
  const answers: Record<string, object> = {
    BootNotification: { status: boot, currentTime, interval: 300 },
    Authorize: { idTokenInfo: { status: card } },
  }
  const csms = await listen({ versions: [ocpp201 as Protocol], port: 0, fallback: (_, { action }) => answers[action] ?? {} })
  open.push(csms)
  return csms.url
}

describe('ocpp-charge-point', () => {
  it('boots, plugs in, charges and ends on Ctrl-C within two seconds', async () => {
    const { child, done, says } = run('--csms', await startCsms(), '--id', 'CLI1', '--plug', '--card', 'A', '--sample', '1')
    await says('kW')
    const before = Date.now()
    child.kill('SIGINT')
    const { code, out, err } = await done
    expect(Date.now() - before).toBeLessThan(2_000)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('Accepted by the csms')
    expect(out).toMatch(/→ BootNotification/)
    expect(out).toMatch(/← BootNotification \(response\)\s+Accepted\s+\d+ ms/)
    expect(out).toContain('transaction 1 started')
  })

  it('writes one JSON object a line with --json, and ends with --duration', async () => {
    const { done } = run('--csms', await startCsms(), '--json', '--duration', '1s')
    const { code, out } = await done
    const events = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string; at: string })
    expect(code).toBe(0)
    expect(events.map(({ event }) => event)).toContain('link')
    expect(Number.isNaN(Date.parse(events[0]?.at ?? ''))).toBe(false)
  })

  it.each([
    [['--csms', 'ws://127.0.0.1:9', '--verison', '1.6'], /--version/],
    [['--csms', 'http://127.0.0.1:9'], /ws:\/\//],
    [['--csms', 'ws://127.0.0.1:9', '--evses', 'many'], /whole number/],
    [['--csms', 'ws://127.0.0.1:9', '--version', '1.5'], /Allowed choices are 1.6, 2.0.1, 2.1/],
    [['--csms', 'ws://127.0.0.1:9', '--duration', '720h'], /--duration.*at most 596h/],
    [['--csms', 'ws://127.0.0.1:9', '--give-up', '720h'], /--give-up.*at most 596h/],
    [['--csms', 'ws://127.0.0.1:9', '--count', '0'], /--count 0 leaves nothing to do without --control-port/],
    [['--csms', 'ws://127.0.0.1:9', '--control-port', '70000'], /--control-port.*from 0 to 65535/],
    [['--csms', 'ws://127.0.0.1:9', '--scenario', '/no/such.yaml'], /--scenario \/no\/such.yaml: there is no such file/],
    [['--csms', 'ws://127.0.0.1:9', '--faults', '/no/such.yaml'], /--faults \/no\/such.yaml: there is no such file/],
    [['--csms', 'ws://127.0.0.1:9', '--junit', 'x.xml'], /--junit: there is no --scenario/],
    [[], /--csms/],
  ])('exits with 2 and a hint on %j', async (args, hint) => {
    const { code, err } = await run(...args).done
    expect(code).toBe(2)
    expect(err).toMatch(hint)
  })

  it('tells its own version with -V, and --help says that --version is that of OCPP', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
    expect(await run('-V').done).toEqual({ code: 0, out: `${version}\n`, err: '' })
    const { code, out } = await run('--help').done
    expect(code).toBe(0)
    expect(out).toMatch(/-V .*version of ocpp-charge-point/)
    expect(out).toMatch(/--version <version> +OCPP version/)
  })

  it('exits with 3 when nobody is there, once it may give up', async () => {
    expect(await run('--csms', 'ws://127.0.0.1:9', '--give-up', '500ms').done).toMatchObject({ code: 3 })
  })

  it('exits with 4 when it is not accepted in time', async () => {
    expect(await run('--csms', await startCsms('Accepted', 'Pending'), '--give-up', '500ms').done).toMatchObject({ code: 4 })
  })

  it('exits with 5 when the card is refused', async () => {
    expect(await run('--csms', await startCsms('Blocked'), '--card', 'A').done).toMatchObject({ code: 5 })
  })

  it('runs many stations with --count and --ramp, told as figures', async () => {
    const { child, done, says } = run('--csms', await startCsms(), '--id', 'DEPOT', '--count', '12', '--ramp', '200ms', '--seed', '7')
    await says('all 12 accepted after')
    child.kill('SIGINT')
    const { code, out, err } = await done
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('12 of 12 connected, 12 accepted, 0 charging, 0 sessions done, 0 errors')
  })

  it('tells the same problem of many stations once, with how often', async () => {
    const { code, out } = await run('--csms', 'ws://127.0.0.1:9', '--count', '5', '--give-up', '500ms').done
    expect(code).toBe(3)
    expect(out).toMatch(/\d+ × no connection: /)
    expect(out.split('\n').filter((line) => line.includes('no connection'))).toHaveLength(1)
  })

  it('opens its control with --control-port, where stations can be made', async () => {
    const csmsUrl = await startCsms()
    const { child, done, says } = run('--csms', csmsUrl, '--count', '0', '--control-port', '0', '--json')
    const url = /"url":"([^"]+)"/.exec(await says('"event":"control"'))?.[1]
    const made = await fetch(`${url}/stations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ identity: 'MADE', version: '1.6', csmsUrl }),
    })
    expect(made.status).toBe(201)
    child.kill('SIGINT')
    expect((await done).code).toBe(0)
  })

  it('keeps a file for each station with --state', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ocpp-kit-cli-'))
    try {
      await run('--csms', await startCsms(), '--id', 'A B', '--state', folder, '--duration', '500ms').done
      expect(readdirSync(folder)).toEqual(['A%20B.jsonl'])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('runs scenarios, reports them and exits with 0 when all pass, 6 when one fails', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ocpp-kit-cli-'))
    try {
      const [good, bad, report] = ['good.yaml', 'bad.yaml', 'report.xml'].map((name) => join(folder, name)) as [string, string, string]
      writeFileSync(good, 'steps:\n  - start:\n  - waitFor: { event: accepted, within: 10s }\n')
      writeFileSync(bad, 'steps:\n  - unplug:\n')
      const csmsUrl = await startCsms()
      expect(await run('--csms', csmsUrl, '--scenario', good).done).toMatchObject({ code: 0 })
      const { code, out } = await run('--csms', csmsUrl, '--scenario', good, bad, '--junit', report).done
      expect(code).toBe(6)
      expect(out).toContain('bad.yaml:2 unplug: unplugged: no car is plugged in')
      expect(out).toContain('1 of 2 scenarios passed')
      expect(readFileSync(report, 'utf8')).toContain('failures="1"')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('exits with 2 on a scenario it cannot understand, naming file and line, before anything is run', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ocpp-kit-cli-'))
    try {
      writeFileSync(join(folder, 'bad.yaml'), 'steps:\n  - explode:\n')
      const { code, err } = await run('--csms', 'ws://127.0.0.1:9', '--scenario', join(folder, 'bad.yaml')).done
      expect(code).toBe(2)
      expect(err).toContain('bad.yaml:2: a step needs one of')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('ocpp-charge-point with what goes wrong', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ocpp-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const faultsFile = (text: string): string => {
    const file = join(folder, 'faults.yaml')
    writeFileSync(file, text)
    return file
  }

  it('applies --faults, tells of each, and of who broke a rule', async () => {
    const faults = faultsFile('faults:\n  - { do: duplicate, name: echo, when: { direction: in, action: BootNotification } }\n')
    const { done } = run('--csms', await startCsms(), '--faults', faults, '--seed', '7', '--duration', '1s')
    const { code, out, err } = await done
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/fault {3}duplicate from the csms \(echo\)/)
    expect(out).toMatch(/verdict the csms broke unmatchedAnswer: no call was waiting/)
  })

  it('records every frame in a file, without id tokens unless --raw is given', async () => {
    const csms = await startCsms()
    for (const [file, raw] of [
      ['redacted.jsonl', []],
      ['raw.jsonl', ['--raw']],
    ] as const) {
      const args = ['--csms', csms, '--plug', '--card', 'SECRETCARD', '--record', join(folder, file), ...raw, '--duration', '1s']
      expect(await run(...args).done).toMatchObject({ code: 0, err: '' })
      const text = readFileSync(join(folder, file), 'utf8')
      expect(parseTranscript(text)[0]).toMatchObject({ recordedBy: 'station', direction: 'out', station: 'CP1' })
      expect(text.includes('SECRETCARD')).toBe(raw.length > 0)
    }
  })

  it('records each station in a file of its own, in a folder', async () => {
    const args = ['--csms', await startCsms(), '--count', '2', '--record', `${folder}/records/`, '--quirks', 'noModel', '--duration', '1s']
    expect(await run(...args).done).toMatchObject({ code: 0, err: '' })
    expect(readdirSync(join(folder, 'records')).sort()).toEqual(['CP1-1.jsonl', 'CP1-2.jsonl'])
    const [first] = parseTranscript(readFileSync(join(folder, 'records/CP1-2.jsonl'), 'utf8'))
    expect(first?.frame).toContain('"chargingStation":{"vendorName":"ocpp-kit"}')
  })

  it('lets shapes happen', async () => {
    const shapes = ['--shape', 'herd:after=500ms', '--shape', 'blackout:after=1s,lasts=100ms']
    const { child, done, says } = run('--csms', await startCsms(), '--count', '3', ...shapes)
    await says('herd:after=500ms: all back')
    await says('blackout:after=1s,lasts=100ms: all back')
    child.kill('SIGINT')
    expect(await done).toMatchObject({ code: 0, err: '' })
  })

  it('records and spoils what a scenario does', async () => {
    const scenario = join(folder, 'scenario.yaml')
    writeFileSync(scenario, 'steps:\n  - start:\n  - waitFor: { event: verdict, match: { rule: required, by: station }, within: 5s }\n')
    const record = join(folder, 'scenario.jsonl')
    const args = ['--csms', await startCsms(), '--scenario', scenario, '--record', record, '--quirks', 'noModel']
    expect(await run(...args).done).toMatchObject({ code: 0, err: '' })
    expect(parseTranscript(readFileSync(record, 'utf8')).length).toBeGreaterThan(0)
  })

  it.each([
    ['--quirks', 'noPing', /list of availableAfterRemoteStop/],
    ['--validation', 'loose', /enforce, report or off/],
    ['--validation', 'Stroll=off', /validation\.actions\.Stroll: no such action/],
    ['--shape', 'storm', /herd, rolling or blackout/],
  ])('exits with 2 and a hint on %s %s', async (option, value, hint) => {
    const { code, err } = await run('--csms', 'ws://127.0.0.1:9', option, value).done
    expect(code).toBe(2)
    expect(err).toMatch(hint)
  })

  it.each([
    ['- { do: drop }\n- do: drop\n  ms: 5\n', /faults\.yaml:3: faults\[1\]\.ms is not known here/],
    ['faults:\n  - do: lose\n', /faults\.yaml:2: faults\[0\]\.do must be one of/],
    ['nothing: here\n', /faults\.yaml:1: faults must be a list/],
    ['- {', /faults\.yaml:\d+: /],
  ])('exits with 2 and names file, line and key of wrong faults', async (text, hint) => {
    const { code, err } = await run('--csms', 'ws://127.0.0.1:9', '--faults', faultsFile(text)).done
    expect(code).toBe(2)
    expect(err).toMatch(hint)
  })
})
