import { createCsms } from '@ocpp-kit/csms'
import { ocpp16 } from '@ocpp-kit/csms/ocpp16'
import { ocpp21 } from '@ocpp-kit/csms/ocpp21'
import { ocpp201 } from '@ocpp-kit/csms/ocpp201'
import { stations } from './cars.js'
import { drive } from './driver.js'
import { Log } from './log.js'

export interface DemoOptions {
  /** 0 takes any free port. */
  readonly port: number
  /** How much faster than real the drivers are. */
  readonly speed: number
  readonly write: (line: string) => void
}

export interface Demo {
  readonly url: string
  /** Ends everything: stations first, then the csms. */
  stop(): Promise<void>
}

/**
 * A csms and three stations of three versions.
 * @throws CsmsError `PORT_TAKEN`
 */
export async function startDemo({ port, speed, write }: DemoOptions): Promise<Demo> {
  const log = new Log(write)
  const csms = createCsms({
    versions: [ocpp21, ocpp201, ocpp16],
    port,
    acceptance: 'Accepted',
    unknownTokens: 'accept',
    heartbeatIntervalSeconds: 10,
    closeTimeoutMs: 500,
  })
  csms.on('message', (exchange) => log.exchange(exchange))
  csms.on('transaction.started', ({ station, transaction }) => log.started(station.identity, transaction))
  csms.on('transaction.ended', ({ station, transaction }) => log.ended(station.identity, transaction))
  await csms.start()
  log.note(`A csms listens on ${csms.url}; three stations charge at it. Ctrl-C ends.`)

  const ending = new AbortController()
  const onTrouble = (identity: string, error: unknown): void => log.trouble(identity, error)
  const drivers = stations.map((station) => drive(station, { csmsUrl: csms.url, speed, signal: ending.signal, onTrouble }))
  return {
    url: csms.url,
    stop: async () => {
      ending.abort()
      await Promise.all(drivers)
      await csms.stop({ drainMs: 300 })
      log.note('Stopped.')
    },
  }
}
