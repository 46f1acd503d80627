import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

/** The commands, by the names that a user types. */
export type Command = 'ocpp-sender' | 'ocpp-mock-server' | 'ocpp-charge-point' | 'ocpp-csms'

/** Where a package says that its command is. */
function pathOf(command: Command): string {
  const manifest = fileURLToPath(import.meta.resolve(`@ocpp-kit/${command.slice('ocpp-'.length)}/package.json`))
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly bin: Readonly<Record<string, string>> }
  return join(dirname(manifest), bin[command] ?? '')
}

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** Resolves with the first match in what it has written; rejects where it ends without. */
  says(pattern: RegExp): Promise<RegExpExecArray>
  /** Ctrl-C. */
  interrupt(): Promise<Ended>
}

/** Starts a command as a process of its own, which at the latest ends with the test; `nodeArgs` are for Node. */
export function start(command: Command, args: readonly string[], nodeArgs: readonly string[] = []): Running {
  const child = spawn(process.execPath, [...nodeArgs, pathOf(command), ...args], {
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const texts = { out: '', err: '' }
  const waiting = new Set<() => void>()
  child.stdout?.on('data', (data: Buffer) => {
    texts.out += data.toString()
    for (const look of waiting) look()
  })
  child.stderr?.on('data', (data: Buffer) => {
    texts.err += data.toString()
  })
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code) => resolve({ code, ...texts }))
  })
  const says = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const match = pattern.exec(texts.out)
        if (match === null) return
        waiting.delete(look)
        resolve(match)
      }
      waiting.add(look)
      look()
      void ended.then(({ code, out, err }) => reject(new Error(`${command} ended with ${code} and never said ${pattern}:\n${out}${err}`)))
    })
  const interrupt = (): Promise<Ended> => {
    child.kill('SIGINT')
    return ended
  }
  return { child, ended, says, interrupt }
}

/** Runs a command to its end. */
export const run = (command: Command, ...args: readonly string[]): Promise<Ended> => start(command, args).ended

/** Starts the mock server on a free port; resolves with where it listens. */
export async function serve(args: readonly string[] = [], nodeArgs: readonly string[] = []): Promise<Running & { readonly url: string }> {
  const server = start('ocpp-mock-server', ['--port=0', ...args], nodeArgs)
  const [, url = ''] = await server.says(/(?:listening on |"url":")(ws:\/\/[^/"]+)/)
  return { ...server, url }
}
