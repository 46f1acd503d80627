import { parseArgs } from 'node:util'
import { createCsms } from '@ocpp-kit/csms'
import { startApi } from '@ocpp-kit/csms/api'
import { ocpp201 } from '@ocpp-kit/csms/ocpp201'

/* The same csms with its API, but that it answers a TransactionEvent without storing anything: what is left is the price of durability. */

const { values } = parseArgs({ strict: false, options: { port: { type: 'string' }, 'http-port': { type: 'string' } } })
const csms = createCsms({
  versions: [ocpp201],
  port: Number(values['port']),
  acceptance: 'Accepted',
  unknownTokens: 'accept',
  acceptRate: { requestsPerSecond: 10_000, burst: 10_000 },
})
csms.handle(ocpp201, 'TransactionEvent', ({ idToken }) => (idToken === undefined ? {} : { idTokenInfo: { status: 'Accepted' } }))
await csms.start()
const api = await startApi(csms, { port: Number(values['http-port']), adminToken: process.env['OCPP_CSMS_ADMIN_TOKEN'] })
process.once('SIGTERM', async () => {
  await api.close()
  await csms.stop({ drainMs: 100 })
})
