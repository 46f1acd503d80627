import { describe, expect, it } from 'vitest'
import { type ChargePointOptions, createMemoryStateStore, type StationVersion } from '../src/index.js'
import { type Payload, type Setup, setUpAccepted } from './support/csms.js'
import { ocpp21, ocpp201, versions2 } from './support/versions.js'

const ev = { batteryCapacityWh: 10_000, socPercent: 50, maxPowerW: 10_000 }
const content = (text: string, language = 'en') => ({ format: 'UTF8', language, content: text })

type AnySetup = Pick<Setup<StationVersion>, 'csms' | 'station'>

async function ready<V extends StationVersion>(version: V, options: Partial<ChargePointOptions<V>> = {}): Promise<Setup<V>> {
  const setup = await setUpAccepted(version, options)
  setup.csms.answers['Heartbeat'] = () => ({ currentTime: setup.csms.now() })
  return setup
}

const set = async ({ csms }: AnySetup, message: object): Promise<unknown> =>
  (await csms.call('SetDisplayMessage', { message: { priority: 'NormalCycle', message: content('Hello'), ...message } }))['status']

/** What the csms learns: the status and, if there are any, the messages. */
async function get({ csms }: AnySetup, query: object = {}): Promise<{ status: unknown; ids: unknown[]; messages: Payload[] }> {
  csms.forget()
  const { status } = await csms.call('GetDisplayMessages', { requestId: 5, ...query })
  const messages = csms.of('NotifyDisplayMessages').flatMap(({ messageInfo }) => messageInfo as Payload[])
  return { status, ids: messages.map(({ id }) => id), messages }
}

const clear = async ({ csms }: AnySetup, id: number): Promise<unknown> => (await csms.call('ClearDisplayMessage', { id }))['status']

/** What stands on the display, all turns of it. */
const shown = ({ station }: AnySetup): string[] => station.state.display.inTurn.map(({ text }) => text)

const secondsFromNow = ({ csms }: AnySetup, seconds: number): string =>
  new Date(Date.parse((csms as unknown as { now(): string }).now()) + seconds * 1000).toISOString()

