import { describe, test } from 'vitest'
import { addressOf, type ServiceAddress, type ServiceName, whyUnreachable } from './address.ts'

/**
 * A suite that talks to a real service. Where the service is missing the suite is skipped by name, and says so;
 * with `REQUIRE_SERVICES=1`, as in CI, a missing service is a failed test.
 */
export function describeWithService(name: ServiceName, suite: (address: ServiceAddress) => void): void {
  describe(`with ${name}`, async () => {
    const address = addressOf(name)
    const reason = await whyUnreachable(address)
    if (reason === undefined) return suite(address)

    const problem = `needs ${name} at ${address.host}:${address.port} (${reason})`
    if (process.env['REQUIRE_SERVICES'] === '1') {
      test(problem, () => {
        throw new Error(`${problem}, and REQUIRE_SERVICES=1 forbids to skip it`)
      })
      return
    }
    console.warn(`SKIPPED: ${problem}`)
    describe.skip(problem, () => suite(address))
  })
}
