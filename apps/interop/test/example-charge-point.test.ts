import { afterEach, expect, it, vi } from 'vitest'
import { startServer } from './support/server.js'

const { argv } = process
const main = new URL('../../example-charge-point/src/main.ts', import.meta.url).href

afterEach(() => {
  process.argv = argv
  vi.restoreAllMocks()
})

it('the example of a station charges a car at the mock server and ends, and neither side finds fault', { timeout: 60_000 }, async () => {
  const server = await startServer()
  const lines: string[] = []
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line))
  process.argv = [...argv.slice(0, 2), server.url, 'EXAMPLE-9']
  // The program is done when its module is.
  await import(main)
  expect(server.station('EXAMPLE-9')).toMatchObject({ registration: 'Accepted', transactions: [{ idToken: 'CARD-1', isEnded: true }] })
  expect(lines.find((line) => line.startsWith('done:'))).toMatch(/^done: 1[12]\.\d\d Wh$/)
  expect(server.verdicts()).toEqual([])
})
