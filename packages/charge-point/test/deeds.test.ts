import { afterEach, describe, expect, it } from 'vitest'
import { StationControl } from '../src/charge-point/messages.js'
import { deeds } from '../src/control/deeds.js'
import { type Control, StationHost, startControl } from '../src/control/index.js'
import { eventNames } from '../src/events.js'
import type { ChargePoint } from '../src/index.js'
import { parseScenario } from '../src/scenario/index.js'
import { settle, setUpAccepted } from './support/csms.js'
import { ocpp16, ocpp21, ocpp201 } from './support/versions.js'

/** Methods that take or give functions, and so are for programs alone; `call` is `send` with types. */
const forPrograms = ['on', 'once', 'call', 'handle', 'implement', 'onDataTransfer']

/** The methods of a class and of those it is made of. */
function methodsOf(prototype: object): readonly string[] {
  if (prototype === Object.prototype) return []
  const own = Object.entries(Object.getOwnPropertyDescriptors(prototype))
    .filter(([name, { value }]) => name !== 'constructor' && typeof value === 'function')
    .map(([name]) => name)
  return [...own, ...methodsOf(Object.getPrototypeOf(prototype) as object)]
}

describe('what can be done to a station', () => {
  it('is a deed, each public method of it, but for those that are for programs', () => {
    const methods = methodsOf(StationControl.prototype)
    expect(methods.filter((name) => !Object.hasOwn(deeds, name)).sort()).toEqual([...forPrograms].sort())
    expect(methods.length).toBeGreaterThan(30)
  })
})

let control: Control | undefined
afterEach(() => control?.close())

interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at any JSON
  readonly body: any
}