describe.each(versions2)('a message for the display of a %s station', (_, version) => {
  it('is shown and can be asked for as it was set (O01.FR.12, TC_O_01)', async () => {
    const setup = await ready(version)
    expect(await set(setup, { id: 1 })).toBe('Accepted')
    expect(setup.station.state.display.message).toEqual({ id: 1, priority: 'NormalCycle', format: 'UTF8', language: 'en', text: 'Hello' })
    const { status, messages } = await get(setup, { id: [1] })
    expect(status).toBe('Accepted')
    expect(messages).toEqual([{ id: 1, priority: 'NormalCycle', message: content('Hello') }])
    expect(setup.csms.last('NotifyDisplayMessages')['requestId']).toBe(5)
    await setup.station.stop()
  })

  it('is among all of them, which come in parts (O03.FR.01–05, O04.FR.04–06, TC_O_02)', async () => {
    const setup = await ready(version)
    for (let id = 1; id <= 12; id += 1) await set(setup, { id })
    const { status, ids } = await get(setup)
    expect(status).toBe('Accepted')
    expect(ids).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    const parts = setup.csms.of('NotifyDisplayMessages')
    expect(parts.map(({ tbc = false }) => tbc)).toEqual([true, true, false])
    expect(new Set(parts.map(({ requestId }) => requestId))).toEqual(new Set([5]))
    await setup.station.stop()
  })

  it('is not there before it is set (O03.FR.06, O04.FR.07, TC_O_03, TC_O_33)', async () => {
    const setup = await ready(version)
    expect(await get(setup)).toEqual({ status: 'Unknown', ids: [], messages: [] })
    expect((await get(setup, { id: [1] })).status).toBe('Unknown')
    await setup.station.stop()
  })

  it('is gone once it is cleared (O05.FR.01, TC_O_04)', async () => {
    const setup = await ready(version)
    await set(setup, { id: 1 })
    expect(await clear(setup, 1)).toBe('Accepted')
    expect((await get(setup, { id: [1] })).status).toBe('Unknown')
    expect(shown(setup)).toEqual([])
    await setup.station.stop()
  })

  it('that is not there cannot be cleared (O05.FR.02, TC_O_05)', async () => {
    const setup = await ready(version)
    expect(await clear(setup, 1)).toBe('Unknown')
    await setup.station.stop()
  })

  it('about a transaction goes with it (O02.FR.02, O02.FR.14, TC_O_06)', async () => {
    const setup = await ready(version)
    const { station } = setup
    const { transactionId } = await station.startCharging({ idToken: 'CARD', ev })
    expect(await set(setup, { id: 1, transactionId })).toBe('Accepted')
    expect(shown(setup)).toEqual(['Hello'])
    await station.stopCharging()
    station.unplug()
    expect((await get(setup, { id: [1] })).status).toBe('Unknown')
    expect(shown(setup)).toEqual([])
    await station.stop()
  })

  it('can be asked for by id, priority and state (O04.FR.01–03, TC_O_07, TC_O_08, TC_O_09)', async () => {
    const setup = await ready(version)
    await set(setup, { id: 1 })
    await set(setup, { id: 2, priority: 'InFront' })
    await set(setup, { id: 3, state: 'Faulted' })
    expect((await get(setup, { id: [1, 3] })).ids).toEqual([1, 3])
    expect((await get(setup, { priority: 'InFront' })).ids).toEqual([2])
    expect((await get(setup, { state: 'Faulted' })).ids).toEqual([3])
    await setup.station.stop()
  })

  it('about a transaction that does not run is refused (O02.FR.01, TC_O_10)', async () => {
    const setup = await ready(version)
    expect(await set(setup, { id: 1, transactionId: 'nobody' })).toBe('UnknownTransaction')
    await setup.station.stop()
  })

  it('is unknown where the query does not fit it (O04.FR.02, TC_O_11, TC_O_34, TC_O_35)', async () => {
    const setup = await ready(version)
    await set(setup, { id: 1, state: 'Charging' })
    expect((await get(setup, { id: [2] })).status).toBe('Unknown')
    expect((await get(setup, { id: [1], state: 'Idle' })).status).toBe('Unknown')
    expect((await get(setup, { id: [1], priority: 'InFront' })).status).toBe('Unknown')
    await setup.station.stop()
  })

  it('takes the place of the one with its id, with all that it says (O06.FR.01, TC_O_12)', async () => {
    const setup = await ready(version)
    await set(setup, { id: 1, priority: 'InFront', state: 'Idle' })
    expect(await set(setup, { id: 1, message: content('New') })).toBe('Accepted')
    expect(shown(setup)).toEqual(['New'])
    expect((await get(setup)).messages).toEqual([{ id: 1, priority: 'NormalCycle', message: content('New') }])
    await setup.station.stop()
  })

  it('is shown from its start on (O01.FR.06, TC_O_13)', async () => {
    const setup = await ready(version)
    const startDateTime = secondsFromNow(setup, 60)
    expect(await set(setup, { id: 1, startDateTime })).toBe('Accepted')
    expect((await get(setup, { id: [1] })).messages).toMatchObject([{ startDateTime }])
    await setup.csms.pass(59_000)
    expect(shown(setup)).toEqual([])
    await setup.csms.pass(1_000)
    expect(shown(setup)).toEqual(['Hello'])
    await setup.station.stop()
  })

  it('is gone after its end (O01.FR.07, TC_O_14)', async () => {
    const setup = await ready(version)
    const endDateTime = secondsFromNow(setup, 60)
    await set(setup, { id: 1, endDateTime })
    expect((await get(setup, { id: [1] })).messages).toMatchObject([{ endDateTime }])
    await setup.csms.pass(59_000)
    expect(shown(setup)).toEqual(['Hello'])
    await setup.csms.pass(1_000)
    expect(shown(setup)).toEqual([])
    expect((await get(setup, { id: [1] })).status).toBe('Unknown')
    expect(await set(setup, { id: 2, endDateTime })).toBe('Rejected')
    await setup.station.stop()
  })

  it('that the display cannot show is refused, for the reason there is (O01.FR.01–03, O02.FR.03–05, TC_O_17, TC_O_18, TC_O_19)', async () => {
    const display = { priorities: ['NormalCycle'], states: ['Idle'], formats: ['ASCII', 'UTF8'] }
    const setup = await ready(version, { display })
    const { transactionId } = await setup.station.startCharging({ idToken: 'CARD', ev })
    for (const about of [{}, { transactionId }]) {
      expect(await set(setup, { id: 1, priority: 'InFront', ...about })).toBe('NotSupportedPriority')
      expect(await set(setup, { id: 1, state: 'Faulted', ...about })).toBe('NotSupportedState')
      expect(await set(setup, { id: 1, message: { format: 'HTML', content: '<b>' }, ...about })).toBe('NotSupportedMessageFormat')
    }
    const read = async (name: string): Promise<unknown> => {
      const { getVariableResult } = await setup.csms.call('GetVariables', {
        getVariableData: [{ component: { name: 'DisplayMessageCtrlr' }, variable: { name } }],
      })
      return (getVariableResult as Payload[])[0]?.['attributeValue']
    }
    expect(await read('SupportedPriorities')).toBe('NormalCycle')
    expect(await read('SupportedFormats')).toBe('ASCII,UTF8')
    expect(await read('DisplayMessages')).toBe('0')
    await setup.station.stop()
  })

  it('is there again after a reboot and after a power cut (O01.FR.10, O02.FR.10, TC_O_20)', async () => {
    const state = createMemoryStateStore()
    const setup = await ready(version, { state, rebootMs: 1_000 })
    await set(setup, { id: 1 })
    await setup.csms.call('Reset', { type: 'Immediate' })
    await setup.csms.pass(5_000)
    expect((await get(setup, { id: [1] })).messages).toEqual([{ id: 1, priority: 'NormalCycle', message: content('Hello') }])
    await setup.station.stop()
    const again = await ready(version, { state })
    expect(shown(again)).toEqual(['Hello'])
    await clear(again, 1)
    expect(shown(await ready(version, { state }))).toEqual([])
    await again.station.stop()
  })

  it('in front takes turns with others in front, and leaves the rest behind (O01.FR.13–14, TC_O_22)', async () => {
    const setup = await ready(version)
    await set(setup, { id: 1 })
    await set(setup, { id: 2, priority: 'InFront', message: content('A') })
    expect(await set(setup, { id: 3, priority: 'InFront', message: content('B') })).toBe('Accepted')
    expect((await get(setup, { id: [2] })).status).toBe('Accepted')
    expect((await get(setup, { id: [3] })).status).toBe('Accepted')
    expect(shown(setup)).toEqual(['A', 'B'])
    const seen: unknown[] = []
    for (let turn = 0; turn < 4; turn += 1) {
      seen.push(setup.station.state.display.message?.text)
      await setup.csms.pass(10_000, 10_000)
    }
    expect(seen).toEqual(['A', 'B', 'A', 'B'])
    await setup.station.stop()
  })

  it('always in front is alone there, and the newest is the only one (O01.FR.15–16, TC_O_24)', async () => {
    const setup = await ready(version)
    await set(setup, { id: 1, priority: 'InFront' })
    await set(setup, { id: 2, priority: 'AlwaysFront', message: content('A') })
    expect(await set(setup, { id: 3, priority: 'AlwaysFront', message: content('B') })).toBe('Accepted')
    expect(shown(setup)).toEqual(['B'])
    expect((await get(setup, { id: [2] })).status).toBe('Unknown')
    expect((await get(setup, { id: [3] })).status).toBe('Accepted')
    await setup.station.stop()
  })

  it('about a transaction begins and ends at its times as well (O02.FR.06–07, TC_O_27, TC_O_28)', async () => {
    const setup = await ready(version)
    const { station, csms } = setup
    const { transactionId } = await station.startCharging({ idToken: 'CARD', ev })
    await set(setup, { id: 1, transactionId, message: content('later'), startDateTime: secondsFromNow(setup, 60) })
    await set(setup, { id: 2, transactionId, message: content('now'), endDateTime: secondsFromNow(setup, 60) })
    expect(shown(setup)).toEqual(['now'])
    await csms.pass(60_000)
    expect(shown(setup)).toEqual(['later'])
    expect((await get(setup, { id: [2] })).status).toBe('Unknown')
    await station.stopCharging()
    expect((await get(setup, { id: [1] })).status).toBe('Unknown')
    await station.stop()
  })

  it('about a transaction has the same priorities (O02.FR.15–18, TC_O_30, TC_O_32)', async () => {
    const setup = await ready(version)
    const { station } = setup
    const { transactionId } = await station.startCharging({ idToken: 'CARD', ev })
    await set(setup, { id: 1, transactionId, priority: 'InFront', message: content('A') })
    await set(setup, { id: 2, transactionId, priority: 'InFront', message: content('B') })
    expect(shown(setup)).toEqual(['A', 'B'])
    expect((await get(setup, { id: [1, 2] })).messages).toMatchObject([{ transactionId }, { transactionId }])
    await set(setup, { id: 3, transactionId, priority: 'AlwaysFront', message: content('C') })
    await set(setup, { id: 4, transactionId, priority: 'AlwaysFront', message: content('C2') })
    expect((await get(setup, { id: [3] })).status).toBe('Unknown')
    expect((await get(setup, { id: [4] })).messages).toMatchObject([{ transactionId, priority: 'AlwaysFront', message: { content: 'C2' } }])
    await station.stopCharging()
    expect(shown(setup)).toEqual([])
    expect((await get(setup, { id: [1, 2, 4] })).status).toBe('Unknown')
    await station.stop()
  })

  it('for a state is shown in that state alone (TC_O_36, TC_O_37)', async () => {
    const setup = await ready(version)
    const { station } = setup
    await set(setup, { id: 1, state: 'Charging', message: content('charging') })
    await set(setup, { id: 2, state: 'Idle', message: content('idle') })
    expect(shown(setup)).toEqual(['idle'])
    await station.startCharging({ idToken: 'CARD', ev })
    expect(shown(setup)).toEqual(['charging'])
    await station.stopCharging()
    station.unplug()
    expect(shown(setup)).toEqual(['idle'])
    expect((await get(setup, { id: [1, 2] })).messages).toMatchObject([{ state: 'Charging' }, { state: 'Idle' }])
    await station.stop()
  })

  it('for a fault is shown as long as it stands (TC_O_39)', async () => {
    const setup = await ready(version)
    const { station } = setup
    await set(setup, { id: 1, state: 'Faulted' })
    expect(shown(setup)).toEqual([])
    station.setFault({ fault: 'GroundFailure' })
    expect(shown(setup)).toEqual(['Hello'])
    station.clearFault({ fault: 'GroundFailure' })
    expect(shown(setup)).toEqual([])
    expect((await get(setup, { id: [1] })).messages).toMatchObject([{ state: 'Faulted' }])
    await station.stop()
  })

  it('for a station out of service is shown as long as it is (TC_O_38)', async () => {
    const setup = await ready(version, { evses: [{}, {}] })
    const { station, csms } = setup
    expect(await set(setup, { id: 1, state: 'Unavailable' })).toBe('Accepted')
    expect(shown(setup)).toEqual([])
    const change = async (operationalStatus: string, evse?: object): Promise<void> => {
      expect(await csms.call('ChangeAvailability', { operationalStatus, ...(evse && { evse }) })).toEqual({ status: 'Accepted' })
    }
    // Half a station still serves.
    await change('Inoperative', { id: 1 })
    expect(shown(setup)).toEqual([])
    await change('Operative', { id: 1 })
    await change('Inoperative')
    expect(shown(setup)).toEqual(['Hello'])
    csms.forget()
    await change('Operative')
    expect(csms.of('StatusNotification').map(({ connectorStatus }) => connectorStatus)).toEqual(['Available', 'Available'])
    expect(shown(setup)).toEqual([])
    expect(await get(setup, { id: [1] })).toMatchObject({ status: 'Accepted', messages: [{ id: 1, state: 'Unavailable' }] })
    expect(csms.last('NotifyDisplayMessages')['requestId']).toBe(5)
    await station.stop()
  })

  it('for a display at one EVSE goes by what happens there', async () => {
    const setup = await ready(version, { evses: [{}, {}] })
    const { station } = setup
    await set(setup, { id: 1, state: 'Charging', display: { name: 'Display', evse: { id: 2 } } })
    await set(setup, { id: 2, state: 'Idle', message: content('all idle') })
    expect(shown(setup)).toEqual(['all idle'])
    await station.startCharging({ evseId: 1, idToken: 'A', ev })
    expect(shown(setup)).toEqual([])
    await station.startCharging({ evseId: 2, idToken: 'B', ev })
    expect(shown(setup)).toEqual(['Hello'])
    await station.stop()
  })

  it('is Rejected where there are as many as the station can keep (O01.FR.11, O02.FR.11)', async () => {
    const setup = await ready(version)
    for (let id = 1; id <= 20; id += 1) expect(await set(setup, { id })).toBe('Accepted')
    expect(await set(setup, { id: 21 })).toBe('Rejected')
    expect(await set(setup, { id: 20, message: content('replaced') })).toBe('Accepted')
    await setup.station.stop()
  })
})

