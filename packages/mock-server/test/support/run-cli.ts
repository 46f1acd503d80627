import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))

export interface Run {
  readonly child: ChildProcess
  readonly done: Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>
  /** Resolves with the first match in the output. */
  says(pattern: RegExp): Promise<RegExpExecArray>
}

/** Starts `ocpp-mock-server` as a process of its own. */
export const run = (...args: readonly string[]): Run => runIn('.', ...args)

/** The same in another folder. */
export function runIn(folder: string, ...args: readonly string[]): Run {
  const child = spawn(process.execPath, [cli, ...args], { cwd: folder, env: { ...process.env, NO_COLOR: '1' } })
  onTestFinished(() => void child.kill('SIGKILL'))
  const texts = { out: '', err: '' }
  const waiting = new Set<() => void>()
  child.stdout.on('data', (data: Buffer) => {
    texts.out += data.toString()
    for (const look of waiting) look()
  })
  child.stderr.on('data', (data: Buffer) => (texts.err += data.toString()))
  return {
    child,
    done: new Promise((resolve) => child.on('close', (code) => resolve({ code, ...texts }))),
    says: (pattern) =>
      new Promise((resolve) => {
        const look = (): void => {
          const match = pattern.exec(texts.out)
          if (match === null) return
          waiting.delete(look)
          resolve(match)
        }
        waiting.add(look)
        look()
      }),
  }
}

/** The same on a free port; resolves with where it listens. */
export async function serve(...args: readonly string[]): Promise<Run & { readonly url: string }> {
  const process = run('--port', '0', ...args)
  const [, url = ''] = await process.says(/(?:listening on |"url":")(wss?:\/\/[^/"]+)/)
  return { ...process, url }
}
