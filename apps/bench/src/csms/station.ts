import { WebSocket } from 'ws'
import { exchangeNamed } from '../exchanges.js'

/* A 2.0.1 station of bare ws: the load must cost as little as can be, and the same whoever answers. */

const subprotocol = 'ocpp2.0.1'
const { meterValue } = exchangeNamed('TransactionEvent, 10 samples').request as {
  readonly meterValue: readonly { sampledValue: unknown }[]
}
const sampledValue = JSON.stringify(meterValue[0]?.sampledValue)
/** Values in each event. */
export const samplesPerEvent = 10

export interface StationPlan {
  /** Makes the ids of transactions unlike those of an earlier run. */
  readonly run: string
  /** Events of one transaction, first and last included. */
  readonly events: number
}

export class BareStation {
  private socket: WebSocket | undefined
  private waiting: { readonly id: string; resolve(): void; reject(error: Error): void } | undefined
  private sent = 0
  private transactions = 0
  private seqNo = 0

  constructor(
    private readonly url: string,
    readonly identity: string,
    private readonly plan: StationPlan,
  ) {}

  /** Resolves once it is open, with 0, or with the status of a refusal. @throws Error no HTTP answer came */
  connect(): Promise<number> {
    const socket = new WebSocket(`${this.url}/${this.identity}`, [subprotocol], { perMessageDeflate: false })
    return new Promise((resolve, reject) => {
      socket.once('error', reject)
      socket.once('unexpected-response', (request, response) => {
        response.resume()
        request.destroy()
        resolve(response.statusCode ?? 0)
      })
      socket.once('open', () => {
        socket.off('error', reject)
        this.attach(socket)
        resolve(0)
      })
    })
  }

  private attach(socket: WebSocket): void {
    this.socket = socket
    socket.on('error', () => {})
    socket.on('close', (code) => this.fail(`the connection closed (${code})`))
    socket.on('message', (data) => {
      const text = String(data)
      if (text.startsWith('[2,')) return this.refuse(text)
      const { waiting } = this
      if (waiting === undefined || !text.startsWith(`[3,"${waiting.id}"`)) return this.fail(`unexpected: ${text.slice(0, 200)}`)
      this.waiting = undefined
      waiting.resolve()
    })
  }

  cut(): void {
    this.socket?.terminate()
  }

  boot(): Promise<void> {
    return this.call('BootNotification', '{"reason":"PowerUp","chargingStation":{"model":"Bench","vendorName":"ocpp-kit"}}')
  }

  /** Sends the next event of its transaction. Resolves with its answer. @throws Error anything but a CALLRESULT came */
  event(): Promise<void> {
    const { seqNo } = this
    const timestamp = new Date().toISOString()
    const eventType = seqNo === 0 ? 'Started' : seqNo === this.plan.events - 1 ? 'Ended' : 'Updated'
    if (seqNo === 0) this.transactions += 1
    this.seqNo = (seqNo + 1) % this.plan.events
    const token = seqNo === 0 ? ',"idToken":{"idToken":"CARD-1","type":"ISO14443"}' : ''
    const transactionId = `${this.identity}-${this.plan.run}-${this.transactions}`
    return this.call(
      'TransactionEvent',
      `{"eventType":"${eventType}","timestamp":"${timestamp}","triggerReason":"MeterValuePeriodic","seqNo":${seqNo},"transactionInfo":{"transactionId":"${transactionId}","chargingState":"Charging"},"evse":{"id":1,"connectorId":1}${token},"meterValue":[{"timestamp":"${timestamp}","sampledValue":${sampledValue}}]}`,
    )
  }

  private call(action: string, payload: string): Promise<void> {
    const { socket } = this
    if (socket === undefined) return Promise.reject(new Error(`${this.identity} is not connected`))
    this.sent += 1
    const id = `${this.identity}-${this.sent}`
    return new Promise((resolve, reject) => {
      this.waiting = { id, resolve, reject }
      socket.send(`[2,"${id}","${action}",${payload}]`)
    })
  }

  /** It can do nothing that the csms asks for; but it says so, as every station does. */
  private refuse(call: string): void {
    const [, id] = JSON.parse(call) as readonly [2, string]
    this.socket?.send(JSON.stringify([4, id, 'NotImplemented', '', {}]))
  }

  private fail(why: string): void {
    const { waiting } = this
    this.waiting = undefined
    waiting?.reject(new Error(`${this.identity}: ${why}`))
  }
}
