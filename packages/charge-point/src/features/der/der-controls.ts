import { advance, calmGrid, evseOf, pluggedConnector } from '../../body/index.js'
import type { Core } from '../../core.js'
import type { Outgoing } from '../../outgoing.js'
import { split } from '../reports/reports.js'
import type { DerAdapter } from './adapter.js'
import { type DerAlarm, noticeOf } from './alarm.js'
import { controlProblem } from './check.js'
import { type ControlType, type DerControl, isControlType } from './control.js'
import { respond } from './response.js'
import { inForce, install, matches, maxPerType, nextMs, progress, type Query } from './schedule.js'
import { nextTripMs, step, type TripState, untripped } from './trips.js'

const section = 'DER controls'
const alarmSection = 'DER alarm'
const timer = 'DER controls'

const none: readonly DerControl[] = []

/** What setting a control comes to. */
export type SetOutcome =
  | { readonly status: 'Accepted'; readonly supersededIds: readonly string[] }
  | { readonly status: 'Rejected'; readonly reasonCode: string }
  | { readonly status: 'NotSupported' }

/**
 * The controls by which a utility rules what a station gives to the grid and takes from it (R): which of them count, what that leaves
 * of the power, and what the csms hears of it. One timer to the next time that something changes, and none without controls.
 */
export class DerControls {
  private controls: readonly DerControl[]
  private trips: TripState = untripped
  /** The alarm that the csms knows of. */
  private told: DerAlarm | undefined
  /** An alarm of a car, or of something else than the controls here. */
  private raised: { readonly evseId: number; readonly alarm: DerAlarm } | undefined
  private isWatching = false
  private isApplying = false

  constructor(
    private readonly core: Core,
    private readonly adapter: DerAdapter,
  ) {
    const kept = core.state.load(section)
    this.controls = kept.size === 0 ? none : ([...kept.values()] as DerControl[])
    this.told = core.state.load(alarmSection).get('told') as DerAlarm | undefined
    if (this.controls.length > 0 || this.told !== undefined) this.watch()
  }

  /** Whether it has any business with controls of this type (R04.FR.01, FR.36, FR.43). */
  supports(type: string): boolean {
    const { derControlEnabled, derControlTypes } = this.core.settings.values
    return derControlEnabled && derControlTypes.includes(type)
  }

  /** Takes in a control; what follows from it comes with {@link apply}. */
  set(control: DerControl): SetOutcome {
    if (!this.supports(control.type)) return { status: 'NotSupported' }
    const reasonCode = controlProblem(control, this.core.time.nowMs())
    if (reasonCode !== undefined) return { status: 'Rejected', reasonCode }
    const installed = install(this.controls, control)
    if (installed === undefined) return { status: 'Rejected', reasonCode: 'TooManyElements' }
    this.keep(installed.controls)
    this.watch()
    return { status: 'Accepted', supersededIds: installed.supersededIds }
  }

  find(query: Query): readonly DerControl[] {
    return this.controls.filter((control) => matches(control, query))
  }

  /** @returns whether there was any */
  clear(query: Query): boolean {
    const gone = this.find(query)
    if (gone.length > 0) this.keep(this.controls.filter((control) => !gone.some(({ id }) => id === control.id)))
    return gone.length > 0
  }

  /** Tells controls in parts, each of which says whether more follow (R04.FR.31–32). */
  report(controls: readonly DerControl[], requestId: number): void {
    const { link, events } = this.core
    // A message has room for so many of each type.
    const parts = split(controls).flatMap((part) => chunks(part, maxPerType))
    for (const [index, part] of parts.entries()) {
      link
        .call(this.adapter.report(part, requestId, index === parts.length - 1), { isTriggered: true })
        .catch((error: unknown) => events.emit('error', { error, during: 'ReportDERControl' }))
    }
  }

  /** Something goes by the rules of the grid that the station cannot see for itself, e.g. the inverter in a car (R02); undefined: no more. */
  raise(evseId: number, alarm: DerAlarm | undefined): void {
    if (alarm === undefined && this.raised?.evseId !== evseId) return
    this.raised = alarm && { evseId, alarm }
    this.watch()
    this.apply()
  }

