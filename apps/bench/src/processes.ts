import { type ChildProcess, fork, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

type Program = 'party' | 'crowd' | 'fleet-csms' | 'fleet-party' | 'csms-load'

const script = (name: Program | 'cold'): string => fileURLToPath(new URL(`./${name}.js`, import.meta.url))

/** How long one question to a process may take, ms. */
const patienceMs = 300_000

/** A process under measurement, or the other end of it. */
export class Worker {
  private constructor(private readonly child: ChildProcess) {}

  static async start(
    name: Program,
    parameters: readonly string[],
    nodeOptions: readonly string[] = [],
  ): Promise<[Worker, Record<string, number>]> {
    const child = fork(script(name), parameters, {
      execArgv: ['--expose-gc', ...nodeOptions],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    const worker = new Worker(child)
    return [worker, await worker.next()]
  }

  ask(question: object): Promise<Record<string, number>> {
    const reply = this.next()
    this.child.send(question)
    return reply
  }

  /** Lets it write its profile, if it makes one, and ends it. */
  async end(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve))
    if (this.child.exitCode !== null) return
    if (this.child.connected) this.child.disconnect()
    const timer = setTimeout(() => this.child.kill('SIGKILL'), 5_000)
    await ended
    clearTimeout(timer)
  }

  private next(): Promise<Record<string, number>> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => done(() => reject(new Error(`no answer within ${patienceMs} ms`))), patienceMs)
      const onMessage = (reply: unknown): void => {
        const { failed } = reply as { failed?: string }
        done(() => (failed === undefined ? resolve(reply as Record<string, number>) : reject(new Error(failed))))
      }
      const onExit = (code: number | null): void => done(() => reject(new Error(`the process ended with ${code}`)))
      const done = (settle: () => void): void => {
        clearTimeout(timer)
        this.child.off('message', onMessage)
        this.child.off('exit', onExit)
        settle()
      }
      this.child.once('message', onMessage)
      this.child.once('exit', onExit)
    })
  }
}

/** Runs the cold start of a party in a fresh process; ms from the first import to the first answer. */
export function coldStartMs(party: string): number {
  const { stdout, status, stderr } = spawnSync(process.execPath, [script('cold'), party], { encoding: 'utf8', timeout: 30_000 })
  if (status !== 0) throw new Error(`cold start of ${party}: ${stderr}`)
  return Number(stdout)
}
