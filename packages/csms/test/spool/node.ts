/**
 * A csms to be killed: over a database file and a spool folder, with a store that goes away and comes back by itself, or as standard
 * input says. Writes its address, and a line for each message that is spooled, each that comes into the store, and whenever
 * nothing is left in the spool.
 */
import { createInterface } from 'node:readline'
import { createCsms } from '../../src/index.js'
import { openStore } from '../../src/store/sql/open.js'
import { ocpp16 } from '../../src/versions/ocpp16.js'
import { ocpp201 } from '../../src/versions/ocpp201.js'
import { createSwitch } from './switch.js'

const [location = '', folder = ''] = process.argv.slice(2)
const way = createSwitch(await openStore(location))
const csms = createCsms({
  versions: [ocpp201, ocpp16],
  port: 0,
  acceptance: 'Accepted',
  tokens: [{ idToken: 'T1' }],
  store: way.store,
  spool: { folder, retryMs: 5, segmentBytes: 4000 },
  onError: () => {},
})
const tell = (line: string): void => void process.stdout.write(`${line}\n`)
csms.on('message.spooled', () => tell('spooled'))
for (const name of ['transaction.started', 'transaction.updated', 'transaction.ended'] as const) csms.on(name, () => tell('stored'))
csms.on('spool.drained', () => tell('drained'))
await csms.start()
tell(csms.url)
if (csms.spool?.depth === 0) tell('drained')

let isFlapping = false
for await (const command of createInterface(process.stdin)) {
  if (command === 'cut') way.cut()
  if (command === 'restore') way.restore()
  if (command !== 'flap' || isFlapping) continue
  isFlapping = true
  let isOut = false
  setInterval(() => {
    isOut = !isOut
    if (isOut) way.cut()
    else way.restore()
  }, 25)
}
