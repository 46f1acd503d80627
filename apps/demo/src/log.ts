import { type Exchange, energyWhOf, type Transaction } from '@ocpp-kit/csms'
import { printable } from '@ocpp-kit/rpc'
import pc from 'picocolors'

/** What a station says is cut, so that the columns stay. */
const plain = (text: string): string => printable(text, 40)

const colours = [pc.cyan, pc.magenta, pc.yellow] as const

/** Writes one readable line for each exchange and each turn of a transaction. */
export class Log {
  private readonly identities: string[] = []

  constructor(private readonly write: (line: string) => void) {}

  note(text: string): void {
    this.write(pc.bold(text))
  }

  trouble(identity: string, error: unknown): void {
    this.write(`${time()} ${this.name(identity)} ${pc.red(printable(error instanceof Error ? error.message : String(error), 400))}`)
  }

  exchange({ identity, version, direction, action, isError, latencyMs, request, ...exchange }: Exchange): void {
    const status = plain(exchange.status)
    const arrow = direction === 'in' ? '→' : '←'
    const outcome = isError ? pc.red(status) : status === 'Accepted' ? pc.green(status) : status
    const took = latencyMs === undefined ? '' : pc.dim(`${latencyMs} ms`)
    const line = [
      time(),
      this.name(identity),
      pc.dim(version.padEnd(5)),
      arrow,
      plain(action).padEnd(18),
      pad(outcome, status, 10),
      took,
      pc.dim(detailOf(request)),
    ]
    this.write(line.join(' ').trimEnd())
  }

  started(identity: string, { transactionId }: Transaction): void {
    this.write(`${time()} ${this.name(identity)} ${pc.bold(`transaction ${shortId(transactionId)} started`)}`)
  }

  ended(identity: string, transaction: Transaction): void {
    const energyWh = energyWhOf(transaction)
    const energy = energyWh === null ? '' : `: ${Number(energyWh).toFixed(0)} Wh`
    this.write(`${time()} ${this.name(identity)} ${pc.bold(`transaction ${shortId(transaction.transactionId)} ended${energy}`)}`)
  }

  /** Each station keeps its colour. */
  private name(identity: string): string {
    let index = this.identities.indexOf(identity)
    if (index < 0) index = this.identities.push(identity) - 1
    const paint = colours[index % colours.length] ?? pc.white
    return paint(plain(identity).padEnd(9))
  }
}

/** The beginning of a UUID is enough to tell it from others; the numbers of 1.6 are shown whole. */
const shortId = (transactionId: string): string => plain(transactionId.length > 12 ? transactionId.slice(0, 8) : transactionId)

const time = (): string => pc.dim(new Date().toISOString().slice(11, 19))

/** Pads by what is seen, not by the colour codes around it. */
const pad = (painted: string, plain: string, width: number): string => painted + ' '.repeat(Math.max(0, width - plain.length))

interface Sampled {
  readonly measurand?: string
  readonly value: string | number
}

/** What may stand in a request, of which nothing is sure: the log shows invalid ones too. */
interface Shown {
  readonly eventType?: unknown
  readonly meterValue?: unknown
  readonly status?: unknown
  readonly connectorStatus?: unknown
}

const listOf = (value: unknown): readonly object[] => (Array.isArray(value) ? value.filter((one) => typeof one === 'object' && one) : [])

/** The power and the register of a message with meter values; the status of one with a status. */
function detailOf(request: object): string {
  const { meterValue, status, connectorStatus, eventType } = request as Shown
  const samples = listOf(meterValue).flatMap((one) => listOf((one as { sampledValue?: unknown }).sampledValue)) as readonly Sampled[]
  const measured = (measurand: string): number | undefined => {
    const found = samples.find((sample) => sample.measurand === measurand)
    return found === undefined ? undefined : Number(found.value)
  }
  const powerW = measured('Power.Active.Import')
  const energyWh = measured('Energy.Active.Import.Register')
  const socPercent = measured('SoC')
  return [
    plain(String(eventType ?? connectorStatus ?? status ?? '')),
    powerW === undefined ? '' : `${(powerW / 1_000).toFixed(1)} kW`,
    energyWh === undefined ? '' : `${energyWh.toFixed(0)} Wh`,
    socPercent === undefined ? '' : `${socPercent.toFixed(0)} %`,
  ]
    .filter((part) => part !== '')
    .join('  ')
}
