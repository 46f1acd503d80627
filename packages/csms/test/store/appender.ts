/** Appends events to the store it is given, a few at one time, and writes the key of each that was answered: a process to be killed. */
import { stationKey } from '../../src/identifier.js'
import { openStore } from '../../src/store/sql/open.js'
import { eventOf } from './load.js'

const [location = '', schema] = process.argv.slice(2)
const store = await openStore(location, { schema })

const append = async (nth: number): Promise<never> => {
  for (let seqNo = 0; ; seqNo += 1) {
    const event = eventOf(stationKey('default', 'CP1'), `TX-${nth}`, seqNo)
    await store.transactions.append(event)
    process.stdout.write(`${event.key}\n`)
  }
}
await Promise.all(Array.from({ length: 20 }, (_, nth) => append(nth)))
