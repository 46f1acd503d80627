import { Readable } from 'node:stream'
import { ocpp16 } from '@ocpp-kit/ocpp16'
import { expect, it, onTestFinished } from 'vitest'
import type { CliOptions } from '../src/cli/options.js'
import { defaults } from '../src/cli/options.js'
import { createPrinter } from '../src/cli/print.js'
import { sendRequest } from '../src/cli/send-one.js'
import { serve } from './server.js'

it('ocpp-sender --repeat draws its progress on a terminal, and removes it before the summary', async () => {
  const csms = await serve()
  onTestFinished(() => csms.close())
  const shown: string[] = []
  const show = (text: string): void => void shown.push(text)
  const options: CliOptions = { ...defaults, version: '1.6', url: `${csms.url}/CP1`, validate: true, answer: 'auto', repeat: 4 }
  const code = await sendRequest(
    {
      options,
      protocol: ocpp16,
      print: createPrinter({ out: show, err: show, hasColour: false }),
      stdin: Readable.from([]),
      json: () => {},
      hasTerminal: true,
      drawProgress: show,
      signal: new AbortController().signal,
    },
    'Heartbeat',
  )
  expect(code).toBe(0)
  expect(shown.slice(0, 6)).toEqual([
    ...[25, 50, 75, 100].map((percent) => expect.stringContaining(`] ${percent} % ${percent / 25}/4`)),
    '\r\u001b[2K',
    expect.stringMatching(/^4 sent, 4 as expected/),
  ])
})
