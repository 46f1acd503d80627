// A csms that lets every station in and has it sample each 10 s. Usage: node dist/main.js [port]
import { createCsms, energyWhOf, isCsmsError } from '@ocpp-kit/csms'
import { ocpp16 } from '@ocpp-kit/csms/ocpp16'
import { ocpp21 } from '@ocpp-kit/csms/ocpp21'
import { ocpp201 } from '@ocpp-kit/csms/ocpp201'

const [port = '9000'] = process.argv.slice(2)

const csms = createCsms({
  versions: [ocpp21, ocpp201, ocpp16],
  port: Number(port),
  acceptance: 'Accepted',
  unknownTokens: 'accept',
  tokens: [{ idToken: 'STOLEN', status: 'Blocked' }],
})

csms.on('message', ({ identity, direction, action, status, latencyMs }) => {
  console.log(`${identity} ${direction === 'in' ? '→' : '←'} ${action} ${status} ${latencyMs ?? '–'} ms`)
})

// The same command for every version; a 1.6 station gets ChangeConfiguration(MeterValueSampleInterval).
csms.on('station.booted', async ({ station, registration }) => {
  if (registration !== 'Accepted') return
  try {
    const results = await station.setVariables([{ component: 'SampledDataCtrlr', variable: 'TxUpdatedInterval', value: '10' }])
    console.log(`${station.identity} set its sample interval: ${results.map(({ status }) => status).join()}`)
  } catch (error) {
    console.log(`${station.identity} did not set its sample interval: ${error instanceof Error ? error.message : error}`)
  }
})

csms.on('transaction.ended', ({ station, transaction }) => {
  console.log(`${station.identity} sold ${energyWhOf(transaction) ?? 0} Wh in transaction ${transaction.transactionId}`)
})

// One message of one version, handled by the program itself.
csms.handle(ocpp16, 'DiagnosticsStatusNotification', ({ status }, { station }) => {
  console.log(`${station.identity} diagnostics: ${status}`)
})

try {
  await csms.start()
  console.log(`listening on ${csms.url}`)
} catch (error) {
  // The port is taken, or is no port.
  if (!isCsmsError(error) && !(error instanceof TypeError)) throw error
  console.error(error.message)
  process.exitCode = isCsmsError(error) ? 1 : 2
}

process.once('SIGINT', () => void csms.stop({ drainMs: 500 }))
