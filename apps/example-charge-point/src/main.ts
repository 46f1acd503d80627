// A 2.0.1 station that charges one car and leaves. Usage: node dist/main.js ws://127.0.0.1:9000 [identity]
import { createChargePoint } from '@ocpp-kit/charge-point'
import { ocpp201 } from '@ocpp-kit/charge-point/ocpp201'

const [csmsUrl = 'ws://127.0.0.1:9000', identity = 'EXAMPLE-1'] = process.argv.slice(2)

const station = createChargePoint({
  version: ocpp201,
  csmsUrl,
  identity,
  vendor: 'Example',
  model: 'One',
  evses: [{ maxPowerW: 11_000 }],
  settings: { sampleIntervalS: 1 },
})

/** What the csms says is shown, not obeyed: it could hold line ends and terminal escapes. */
const plain = (text: string): string => text.replace(/\p{C}/gu, '?').slice(0, 200)

station.on('message', ({ direction, kind, action, tookMs }) => {
  const took = tookMs === undefined ? '' : ` (${Math.round(tookMs)} ms)`
  console.log(`${direction === 'out' ? '→' : '←'} ${plain(action)} ${kind}${took}`)
})
station.on('attemptFailed', ({ error }) => console.log(`no connection yet: ${plain(String(error))}`))
station.on('meter.sample', ({ powerW, energyWh, socPercent = 0 }) => {
  console.log(`  ${Math.round(powerW)} W, ${energyWh.toFixed(2)} Wh, ${socPercent.toFixed(1)} %`)
})

await station.start()

// A toy of a car: full within seconds. Its power falls above 80 %.
const full = new Promise((resolve) => {
  station.on('connector.status', ({ status }) => {
    if (status === 'SuspendedEV') resolve(undefined)
  })
})
const { transactionId } = await station.startCharging({
  idToken: 'CARD-1',
  ev: { batteryCapacityWh: 20, socPercent: 40, maxPowerW: 11_000 },
})
console.log(`transaction ${transactionId} is running`)

await full
const { deliveredWh } = await station.stopCharging()
station.unplug()
console.log(`done: ${deliveredWh.toFixed(2)} Wh`)

// Gives the last messages a moment to be answered.
await new Promise((resolve) => setTimeout(resolve, 200))
await station.stop()
