import { expect, it } from 'vitest'
import type { Environment } from './environment.js'
import { progressBar } from './progress.js'

function barOf(environment: { readonly hasTerminal: boolean; readonly isJson?: boolean }, count: number) {
  const drawn: string[] = []
  const { hasTerminal, isJson = false } = environment
  const drawProgress = (text: string): void => void drawn.push(text)
  return { drawn, bar: progressBar({ hasTerminal, drawProgress, options: { json: isJson } } as unknown as Environment, count) }
}

it('a progress bar is drawn once for each percent, and removed at the end', () => {
  const { drawn, bar } = barOf({ hasTerminal: true }, 1_000)
  for (const done of [1, 500, 501, 1_000]) bar.update(done)
  bar.end()
  bar.end()
  expect(drawn).toEqual([
    expect.stringContaining('] 0 % 1/1000'),
    expect.stringContaining(`[${'█'.repeat(15)}${'░'.repeat(15)}] 50 % 500/1000`),
    expect.stringContaining('] 100 % 1000/1000'),
    '\r\u001b[2K',
  ])
})

it.each([{ hasTerminal: false }, { hasTerminal: true, isJson: true }])('a progress bar is not drawn with %o', (environment) => {
  const { drawn, bar } = barOf(environment, 10)
  bar.update(5)
  bar.end()
  expect(drawn).toEqual([])
})
