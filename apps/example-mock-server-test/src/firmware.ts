import { WebSocket } from 'ws'

type Payload = Readonly<Record<string, unknown>>

export interface FirmwareOptions {
  /** With the name of the station at its end. */
  readonly url: string
  readonly firmwareVersion?: string
  /** How long to wait for an answer before the message is sent once more, ms. */
  readonly answerTimeoutMs?: number
}

/** The firmware of a small station that speaks OCPP 1.6, as it might be in your project. */
export class Firmware {
  private readonly waiting = new Map<string, (answer: Payload | Error) => void>()
  private socket: WebSocket | undefined
  private timer: NodeJS.Timeout | undefined

  constructor(private readonly options: FirmwareOptions) {}

  async start(): Promise<void> {
    const socket = new WebSocket(this.options.url, 'ocpp1.6')
    this.socket = socket
    socket.on('message', (data) => this.receive(JSON.parse(data.toString())))
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
    await this.boot()
  }

  stop(): void {
    clearTimeout(this.timer)
    this.socket?.close()
  }

  async authorize(idTag: string): Promise<boolean> {
    const { idTagInfo } = await this.call('Authorize', { idTag })
    return (idTagInfo as Payload)['status'] === 'Accepted'
  }

  /** Until it is accepted the station says nothing else, and asks again when the csms wants it to (1.6 §4.2). */
  private async boot(): Promise<void> {
    const { firmwareVersion = '1.0.0' } = this.options
    const { status, interval } = await this.call('BootNotification', {
      chargePointVendor: 'Acme',
      chargePointModel: 'One',
      firmwareVersion,
    })
    if (status === 'Accepted') await this.call('StatusNotification', { connectorId: 0, errorCode: 'NoError', status: 'Available' })
    else this.timer = setTimeout(() => void this.boot(), Number(interval) * 1_000)
  }

  /** A message that gets no answer is sent once more. */
  private async call(action: string, payload: Payload, attempts = 2): Promise<Payload> {
    const messageId = crypto.randomUUID()
    const answer = await new Promise<Payload | Error>((resolve) => {
      this.waiting.set(messageId, resolve)
      setTimeout(() => resolve(new Error(`${action} was not answered`)), this.options.answerTimeoutMs ?? 30_000).unref()
      this.send([2, messageId, action, payload])
    })
    if (this.waiting.delete(messageId) && answer instanceof Error && attempts > 1) return this.call(action, payload, attempts - 1)
    if (answer instanceof Error) throw answer
    return answer
  }

  private receive([type, messageId, third, fourth]: readonly [type: number, messageId: string, third: unknown, fourth?: unknown]): void {
    if (type === 2) return this.obey(messageId, String(third))
    const answer = this.waiting.get(messageId)
    this.waiting.delete(messageId)
    answer?.(type === 3 ? (third as Payload) : new Error(`${third}: ${fourth}`))
  }

  private obey(messageId: string, action: string): void {
    if (action !== 'Reset') return this.send([4, messageId, 'NotSupported', `no ${action} here`, {}])
    this.send([3, messageId, { status: 'Accepted' }])
    void this.boot()
  }

  private send(frame: readonly unknown[]): void {
    this.socket?.send(JSON.stringify(frame))
  }
}