describe('in 2.1 a message', () => {
  const extra = [content('Hallo', 'de'), content('Bonjour', 'fr-FR')]

  it('is shown in the language of the driver, else in English (O01.FR.08–09)', async () => {
    const setup = await ready(ocpp21)
    const { station, csms } = setup
    expect(await set(setup, { id: 1, message: content('Hej', 'sv'), messageExtra: [...extra, content('Hello')] })).toBe('Accepted')
    expect(shown(setup)).toEqual(['Hej'])
    csms.answers['Authorize'] = () => ({ idTokenInfo: { status: 'Accepted', language1: 'fr' } })
    await station.startCharging({ idToken: 'CARD', ev })
    expect(shown(setup)).toEqual(['Bonjour'])
    await station.stopCharging()
    station.unplug()
    csms.answers['Authorize'] = () => ({ idTokenInfo: { status: 'Accepted', language1: 'ja' } })
    await station.startCharging({ idToken: 'CARD2', ev })
    expect(shown(setup)).toEqual(['Hello'])
    await station.stop()
  })

  it('in a language the display does not speak is refused (2.1 O01.FR.18)', async () => {
    const setup = await ready(ocpp21)
    expect(await set(setup, { id: 1, message: content('こんにちは', 'ja') })).toBe('LanguageNotSupported')
    expect(await set(setup, { id: 1, messageExtra: [content('こんにちは', 'ja')] })).toBe('LanguageNotSupported')
    expect(await set(setup, { id: 1, messageExtra: extra })).toBe('Accepted')
    await setup.station.stop()
  })

  it('may be a QR code, and may be for a pause', async () => {
    const setup = await ready(ocpp21)
    const { station } = setup
    const code = { format: 'QRCODE', content: 'https://example.com' }
    expect(await set(setup, { id: 1, message: code, state: 'Suspended' })).toBe('Accepted')
    await station.startCharging({ idToken: 'CARD', ev })
    expect(shown(setup)).toEqual([])
    station.setEvReady({ isReady: false })
    expect(station.state.display.message).toMatchObject({ format: 'QRCODE', text: 'https://example.com' })
    await station.stop()
  })
})

it('an option that no display of the version has is a TypeError', async () => {
  await expect(setUpAccepted(ocpp201, { display: { formats: ['QRCODE'] } })).rejects.toThrow('display.formats[0]')
})
