import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { BenchDatabase } from './database.js'
import { cpuMsOf, rssBytesOf } from './process-figures.js'

const adminToken = 'bench-0123456789abcdef'
const startPatienceMs = 120_000

const manifest = fileURLToPath(import.meta.resolve('@ocpp-kit/csms/package.json'))
const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly bin: Readonly<Record<string, string>> }
const builtCsms = join(dirname(manifest), bin['ocpp-csms'] ?? '')
const noStore = fileURLToPath(new URL('./csms-no-store.js', import.meta.url))

export interface ServerPlan {
  /** `undefined`: the csms that answers without storing. */
  readonly database: BenchDatabase | undefined
  /** Stations let in per second. Default 10,000. */
  readonly acceptRate?: number | undefined
  readonly nodeOptions?: readonly string[] | undefined
}

/** CPU time in ms. */
export interface Cost {
  readonly csmsMs: number
  readonly databaseMs: number
}

/** A csms in a process of its own, looked at from outside. */
export class BenchServer {
  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
    private readonly database: BenchDatabase | undefined,
    readonly url: string,
    readonly apiUrl: string,
  ) {}

  static async start({ database, acceptRate = 10_000, nodeOptions = [] }: ServerPlan): Promise<BenchServer> {
    const [port, httpPort] = [await freePort(), await freePort()]
    const settings = {
      port,
      'http-port': httpPort,
      ...(database !== undefined && { database: database.location }),
      'unknown-stations': 'accept',
      'unknown-tokens': 'accept',
      'accept-rate': acceptRate,
      'log-level': 'warn',
    }
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)])
    const folder = mkdtempSync(join(tmpdir(), 'ocpp-bench-csms-'))
    const child = spawn(process.execPath, [...nodeOptions, database === undefined ? noStore : builtCsms, ...args], {
      cwd: folder,
      env: { ...process.env, OCPP_CSMS_ADMIN_TOKEN: adminToken },
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    const server = new BenchServer(child, folder, database, `ws://127.0.0.1:${port}`, `http://127.0.0.1:${httpPort}/v1`)
    const deadline = performance.now() + startPatienceMs
    while (!(await accepts(port)) || !(await accepts(httpPort))) {
      if (child.exitCode !== null) throw new Error(`the csms ended with ${child.exitCode}`)
      if (performance.now() > deadline) throw new Error(`the csms does not listen after ${startPatienceMs} ms`)
      await pause(20)
    }
    return server
  }

  get rssBytes(): number {
    return rssBytesOf(this.child.pid ?? 0)
  }

  /** What something costs the csms and its database. */
  async costOf<T>(act: () => Promise<T>): Promise<{ readonly result: T; readonly cost: Cost }> {
    const before = await this.spent()
    const result = await act()
    const after = await this.spent()
    return { result, cost: { csmsMs: after.csmsMs - before.csmsMs, databaseMs: after.databaseMs - before.databaseMs } }
  }

  /** Asks the API; resolves with its JSON. @throws Error the status is not 200 */
  async get(path: string): Promise<unknown> {
    const response = await fetch(this.apiUrl + path, { headers: { authorization: `Bearer ${adminToken}` } })
    if (response.status !== 200) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`)
    return response.json()
  }

  /** Ends it in good order, so that it can write its profile. */
  async stop(): Promise<void> {
    const timer = setTimeout(() => this.child.kill('SIGKILL'), 15_000)
    if (this.child.exitCode === null) {
      this.child.kill('SIGTERM')
      await once(this.child, 'exit')
    }
    clearTimeout(timer)
    rmSync(this.folder, { recursive: true, force: true })
  }

  private async spent(): Promise<Cost> {
    return { csmsMs: cpuMsOf(this.child.pid ?? 0), databaseMs: (await this.database?.cpuMs()) ?? 0 }
  }
}

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const settle = (is: boolean) => () => {
      socket.destroy()
      resolve(is)
    }
    socket.once('connect', settle(true))
    socket.once('error', settle(false))
  })

async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { readonly port: number }
  server.close()
  await once(server, 'close')
  return port
}
