import { exchangeNamed } from './exchanges.js'
import { loadParty } from './parties/load-party.js'
import type { Call, PartyName } from './parties/party.js'

/* A process of one party at one end. The runner asks by IPC: make calls, tell the CPU time, tell the heap. */

type Question =
  | { readonly ask: 'calls'; readonly count: number }
  | { readonly ask: 'cpu' }
  | { readonly ask: 'heap' }
  | { readonly ask: 'connected' }

const [partyName, end, exchangeName, url, connectionCount, password] = process.argv.slice(2) as [
  PartyName,
  'csms' | 'station',
  string,
  string,
  string,
  string?,
]
const exchange = exchangeNamed(exchangeName)
const party = await loadParty(partyName)
const calls: Call[] = []

/** All connections at once, each one call after the other. */
async function makeCalls(count: number): Promise<void> {
  const each = Math.ceil(count / calls.length)
  await Promise.all(
    calls.map(async (call) => {
      for (let made = 0; made < each; made += 1) await call()
    }),
  )
}

async function answer(question: Question): Promise<object> {
  switch (question.ask) {
    case 'calls':
      await makeCalls(question.count)
      return {}
    case 'cpu': {
      const { user, system } = process.cpuUsage()
      return { cpuUs: user + system }
    }
    case 'heap':
      for (let turn = 0; turn < 4; turn += 1) {
        globalThis.gc?.()
        await new Promise((resolve) => setImmediate(resolve))
      }
      return { heapBytes: process.memoryUsage().heapUsed }
    case 'connected':
      return { connected: calls.length }
  }
}

process.on('message', (question: Question) => {
  answer(question).then(
    (reply) => process.send?.(reply),
    (error: unknown) => process.send?.({ failed: String(error) }),
  )
})
process.on('disconnect', () => process.exit(0))

if (end === 'csms') {
  const port = await party.serve(exchange, (call) => calls.push(call), password)
  process.send?.({ port })
} else {
  for (let index = 0; index < Number(connectionCount); index += 1) calls.push(await party.connect(exchange, url, `CP${index}`))
  process.send?.({ port: 0 })
}
