import { ocpp16 } from '@ocpp-kit/ocpp16'
import { validate as validate16 } from '@ocpp-kit/ocpp16/validate'
import { ocpp21 } from '@ocpp-kit/ocpp21'
import { validate as validate21 } from '@ocpp-kit/ocpp21/validate'
import { ocpp201 } from '@ocpp-kit/ocpp201'
import { validate as validate201 } from '@ocpp-kit/ocpp201/validate'
import type { Validate } from '@ocpp-kit/rpc'
import { describe, expect, it } from 'vitest'
import { createGenerator, generate, type ProtocolWithSchema } from './generate.js'

/** The size; the suite runs a tenth, `pnpm test:long` the whole. */
const seedCount = process.env['OCPP_KIT_LONG'] === '1' ? 1_000 : 100

const versions: readonly (readonly [ProtocolWithSchema, Validate])[] = [
  [ocpp16, validate16 as Validate],
  [ocpp201, validate201 as Validate],
  [ocpp21, validate21 as Validate],
]

describe.each(versions)('payloads of $version', (protocol, validate) => {
  it.each(Object.keys(protocol.actions))(`%s is valid, request and response, with ${seedCount} seeds in both modes`, async (action) => {
    const make = await createGenerator(protocol)
    const kinds = protocol.actions[action]?.kind === 'send' ? (['request'] as const) : (['request', 'response'] as const)
    for (let seed = 0; seed < seedCount; seed += 1) {
      for (const kind of kinds) {
        for (const optional of [false, true]) {
          const payload = make(action as never, kind, { seed, optional })
          const { valid, violations } = validate(action, kind, payload)
          if (!valid) expect.fail(`seed ${seed}, optional ${optional}: ${JSON.stringify(violations)} in ${JSON.stringify(payload)}`)
        }
      }
    }
  })
})

describe('a generated payload', () => {
  it('is the same for the same seed, and another for another', async () => {
    const [one, same, other] = await Promise.all(
      [1, 1, 2].map((seed) => generate(ocpp201, 'TransactionEvent', 'request', { seed, optional: true })),
    )
    expect(one).toEqual(same)
    expect(one).not.toEqual(other)
  })
})
