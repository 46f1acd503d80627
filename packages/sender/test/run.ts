import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export interface Started {
  readonly ended: Promise<Ended>
  /** Ctrl-C. */
  interrupt(): void
  /** Resolves once the output holds it. */
  says(wanted: RegExp): Promise<void>
}

/** Runs the command. */
export function start(args: readonly string[], input = ''): Started {
  const child = spawn(process.execPath, [cli, ...args], { env: { ...process.env, NO_COLOR: '1' } })
  const texts = { out: '', err: '' }
  child.stdout.on('data', (data: Buffer) => {
    texts.out += data.toString()
  })
  child.stderr.on('data', (data: Buffer) => {
    texts.err += data.toString()
  })
  child.stdin.end(input)
  return {
    ended: new Promise((resolve) => child.on('close', (code) => resolve({ code, ...texts }))),
    interrupt: () => child.kill('SIGINT'),
    says: (wanted) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!wanted.test(texts.out)) return
          child.stdout.off('data', look)
          resolve()
        }
        child.stdout.on('data', look)
        look()
      }),
  }
}

export const run = (args: readonly string[], input?: string): Promise<Ended> => start(args, input).ended
