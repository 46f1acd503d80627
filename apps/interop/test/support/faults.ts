import { type ChargePoint, ChargePointError } from '@ocpp-kit/charge-point'
import type { Csms } from '@ocpp-kit/csms'
import { type AnyConnection, isConnectionError, type Protocol } from '@ocpp-kit/rpc'
import { expect, onTestFinished } from 'vitest'

/** What one end has found wrong, with the other or with itself; every payload that breaks its schema is among it. */
export interface Fault {
  readonly foundBy: 'csms' | 'station'
  readonly what: string
  readonly detail: unknown
}

/** What was found wrong in a test. The test fails with what is left in it at its end. */
export class Faults {
  private found: Fault[] = []

  constructor() {
    onTestFinished(() => expect(this.found, 'what the ends have found wrong with each other').toEqual([]))
  }

  add(fault: Fault): void {
    this.found.push(fault)
  }

  /** Takes out what a test has brought about on purpose; the rest still fails it. */
  take(isMeant: (fault: Fault) => boolean = () => true): readonly Fault[] {
    const taken = this.found.filter(isMeant)
    this.found = this.found.filter((fault) => !taken.includes(fault))
    return taken
  }
}

/** Looks at every frame and every answer of a csms. */
export function watchCsms<P extends Protocol>(csms: Csms<P>, faults: Faults): void {
  const found =
    (what: string) =>
    (detail: object): void => {
      const { connection, ...rest } = detail as { readonly connection?: AnyConnection }
      faults.add({ foundBy: 'csms', what, detail: { ...rest, station: connection?.identity } })
    }
  csms.on('station', (connected) => {
    const connection = connected as unknown as AnyConnection
    for (const what of ['violation', 'fault', 'unmatchedAnswer', 'answerRefused', 'error'] as const) connection.on(what, found(what))
  })
  csms.on('exchange', (record) => {
    // A connection may end before an answer; silence on one that is there is a fault.
    if (record.outcome === 'error' || record.code === 'CALL_TIMEOUT') found('exchange')(record)
  })
  csms.on('message.failed', found('message.failed'))
  csms.on('message.quarantined', found('message.quarantined'))
}

/** A connection may end at any time; what waits for an answer then, or for its turn, is told of by the station. */
const isGone = (error: unknown): boolean =>
  error instanceof ChargePointError ? error.code === 'OFFLINE' : isConnectionError(error) && error.code !== 'CALL_TIMEOUT'

/** Looks at every frame of a station, and at what it could not do. */
export function watchStation(station: ChargePoint, faults: Faults): void {
  const found =
    (what: string) =>
    (detail: unknown): void =>
      faults.add({ foundBy: 'station', what, detail })
  station.on('verdict', found('verdict'))
  station.on('messageDropped', found('messageDropped'))
  station.on('error', (problem) => {
    if (!isGone(problem.error)) found('error')(problem)
  })
  station.on('message', (message) => {
    if (message.kind === 'error' || message.kind === 'invalid') found('message')(message)
  })
}
