import { createFleet } from '@ocpp-kit/charge-point'
import { ocpp201 } from '@ocpp-kit/charge-point/ocpp201'
import { WebSocket } from 'ws'

/* The process under measurement: a fleet of stations, or as many bare sockets. Ends with its parent. */

const [kind, url = '', count = '0', overMs = '0'] = process.argv.slice(2) as ['sockets' | 'stations', string, string, string]

/** So many handshakes of bare sockets are under way at one time. */
const atOnce = 100

/** What was started is held, so that it is there to be measured. */
const held: unknown[] = []

async function openSockets(): Promise<void> {
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < Number(count)) {
      next += 1
      const socket = new WebSocket(`${url}/SOCKET-${next}`, ['ocpp2.0.1'], { perMessageDeflate: false })
      held.push(socket)
      await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}

async function startFleet(): Promise<void> {
  const fleet = createFleet({ version: ocpp201, csmsUrl: url }, Number(count))
  held.push(fleet)
  await fleet.start({ overMs: Number(overMs) })
}

function figures(): Record<string, number> {
  for (let turn = 0; turn < 4; turn += 1) globalThis.gc?.()
  const { heapUsed, rss } = process.memoryUsage()
  const { user, system } = process.cpuUsage()
  return { heapBytes: heapUsed, rssBytes: rss, cpuMs: (user + system) / 1_000 }
}

process.on('disconnect', () => process.exit(0))
process.on('message', async (question: { readonly ask: 'start' | 'figures' }) => {
  if (question.ask === 'figures') {
    process.send?.(figures())
    return
  }
  const began = performance.now()
  try {
    await (kind === 'stations' ? startFleet() : openSockets())
    process.send?.({ tookMs: performance.now() - began })
  } catch (error) {
    process.send?.({ failed: String(error) })
  }
})
process.send?.({ ready: 1 })
