import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Random, randomInteger } from '@ocpp-kit/rpc'

export interface CsmsPlan {
  /** The program, by its path; takes the options of `ocpp-csms`. */
  readonly program: string
  readonly programArgs: readonly string[]
  readonly port: number
  readonly httpPort: number
  readonly database: string
  readonly schema: string | undefined
  /** Where it runs, and keeps what it keeps beside its database. */
  readonly folder: string
  readonly adminToken: string
}

/** The built `ocpp-csms`. */
export function builtCsms(): string {
  const manifest = fileURLToPath(import.meta.resolve('@ocpp-kit/csms/package.json'))
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly bin: Readonly<Record<string, string>> }
  return join(dirname(manifest), bin['ocpp-csms'] ?? '')
}

/** How long it may take to come up. */
const startPatienceMs = 120_000
/** So much of what it complains about is kept. */
const maxComplaint = 4_000

/** A csms in a process of its own, started again and again over one database and one port. */
export class CsmsProcess {
  private child: ChildProcess | undefined
  private exited: Promise<unknown> = Promise.resolve()
  private isKilled = false
  private complaint = ''
  /** Why it ended when nobody had killed it. */
  ownEnd: string | undefined

  constructor(private readonly plan: CsmsPlan) {}

  get url(): string {
    return `ws://127.0.0.1:${this.plan.port}`
  }

  get apiUrl(): string {
    return `http://127.0.0.1:${this.plan.httpPort}/v1`
  }

  spawn(): void {
    const { program, programArgs, folder, adminToken } = this.plan
    const others = Object.entries(process.env).filter(([name]) => !name.startsWith('OCPP_CSMS_'))
    const env = { ...Object.fromEntries(others), OCPP_CSMS_ADMIN_TOKEN: adminToken, NO_COLOR: '1' }
    const child = spawn(process.execPath, [program, ...programArgs, ...this.args()], {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.child = child
    this.isKilled = false
    const note = (data: Buffer): void => {
      this.complaint = (this.complaint + data.toString()).slice(-maxComplaint)
    }
    child.stdout.on('data', note)
    child.stderr.on('data', note)
    // It must not outlive the harness, however that ends.
    const end = (): void => void child.kill('SIGKILL')
    process.once('exit', end)
    this.exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        process.off('exit', end)
        if (!this.isKilled) this.ownEnd = `ended by itself with ${code ?? signal}:\n${this.complaint}`
        resolve(undefined)
      })
    })
  }

  /** Resolves when it takes connections. @throws Error it has ended, or takes too long */
  async opened(): Promise<void> {
    const deadline = performance.now() + startPatienceMs
    while (!(await accepts(this.plan.port)) || !(await accepts(this.plan.httpPort))) {
      if (this.ownEnd !== undefined) throw new Error(this.ownEnd)
      if (performance.now() > deadline) throw new Error(`it does not listen after ${startPatienceMs} ms:\n${this.complaint}`)
      await pause(20)
    }
  }

  /** Ends it without a word; whoever calls need not wait. */
  kill(): Promise<unknown> {
    this.isKilled = true
    this.child?.kill('SIGKILL')
    return this.exited
  }

  private args(): readonly string[] {
    const { port, httpPort, database, schema } = this.plan
    const settings = {
      port,
      'http-port': httpPort,
      database,
      schema,
      'unknown-stations': 'accept',
      'unknown-tokens': 'accept',
      'accept-rate': 10_000,
      'log-level': 'warn',
    }
    return Object.entries(settings).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, String(value)]))
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

/**
 * A free port below those that systems hand out by themselves: while the csms is down, nothing else takes it, and no station meets itself
 * by connecting from the very port that it connects to.
 */
export async function freePort(random: Random): Promise<number> {
  for (;;) {
    const port = randomInteger(random, 20_000, 32_000)
    const isFree = await new Promise<boolean>((resolve) => {
      const server = createServer()
      server.once('error', () => resolve(false))
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
    })
    if (isFree) return port
  }
}
