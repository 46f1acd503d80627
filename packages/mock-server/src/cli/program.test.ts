import { expect, it, vi } from 'vitest'
import { OptionError } from '../errors.js'
import { main } from './program.js'

it.each([
  [new OptionError('versions must be a list'), 2],
  [new TypeError('cannot read properties of undefined'), 1],
])('tells wrong usage from a fault of its own: %s', async (error, code) => {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  expect(await main([], ['1.6'], () => Promise.reject(error))).toBe(code)
  expect(write).toHaveBeenCalledWith(`ocpp-mock-server: ${error.message}\n`)
  write.mockRestore()
})
