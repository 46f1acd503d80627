import { exchangeNamed } from './exchanges.js'
import { loadParty } from './parties/load-party.js'
import type { PartyName } from './parties/party.js'

/* Import, listen, dial, one strict call: what a short-lived program waits for. Prints the milliseconds. */

const started = performance.now()
const party = await loadParty(process.argv[2] as PartyName)
const heartbeat = exchangeNamed('Heartbeat')
const port = await party.serve(heartbeat, () => {})
const call = await party.connect(heartbeat, `ws://127.0.0.1:${port}`, 'COLD')
await call()
process.stdout.write(String(performance.now() - started))
process.exit(0)
