import type { AnyConnection } from '@ocpp-kit/rpc'
import type { FakeClock } from '@ocpp-kit/rpc/testing'
import { type Command, type Csms, type CsmsOptions, createCsms } from '../../src/index.js'
import { ocpp16 } from '../../src/versions/ocpp16.js'
import { ocpp21 } from '../../src/versions/ocpp21.js'
import { ocpp201 } from '../../src/versions/ocpp201.js'
import { connect, type Driver, type VersionName } from '../drivers.js'
import { later } from '../later.js'

export const versions = [ocpp21, ocpp201, ocpp16]
export type Versions = (typeof versions)[number]

export async function start(options: Partial<CsmsOptions<Versions>> = {}): Promise<Csms<Versions>> {
  const csms = createCsms({
    versions,
    port: 0,
    acceptance: 'Accepted',
    unknownTokens: 'accept',
    pingIntervalMs: 0,
    fullReports: 'onDemand',
    ...options,
  })
  await csms.start()
  later(() => csms.stop())
  return csms
}

export async function arrive(csms: Csms<Versions>, version: VersionName = '2.0.1', identity = 'CP1'): Promise<Driver> {
  const station = await connect(version, csms.url, identity)
  later(() => station.close())
  await station.boot()
  return station
}

export async function leave(csms: Csms<Versions>, station: Driver): Promise<void> {
  const gone = csms.once('station.disconnected')
  await station.close()
  await gone
}

/** Requests that a station gets, as they come. */
export function requests(connection: AnyConnection): { readonly messageId: string; readonly action: string; readonly text: string }[] {
  const all: { messageId: string; action: string; text: string }[] = []
  connection.on('frame', ({ direction, text }) => {
    const [type, messageId, action] = JSON.parse(text) as [number, string, string]
    if (direction === 'in' && type === 2) all.push({ messageId, action, text })
  })
  return all
}

const never = (): Promise<object> => new Promise(() => {})

/** A station that does not answer; resolves when it was asked. */
export const silent = (station: Driver, action: string): Promise<unknown> => station.answer(action, never())

/** Lets time pass, a second at a time, until it is so. */
export async function passUntil(clock: FakeClock, isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let second = 0; second < 2_000; second += 1) {
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    if (await isSo()) return
    await clock.advance(1_000)
  }
  throw new Error('it never came to be so')
}

export const ended = async (csms: Csms<Versions>, { id }: Command): Promise<Command> => {
  const command = await csms.commands.wait(id)
  if (command === undefined) throw new Error('there is no such command')
  return command
}

export const stateOf = async (csms: Csms<Versions>, { id }: Pick<Command, 'id'>): Promise<string | undefined> =>
  (await csms.commands.get(id))?.state

export const interval = (value: string) => ({
  setVariableData: [{ component: { name: 'OCPPCommCtrlr' }, variable: { name: 'HeartbeatInterval' }, attributeValue: value }],
})
export const setResult = (attributeStatus: string) => ({
  setVariableResult: [{ attributeStatus, component: { name: 'OCPPCommCtrlr' }, variable: { name: 'HeartbeatInterval' } }],
})
