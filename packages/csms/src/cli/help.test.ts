import { expect, test } from 'vitest'
import { errorLine } from './help.js'

test.each([
  ["error: unknown option '--prot'\n(Did you mean --port?)\n", "ocpp-csms: unknown option '--prot'; did you mean --port?\n"],
  ["error: unknown option '--x'\n", "ocpp-csms: unknown option '--x'; see ocpp-csms --help\n"],
  [
    "error: option '--port <number>' argument 'x' is invalid. It must be a whole number.\n",
    "ocpp-csms: option '--port <number>' argument 'x' is invalid. It must be a whole number\n",
  ],
])('%j becomes one line', (text, line) => {
  expect(errorLine(text)).toBe(line)
})
