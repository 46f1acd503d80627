import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SocketPort, SocketReceiver } from '@ocpp-kit/rpc'
import type { MemorySocket } from '@ocpp-kit/rpc/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { type ChargePoint, ChargePointError, createFileStateStore, type StationVersion } from '../src/index.js'
import { ocpp21 } from '../src/versions/ocpp21.js'
import { type Payload, type Received, type Setup, settle, setUp, setUpAccepted } from './support/csms.js'
import { allVersions, ocpp16 } from './support/versions.js'

const ev = { batteryCapacityWh: 10_000, socPercent: 50, maxPowerW: 10_000 }
const transactionActions = ['StartTransaction', 'MeterValues', 'StopTransaction', 'TransactionEvent']

/** Where in the life of a message the power goes. */
const moments = ['before it is sent', 'before it is answered', 'with its answer', 'after its answer'] as const
type Moment = (typeof moments)[number]

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await Promise.resolve()
}

/** Cuts the power at one message of all that are about transactions. */
class Cutter {
  seen = 0
  isDone = false
  private messageId: string | undefined

  constructor(
    private readonly nth: number,
    private readonly moment: Moment,
    private readonly cut: () => void,
  ) {}

  readonly tap = (socket: MemorySocket): SocketPort => {
    let isDead = false
    const go = (): void => {
      if (this.isDone) return
      this.isDone = true
      // Nothing leaves a station without power.
      isDead = true
      this.cut()
    }
    const send = (text: string): void => {
      if (isDead) return
      const [type, messageId, action] = JSON.parse(text) as [number, string, string]
      if (type !== 2 || !transactionActions.includes(action) || this.isDone) return socket.send(text)
      this.seen += 1
      if (this.seen !== this.nth) return socket.send(text)
      this.messageId = messageId
      if (this.moment === 'before it is sent') return go()
      socket.send(text)
      if (this.moment === 'before it is answered') go()
    }
    const receive = (receiver: SocketReceiver, text: string): void => {
      receiver.receive(text)
      const [type, messageId] = JSON.parse(text) as [number, string]
      if (type !== 3 || messageId !== this.messageId || this.isDone) return
      if (this.moment === 'with its answer') go()
      else void turns(20).then(go)
    }
    return {
      get bufferedBytes() {
        return socket.bufferedBytes
      },
      send,
      close: (code, reason) => socket.close(code, reason),
      attach: (receiver) =>
        socket.attach({
          receive: (text) => receive(receiver, text),
          closed: (code, reason) => receiver.closed(code, reason),
        }),
    }
  }
}

/** A csms as it should be: the time is right, and the same start, told twice, is one transaction. */
function behave({ csms }: Setup<StationVersion>): void {
  csms.answers['BootNotification'] = () => ({ status: 'Accepted', currentTime: csms.now(), interval: 300 })
  csms.answers['Heartbeat'] = () => ({ currentTime: csms.now() })
  const ids = new Map<string, number>()
  csms.answers['StartTransaction'] = (request) => {
    const key = JSON.stringify(request)
    const transactionId = ids.get(key) ?? ids.size + 1
    ids.set(key, transactionId)
    return { transactionId, idTagInfo: { status: 'Accepted' } }
  }
}

const unlessOver = async (run: () => unknown): Promise<void> => {
  try {
    await run()
  } catch (error) {
    if (!(error instanceof ChargePointError)) throw error
  }
}

/** A session of some minutes; whenever the power has gone, it comes back half a minute later. */
async function live(setup: Setup<StationVersion>, current: () => ChargePoint, revive: () => Promise<void>): Promise<void> {
  const { csms } = setup
  const steps: (() => unknown)[] = [
    () => current().plugIn({ ev }),
    () => current().presentCard({ idToken: 'CARD' }),
    () => csms.pass(60_000, 10_000),
    () => current().setEvReady({ isReady: false }),
    () => csms.pass(60_000, 10_000),
    () => current().setEvReady({ isReady: true }),
    () => csms.pass(60_000, 10_000),
    () => current().stopCharging(),
    () => current().unplug(),
  ]
  for (const step of steps) {
    await unlessOver(step)
    await settle()
    await revive()
  }
  await csms.pass(300_000, 30_000)
}

interface Fact {
  readonly request: Payload
  readonly times: number
}