async function ask(method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(`${control?.url}${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) }
}

const act = (deed: string, body: object = {}): Promise<Answer> => ask('POST', `/stations/CP1/${deed}`, body)

/** A station that is accepted, under control. */
async function controlled(version: (typeof ocpp16 | typeof ocpp201) | typeof ocpp21) {
  const setup = await setUpAccepted(version as typeof ocpp201)
  const host = new StationHost({ versions: [ocpp16, ocpp201, ocpp21] })
  host.add(setup.station as unknown as ChargePoint)
  control = await startControl(host, { port: 0 })
  return { ...setup, host }
}

describe('the control over HTTP', () => {
  it('sets faults, quirks and validation, and tells of them', async () => {
    const { station, csms } = await controlled(ocpp201)
    const faults = [{ do: 'drop', when: { action: 'Heartbeat', direction: 'in' } }]
    expect((await act('set-faults', { faults })).status).toBe(204)
    expect((await act('set-quirks', { quirks: ['noTriggers', { omits: { StatusNotification: ['timestamp'] } }] })).status).toBe(204)
    expect((await act('set-validation', { validation: { incoming: 'off', actions: { Reset: 'report' } } })).status).toBe(204)
    expect(await ask('GET', '/stations/CP1/wire')).toMatchObject({
      body: { faults, quirks: ['noTriggers', {}], validation: { incoming: 'off', actions: { Reset: 'report' } } },
    })
    await expect(csms.call('TriggerMessage', { requestedMessage: 'Heartbeat' })).rejects.toMatchObject({ code: 'NotImplemented' })
    expect((await act('set-faults', { faults: [] })).status).toBe(204)
    expect((await act('set-quirks', { quirks: [] })).status).toBe(204)
    expect((await act('set-validation')).status).toBe(204)
    expect((await ask('GET', '/stations/CP1/wire')).body).toEqual({ faults: [], quirks: [], validation: {} })
    await station.stop()
  })

  it.each([
    ['set-faults', { faults: [{ do: 'drop', ms: 5 }] }, 'faults[0].ms is not known here'],
    ['set-quirks', { quirks: [{ lacks: 'Reset' }] }, 'quirks[0].lacks must be a list'],
    ['set-validation', { validation: { actions: { Stroll: 'off' } } }, 'validation.actions.Stroll: no such action in OCPP 2.0.1'],
    ['set-validation', { validation: { incoming: 'maybe' } }, 'incoming'],
    ['drop-connection', { how: 'halfOpen', reconnect: 'atOnce' }, 'reconnect has no meaning'],
    ['reboot', { when: 'later' }, 'when'],
  ])('refuses what is wrong with %s: %j', async (deed, body, detail) => {
    const { station } = await controlled(ocpp201)
    expect(await act(deed, body)).toMatchObject({ status: 400, body: { detail: expect.stringContaining(detail) } })
    await station.stop()
  })

  it('lists who broke which rule', async () => {
    const { station, csms } = await controlled(ocpp201)
    csms.station.sendText('[3,"nobody",{}]')
    await settle()
    const [verdict] = (await ask('GET', '/verdicts?station=CP1')).body
    expect(verdict).toMatchObject({ station: 'CP1', by: 'csms', rule: 'unmatchedAnswer', messageId: 'nobody' })
    expect((await ask('GET', '/verdicts?station=CP2')).body).toEqual([])
    await station.stop()
  })

  it('tells verdicts and faults as they happen', async () => {
    const { station, csms } = await controlled(ocpp201)
    const stream = await fetch(`${control?.url}/events`)
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader() as ReadableStreamDefaultReader<string>
    await act('set-faults', { faults: [{ do: 'duplicate', when: { direction: 'in' } }] })
    csms.station.sendText('[3,"nobody",{}]')
    let text = ''
    while (text.split('event: verdict').length < 3) text += (await reader.read()).value ?? ''
    expect(text).toContain('event: fault\ndata: {"station":"CP1","direction":"in","do":"duplicate"')
    await reader.cancel()
    await station.stop()
  })

  it('records a transcript and gives its lines', async () => {
    const { station } = await controlled(ocpp201)
    expect((await act('read-transcript')).body).toEqual({ lines: [] })
    expect((await act('record-transcript', { redact: false })).status).toBe(204)
    await act('send', { action: 'Heartbeat' })
    expect((await act('read-transcript')).body.lines).toHaveLength(2)
    const { lines } = (await act('end-transcript')).body
    expect(JSON.parse(lines[0])).toMatchObject({ recordedBy: 'station', direction: 'out', station: 'CP1' })
    expect((await act('end-transcript')).body).toEqual({ lines: [] })
    await station.stop()
  })

  it('drops the connection and restarts the station', async () => {
    const { station, csms } = await controlled(ocpp201)
    expect((await act('drop-connection', { how: 'close', reconnect: 'atOnce' })).status).toBe(204)
    await settle()
    expect(station.state.isConnected).toBe(true)
    expect((await act('reboot')).status).toBe(204)
    await csms.pass(3_000)
    expect(csms.last('BootNotification')['reason']).toBe('LocalReset')
    await station.stop()
    expect(await act('reboot')).toMatchObject({ status: 409, body: { code: 'STOPPED' } })
    expect(await act('drop-connection')).toMatchObject({ status: 409, body: { code: 'OFFLINE' } })
  })

  it('does what surrounds a station of 2.1, and reads what it knows', async () => {
    const { station, csms } = await controlled(ocpp21)
    expect((await act('set-external-limit', { limitW: 5_000, source: 'EMS' })).body).toEqual({ isObeyed: true })
    expect((await act('set-firmware-fault', { fault: 'InstallationFailed' })).status).toBe(204)
    expect((await act('set-firmware-fault')).status).toBe(204)
    expect((await act('read-meter', { evseId: 1 })).body).toMatchObject({ energyWh: 0, powerW: 0 })
    expect((await act('raise-security-event', { type: 'TamperDetectionActivated' })).status).toBe(204)
    expect((await act('security-log')).body.lines.at(-1)).toContain('TamperDetectionActivated')
    expect((await act('store-customer-data', { customerIdentifier: 'C1', data: 'tea' })).status).toBe(204)
    const event = { component: { name: 'EVSE', evse: { id: 1 } }, variable: { name: 'Problem' }, actualValue: 'true', severity: 0 }
    expect((await act('report-event', event)).status).toBe(204)
    await settle()
    expect(csms.actions).toContain('SecurityEventNotification')
    expect(csms.actions).toContain('NotifyEvent')
    csms.answers['Get15118EVCertificate'] = () => ({ status: 'Accepted', exiResponse: 'BB==' })
    csms.answers['NotifyEVChargingNeeds'] = () => ({ status: 'Accepted' })
    expect(await act('request-ev-certificate', { exiRequest: 'AA==', iso15118SchemaVersion: 'urn' })).toMatchObject({
      body: { status: 'Accepted', exiResponses: ['BB=='] },
    })
    expect((await act('check-vehicle-chain', { pem: 'no certificate' })).body).toEqual({ certificates: [] })
    expect(await act('set-priority-charging', { isActive: true })).toMatchObject({ status: 409, body: { code: 'NO_TRANSACTION' } })
    await act('plug-in')
    await act('start-charging', { idToken: 'A' })
    const needs = await act('request-energy', { departureTime: '2026-01-01T08:00:00Z', energyWh: 1_000 })
    expect(needs).toMatchObject({ status: 200, body: { status: expect.any(String) } })
    expect(csms.last('NotifyEVChargingNeeds')).toHaveProperty('chargingNeeds.departureTime', '2026-01-01T08:00:00.000Z')
    expect(await act('request-energy', { departureTime: 'soon' })).toMatchObject({ status: 400 })
    await station.stop()
  })

  it('makes stations with all that is plain data', async () => {
    const host = new StationHost({ versions: [ocpp201] })
    control = await startControl(host, { port: 0 })
    const spec = {
      identity: 'CP1',
      version: '2.0.1',
      csmsUrl: 'ws://127.0.0.1:9',
      validation: { incoming: 'report' },
      faults: [{ do: 'drop' }],
      quirks: ['noPong'],
      seed: 7,
      firmware: { installMs: 10, activation: 'reconnect', manufacturerRoots: [] },
      display: { formats: ['UTF8'] },
      log: { lines: 5, messages: true },
      limits: { queuedMessages: 10 },
      socket: { pingIntervalMs: 0, reconnect: { waitMinimumMs: 1 }, tls: { rejectUnauthorized: false } },
      certificates: { csmsRoots: [] },
    }
    expect(await ask('POST', '/stations', spec)).toMatchObject({ status: 201 })
    expect(host.get('CP1')).toMatchObject({ faults: spec.faults, quirks: spec.quirks, validation: spec.validation })
    const wrong = await ask('POST', '/stations', { ...spec, identity: 'CP2', limits: { queuedMessages: 0 } })
    expect(wrong).toMatchObject({ status: 400, body: { detail: expect.stringContaining('limits.queuedMessages must be') } })
    expect(await ask('POST', '/stations', { ...spec, identity: 'CP2', socket: { retry: 1 } })).toMatchObject({ status: 400 })
    await host.stop()
  })
})

describe('a scenario', () => {
  it('takes the same deeds, and waits for any event', () => {
    const steps = [
      'setQuirks: { quirks: [noPong] }',
      'reboot: { when: idle }',
      ...eventNames.map((event) => `waitFor: { event: ${event} }`),
    ]
    const text = `steps:\n${steps.map((step) => `  - ${step}\n`).join('')}`
    expect(parseScenario(text).steps).toHaveLength(2 + eventNames.length)
    expect(() => parseScenario('steps:\n  - waitFor: { event: exploded }\n', 'f.yaml')).toThrow(/f\.yaml:2: event/)
  })
})
