import { checkFaultRules, type FaultRule, type ValidationPolicy } from '@ocpp-kit/rpc'
import { checkOneOf } from '../checks.js'
import { ChargePointError } from '../errors.js'
import { checkQuirks } from '../quirks/check.js'
import type { QuirkName } from '../quirks/profiles.js'
import type { Quirk } from '../quirks/quirk.js'
import { DeadLine } from '../wire/dead-line.js'
import type { Recording, RecordingOptions } from '../wire/recording.js'
import { checkPolicy } from '../wire/validation.js'
import { GridConnection } from './grid.js'
import { type Inside, insideOf } from './inside.js'

type How = 'cut' | 'close' | 'halfOpen'
type Return = 'backOff' | 'atOnce'

/** See {@link StationControl.dropConnection}. */
export interface DropOptions {
  /**
   * `cut`: the line dies, and the station notices at once. `close`: the station closes it in good order, with 1000. `halfOpen`: the line
   * dies, and neither end is told; the station notices by its pings (`webSocketPingIntervalS`), or when it is dropped again. Default `cut`
   */
  readonly how?: How | undefined
  /** How the station comes back: after the pauses that are configured, or without any. Not for `halfOpen`. Default `backOff` */
  readonly reconnect?: Return | undefined
}

/** What goes wrong on purpose between a station and its csms, and what is seen of it there. All of it outlives power cuts. */
export class OnTheWire extends GridConnection {
  /** In force; see {@link OnTheWire.setFaults}. */
  get faults(): readonly FaultRule[] {
    return insideOf(this).program.wire?.faults ?? []
  }

  /**
   * Faults that befall frames from now on: lost, late, twice, in another order, spoilt, under a wrong id, and sockets that are half-open or
   * close. The rules are those of `withFaults` of `@ocpp-kit/rpc`, which count for each connection anew; `[]` ends them. Each fault is told
   * with the event `fault`; what is left to chance follows from the option `seed`.
   * @throws TypeError naming what is wrong by its path, such as `faults[2].do`; the old rules then stay
   */
  setFaults(rules: readonly FaultRule[]): void {
    const checked = checkFaultRules(rules, 'faults')
    if (checked.length > 0 || this.faults.length > 0) insideOf(this).wire.setFaults(checked)
  }

  /** In force; see {@link OnTheWire.setQuirks}. */
  get quirks(): readonly (QuirkName | Quirk)[] {
    return insideOf(this).program.quirks?.list ?? []
  }

  /**
   * What the station gets wrong from now on, by names (see `quirkNames`) or as data, in the place of what it got wrong before; `[]`: nothing.
   * Own payloads that break their schemas for it are sent as if the validation was `report`.
   * @throws TypeError naming what is wrong by its path, such as `quirks[1].lacks`; the old ones then stay
   */
  setQuirks(quirks: readonly (QuirkName | Quirk)[]): void {
    const checked = checkQuirks(quirks)
    if (checked.length > 0 || this.quirks.length > 0) insideOf(this).setQuirks(checked)
  }

  /** In force; see {@link OnTheWire.setValidation}. */
  get validation(): ValidationPolicy {
    return insideOf(this).policy
  }

  /**
   * How strictly payloads are held to their schemas from the next message on: `enforce`, `report` or `off`, for both directions and for
   * single actions. With `outgoing: 'off'` even what is badly wrong is sent. `undefined`: as the options have it. What breaks a rule is
   * told with the event `verdict`, unless it is not looked at.
   * @throws TypeError naming what is wrong by its path, such as `validation.actions.Heartbeat`; the old policy then stays
   */
  setValidation(policy: ValidationPolicy | undefined): void {
    const inside = insideOf(this)
    inside.wire.setPolicy(policy && checkPolicy(policy, inside.options.version))
  }

  /**
   * Writes down every frame from now on, over reconnects and power cuts, as a transcript of `@ocpp-kit/rpc`, which `replay` understands.
   * @throws TypeError naming the option that is wrong
   */
  recordTranscript(options: RecordingOptions = {}): Recording {
    return insideOf(this).wire.record(options)
  }

  /**
   * The connection is lost, as networks lose it. Resolves when that is done; the event `connected` tells that it is back.
   * @throws ChargePointError `OFFLINE` there is none
   * @throws TypeError an option is wrong
   */
  async dropConnection({ how, reconnect }: DropOptions = {}): Promise<void> {
    const wanted = checkOneOf<How>('how', how, ['cut', 'close', 'halfOpen'], 'cut')
    const back = checkOneOf<Return>('reconnect', reconnect, ['backOff', 'atOnce'], 'backOff')
    if (wanted !== 'halfOpen') return lose(insideOf(this), wanted, back)
    if (reconnect !== undefined) throw new TypeError('reconnect has no meaning for halfOpen: the station does not know')
    freeze(insideOf(this))
  }
}

async function lose(inside: Inside, how: Exclude<How, 'halfOpen'>, reconnect: Return): Promise<void> {
  const { link } = inside.station
  const connection = openConnection(inside)
  const closing = how === 'cut' && link.lose('cut') ? undefined : connection.close(how === 'cut' ? { code: 1001 } : {})
  if (reconnect === 'atOnce') await link.redial()
  await closing
}

function freeze(inside: Inside): void {
  const connection = openConnection(inside)
  if (!inside.station.link.lose('freeze')) connection.wrapSocket((socket) => new DeadLine(socket))
}

function openConnection({ station }: Inside) {
  const { connection } = station.link
  if (connection?.isOpen === true) return connection
  throw new ChargePointError('OFFLINE', 'dropConnection: there is no connection to the csms')
}