/** Every message once, however often it came, in the order in which it came first. */
function facts(received: readonly Received[]): Fact[] {
  const all = new Map<string, { request: Payload; times: number }>()
  for (const { action, request } of received) {
    if (!transactionActions.includes(action)) continue
    const { offline, ...content } = request
    void offline
    const key = JSON.stringify([action, content])
    const known = all.get(key)
    if (known === undefined) all.set(key, { request: { action, ...request }, times: 1 })
    else known.times += 1
  }
  return [...all.values()]
}

const energies = (request: Payload): number[] => {
  const values = [request['meterValue'], request['transactionData']].flatMap(
    (one) => (one as { sampledValue: Payload[] }[] | undefined) ?? [],
  )
  return values.flatMap(({ sampledValue }) =>
    sampledValue.filter(({ measurand }) => measurand === 'Energy.Active.Import.Register').map(({ value }) => Number(value)),
  )
}

const isRising = (values: readonly number[]): boolean => values.every((value, index) => index === 0 || value >= (values[index - 1] ?? 0))

function check16(received: readonly Received[], sessions: number): void {
  const all = facts(received).map(({ request }) => request)
  const starts = all.filter(({ action }) => action === 'StartTransaction')
  const stops = all.filter(({ action }) => action === 'StopTransaction')
  const samples = all.filter(({ action }) => action === 'MeterValues')
  expect(starts).toHaveLength(sessions)
  expect(stops.map(({ transactionId }) => transactionId).sort()).toEqual(starts.map((_, index) => index + 1))
  for (const [index, { meterStart, timestamp }] of starts.entries()) {
    const id = index + 1
    const stop = stops.find(({ transactionId }) => transactionId === id) ?? {}
    const own = samples.filter(({ transactionId }) => transactionId === id)
    expect(isRising([Number(meterStart), ...own.flatMap(energies), Number(stop['meterStop'])])).toBe(true)
    const times = own.map(({ meterValue }) => String((meterValue as Payload[])[0]?.['timestamp']))
    expect([...times].sort()).toEqual(times)
    expect(Date.parse(String(stop['timestamp']))).toBeGreaterThanOrEqual(Date.parse(String(timestamp)))
  }
  expect(samples.every(({ transactionId }) => Number(transactionId) > 0)).toBe(true)
}

function check2(received: readonly Received[], sessions: number): void {
  const all = facts(received).map(({ request }) => request)
  const ids = [...new Set(all.map(({ transactionInfo }) => (transactionInfo as Payload)['transactionId']))]
  expect(ids).toHaveLength(sessions)
  for (const id of ids) {
    const own = all.filter(({ transactionInfo }) => (transactionInfo as Payload)['transactionId'] === id)
    // One content for each number, and no number left out.
    expect(own.map(({ seqNo }) => seqNo)).toEqual(own.map((_, index) => index))
    expect(own.map(({ eventType }) => eventType)).toEqual(['Started', ...own.slice(2).map(() => 'Updated'), 'Ended'])
    expect(isRising(own.slice(0, -1).flatMap(energies))).toBe(true)
    expect(Math.max(...energies(own.at(-1) ?? {}))).toBeGreaterThanOrEqual(Math.max(0, ...own.flatMap(energies)))
    const times = own.map(({ timestamp }) => String(timestamp))
    expect([...times].sort()).toEqual(times)
  }
}

const checkOf = (version: StationVersion): typeof check2 => (version.version === '1.6' ? check16 : check2)

const settings = { sampleIntervalS: 30, messageAttemptIntervalS: 5 }

/** How many messages about transactions a session comes to where nothing goes wrong. */
async function countMessages(version: StationVersion): Promise<number> {
  const setup = (await setUpAccepted(version, { settings })) as Setup<StationVersion>
  behave(setup)
  await live(
    setup,
    () => setup.station,
    async () => {},
  )
  await setup.station.stop()
  checkOf(version)(setup.csms.received, 1)
  return setup.csms.received.filter(({ action }) => transactionActions.includes(action)).length
}

describe.each(allVersions)('a power cut in a transaction of %s', (_, version) => {
  it.each(moments)(
    'at each of its messages, %s, loses nothing that was told and leaves no gap (1.6 §3.7, E12, E13, E17)',
    async (moment) => {
      const count = await countMessages(version as StationVersion)
      expect(count).toBeGreaterThanOrEqual(8)
      for (let nth = 1; nth <= count; nth += 1) {
        const setup = (await setUp(version as StationVersion, { settings })) as Setup<StationVersion>
        const { station, csms } = setup
        const cutter = new Cutter(nth, moment, () => station.powerCut())
        csms.tap = cutter.tap
        behave(setup)
        await station.start()
        await settle()
        const revive = async (): Promise<void> => {
          if (!cutter.isDone || station.state.registration !== 'none' || station.state.isConnected) return
          await csms.pass(30_000, 10_000)
          void station.powerRestored()
          await settle()
        }
        await live(setup, () => station, revive)
        expect(cutter.isDone, `message ${nth} never came`).toBe(true)
        expect(station.state.queuedMessages).toBe(0)
        // A second session is not mistaken for the first.
        await live(setup, () => station, revive)
        checkOf(version as StationVersion)(csms.received, 2)
        await station.stop()
      }
    },
  )
})