  /** Switched on: what it remembers counts again. */
  poweredOn(): void {
    this.trips = untripped
    this.raised = undefined
    this.apply()
  }

  /** Brings everything in line with the controls that count now: what runs, what flows, what the csms knows. */
  apply(): void {
    if (!this.isWatching || this.isApplying || !this.core.link.isPowered) return
    this.isApplying = true
    try {
      this.follow()
    } finally {
      this.isApplying = false
    }
  }

  private follow(): void {
    const { body, time, random } = this.core
    const { controls, told } = progress(this.controls, time.nowMs())
    this.tell(
      told.map((notice) => this.adapter.startStop(notice)),
      () => this.keep(controls),
    )
    const { grid = calmGrid } = body.state
    // What the station does not take any more does not count either.
    const counting = inForce(controls.filter(({ type }) => this.supports(type)))
    const input = { inForce: counting, grid, nowMs: time.monotonicMs(), random }
    this.trips = counting.size === 0 ? untripped : step(this.trips, input)
    const { evses } = advance(body.state, time.monotonicMs())
    const { limits, deviation } = respond(evses, { inForce: counting, grid, tripped: this.trips.tripped })
    const isNews = limits.some(({ importW, exportW }, index) => {
      const evse = body.state.evses[index]
      return evse?.gridImportW !== importW || evse?.gridExportW !== exportW
    })
    if (isNews) body.apply({ type: 'gridLimited', evses: limits })
    this.tellAlarm(deviation ?? this.raisedNow())
    this.schedule(nextTripMs(this.trips, input))
  }

  /** A car that has left has no alarms. */
  private raisedNow(): DerAlarm | undefined {
    if (this.raised === undefined) return undefined
    const evse = evseOf(this.core.body.state, this.raised.evseId)
    if (evse === undefined || pluggedConnector(evse) === undefined) this.raised = undefined
    return this.raised?.alarm
  }

  private tellAlarm(now: DerAlarm | undefined): void {
    const notice = noticeOf(this.told, now)
    this.told = now
    if (notice === undefined) return
    this.tell([this.adapter.alarm(notice, this.core.time.iso())], () => {
      if (now === undefined) this.core.state.remove(alarmSection, 'told')
      else this.core.state.put(alarmSection, 'told', now)
    })
  }

  /** What has happened is told, if need be later, and kept together with the message. */
  private tell(messages: readonly Outgoing[], keep: () => void): void {
    if (messages.length === 0) keep()
    else this.core.outbox.addAll(messages, {}, keep)
  }

  private keep(controls: readonly DerControl[]): void {
    const { state } = this.core
    for (const before of this.controls) if (!controls.some(({ id }) => id === before.id)) state.remove(section, before.id)
    for (const control of controls) if (!this.controls.includes(control)) state.put(section, control.id, control)
    this.controls = controls.length === 0 ? none : controls
  }

  /** Whatever happens to cars and limits changes what the controls leave; nobody looks before there is one. */
  private watch(): void {
    if (this.isWatching) return
    this.isWatching = true
    this.core.body.onRest(() => this.apply())
    this.core.settings.onChange(() => this.apply())
  }

  private schedule(nextTrip: number): void {
    const { time } = this.core
    const nowMs = time.nowMs()
    const waitMs = Math.min(nextMs(this.controls, nowMs) - nowMs, nextTrip - time.monotonicMs())
    if (waitMs === Number.POSITIVE_INFINITY) time.cancel(timer)
    else time.after(timer, Math.max(1, Math.ceil(waitMs)), () => this.apply())
  }
}

const chunks = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size))

/** A type as a program names it. @throws TypeError there is no such type */
export function checkControlType(name: string): ControlType {
  if (isControlType(name)) return name
  throw new TypeError(`controlType: there is no ${JSON.stringify(name)}`)
}
