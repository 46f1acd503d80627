import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { ocpp16 } from '@ocpp-kit/ocpp16'
import { dial } from '@ocpp-kit/rpc/ws'
import { describe, expect, it } from 'vitest'
import { startDemo } from '../src/demo.js'

const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url))

/** Lines of a log, and a way to wait for one. */
function createLines() {
  const lines: string[] = []
  /** As they were written, colours and all. */
  const raw: string[] = []
  const waiting = new Set<() => void>()
  return {
    lines,
    raw,
    write: (line: string): void => {
      raw.push(line)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with an escape character
      lines.push(line.replace(/\u001b\[\d+m/g, ''))
      for (const look of waiting) look()
    },
    until: (wanted: RegExp): Promise<string> =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = lines.find((line) => wanted.test(line))
          if (found === undefined) return
          waiting.delete(look)
          resolve(found)
        }
        waiting.add(look)
        look()
      }),
  }
}

function run(...parameters: string[]) {
  const child = spawn(process.execPath, [cli, ...parameters], { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  child.stdout.on('data', (text: Buffer) => (output += text))
  child.stderr.on('data', (text: Buffer) => (output += text))
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  const said = (text: string): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => void (output.includes(text) && resolve())
      child.stdout.on('data', look)
      look()
    })
  return { child, ended, said, output: () => output }
}

describe('the demo', () => {
  it('three stations of three versions boot, authorize, charge, send meter values and stop', { timeout: 30_000 }, async () => {
    const { write, until, lines } = createLines()
    const demo = await startDemo({ port: 0, speed: 8, write })
    for (const identity of ['DEMO-16', 'DEMO-201', 'DEMO-21']) {
      await until(new RegExp(`${identity} .*BootNotification +Accepted +\\d+ ms`))
      await until(new RegExp(`${identity} .*Authorize +Accepted`))
      await until(new RegExp(`${identity} .* kW +\\d+ Wh`))
      await until(new RegExp(`${identity} +transaction \\w+ ended: [1-9]\\d* Wh`))
    }
    await demo.stop()
    expect(lines.filter((line) => /Error|violation/.test(line))).toEqual([])
    expect(lines.at(-1)).toBe('Stopped.')
  })
})

describe('the log of the demo', () => {
  it('shows what any station says as text, one line each', { timeout: 30_000 }, async () => {
    const { write, until, raw } = createLines()
    const demo = await startDemo({ port: 0, speed: 1, write })
    const client = dial({ url: demo.url, identity: 'EVIL', versions: [ocpp16], callTimeoutMs: 1_000 })
    const csms = await client.open()
    await csms.call('BootNotification', { chargePointVendor: 'a', chargePointModel: 'b' })
    csms.sendText(JSON.stringify([2, '1', `Foo\n07:00:00  DEMO-16   forged\u001b[2J`, {}]))
    csms.sendText(JSON.stringify([2, '2', 'StatusNotification', { connectorId: 1, errorCode: 'NoError', status: '\u001b[2J\nforged' }]))
    csms.sendText(JSON.stringify([2, '3', 'MeterValues', { connectorId: 1, meterValue: [{ sampledValue: 5 }, null] }]))
    csms.sendText(JSON.stringify([2, '4', 'X'.repeat(5_000), {}]))
    await until(/EVIL .*Foo\\u000a07:00:00/)
    await until(/EVIL .*StatusNotification .*\\u001b\[2J\\u000aforged/)
    await until(/EVIL .*MeterValues/)
    await until(/EVIL .*XXXX…/)
    await client.close()
    await demo.stop()
    for (const line of raw) {
      expect(line).toMatch(/^[^\n\r]{1,400}$/)
      expect(line).not.toContain('\u001b[2J')
    }
  })
})

describe('npm start', () => {
  it('ends cleanly within two seconds of Ctrl-C', { timeout: 20_000 }, async () => {
    const { child, ended, said } = run('--port', '0')
    await said('started')
    const askedAt = performance.now()
    child.kill('SIGINT')
    expect(await ended).toBe(0)
    expect(performance.now() - askedAt).toBeLessThan(2_000)
  })

  it('says what to do when the port is taken, and exits with 1', async () => {
    const other = createServer()
    const port = await new Promise<number>((resolve) =>
      other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port)),
    )
    const { ended, output } = run('--port', String(port))
    expect(await ended).toBe(1)
    other.close()
    expect(output()).toMatch(new RegExp(`^The demo cannot start: .*127\\.0\\.0\\.1:${port}.*npm start -- --port \\d+\\n$`))
  })

  it.each([[['--port', 'x']], [['--prot', '1']], [['--speed', '0']], [['extra']]])('refuses %j and exits with 2', async (parameters) => {
    const { ended, output } = run(...parameters)
    expect(await ended).toBe(2)
    expect(output()).toContain('Try --help')
  })
})