describe.each([
  ['1.6', ocpp16],
  ['2.1', ocpp21],
] as const)('the end of the process in a transaction of %s', (_, version) => {
  const folder = mkdtempSync(join(tmpdir(), 'ocpp-kit-power-cut-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('at each of its messages leaves a state file with which another process goes on, on a clock of its own', async () => {
    const count = await countMessages(version as StationVersion)
    for (let nth = 1; nth <= count; nth += 1) {
      const path = join(folder, `${version.version}-${nth}`)
      const first = createFileStateStore(path, { sync: false })
      const setup = (await setUp(version as StationVersion, { settings, state: first })) as Setup<StationVersion>
      const { csms, clock } = setup
      let station = setup.station
      const cutter = new Cutter(nth, 'before it is answered', () => copyFileSync(path, `${path}.next`))
      csms.tap = cutter.tap
      behave(setup)
      await station.start()
      await settle()
      await live(
        setup,
        () => station,
        async () => {
          if (!cutter.isDone || station !== setup.station) return
          // The first process does not know that it is dead: whatever it does from here on is in the other file.
          await setup.station.stop()
          first.close?.()
          const state = createFileStateStore(`${path}.next`, { sync: false })
          let ids = 0
          const second = await setUp(version as StationVersion, {
            settings,
            state,
            clock: { ...clock, monotonic: () => clock.monotonic() + 7_000_000 },
            createTransport: csms.createTransport,
            createId: () => {
              ids += 1
              return `second-${ids}`
            },
          })
          station = second.station as unknown as typeof station
          await csms.pass(30_000, 10_000)
          await station.start()
          await settle()
        },
      )
      checkOf(version as StationVersion)(csms.received, 1)
      // It knows how long it was away, although its clock counts from another moment.
      const resumed = csms.of('TransactionEvent').filter(({ triggerReason }) => triggerReason === 'TxResumed')
      expect(resumed).toHaveLength(version.version === '2.1' && nth < count ? 1 : 0)
      await station.stop()
    }
  })
})

describe.each(allVersions)('a power cut while a %s station goes down for a restart', (_, version) => {
  it.each([0, 1, 2, 5, 10])('leaves nobody behind who comes back without power, %i turns after the reset', async (count) => {
    const { station, csms, errors } = await setUpAccepted(version, { rebootMs: 1_000 })
    station.raiseSecurityEvent({ type: 'TamperDetectionActivated' })
    await settle()
    csms.forget()
    const dialled = csms.dialled.length
    const rebooting = station.once('rebooting')
    await csms.station.callUntyped('Reset', { type: version === ocpp16 ? 'Hard' : 'Immediate' })
    await rebooting
    await turns(count)
    station.powerCut()
    await csms.pass(600_000, 10_000)
    expect(csms.dialled).toHaveLength(dialled)
    expect(csms.actions).toEqual([])
    await station.powerRestored()
    await settle()
    expect(csms.dialled).toHaveLength(dialled + 1)
    expect(csms.actions.filter((action) => action === 'BootNotification')).toHaveLength(1)
    expect(errors).toEqual([])
    await station.stop()
  })
})

describe('a limit of a transaction', () => {
  it.each([{ maxSocPercent: 250 }, { maxSocPercent: 50.5 }, { maxTimeS: 1.5 }, { maxEnergyWh: -5 }, { maxCost: Number.NaN }])(
    'is refused where it makes no sense, and nothing is lost: %j',
    async (limit) => {
      const { station, csms } = await setUpAccepted(ocpp21)
      await station.startCharging({ idToken: 'CARD', ev })
      expect(() => station.limitTransaction(limit)).toThrow(TypeError)
      await station.stopCharging()
      await settle()
      const numbers = csms.of('TransactionEvent').map(({ seqNo }) => seqNo)
      expect(numbers).toEqual(numbers.map((__, index) => index))
      await station.stop()
    },
  )
})
