import { type ControlType, type DerControl, endMs, startMs } from './control.js'

/** How many controls of a type are kept: as many as one report, and one answer, can name. */
export const maxPerType = 24

/** What setting a control comes to; undefined: there is no room for it. */
export interface Installed {
  readonly controls: readonly DerControl[]
  readonly supersededIds: readonly string[]
}

/**
 * Takes in a control, and decides at once which of those of its type and kind still count (R04.FR.02–08): what is less important is
 * superseded for good, or is so itself if something more important is there already. A scheduled one that runs goes on until the start
 * of the new one (R04.FR.07). Of two equals the later default counts, while scheduled ones stand side by side.
 * One with an id that is there takes its place.
 */
export function install(all: readonly DerControl[], control: DerControl): Installed | undefined {
  const others = withRoom(
    all.filter(({ id }) => id !== control.id),
    control,
  )
  if (others === undefined) return undefined
  const rivals = others.filter(
    ({ type, isDefault, isSuperseded }) => type === control.type && isDefault === control.isDefault && !isSuperseded,
  )
  const isBeaten = rivals.some(({ setting }) => setting.priority < control.setting.priority)
  const beaten = isBeaten ? [] : rivals.filter((rival) => isBeatenBy(rival, control))
  const supersededIds = isBeaten ? [control.id] : beaten.map(({ id }) => id)
  return { controls: supersede([...others, { ...control, isSuperseded: isBeaten }], supersededIds), supersededIds }
}

const isBeatenBy = ({ setting, hasStarted }: DerControl, control: DerControl): boolean =>
  control.isDefault ? setting.priority >= control.setting.priority : setting.priority > control.setting.priority && !hasStarted

const supersede = (controls: readonly DerControl[], ids: readonly string[]): readonly DerControl[] =>
  ids.length === 0 ? controls : controls.map((one) => (ids.includes(one.id) ? { ...one, isSuperseded: true } : one))

/** A superseded default would stay for ever: it gives way where room is short. */
function withRoom(controls: readonly DerControl[], { type }: DerControl): readonly DerControl[] | undefined {
  const same = controls.filter((one) => one.type === type)
  if (same.length < maxPerType) return controls
  const victim = same.find(({ isDefault, isSuperseded }) => isDefault && isSuperseded)
  return victim && controls.filter((one) => one !== victim)
}

/** A control that begins or ends, as the csms hears of it. */
export interface StartStop {
  readonly controlId: string
  readonly started: boolean
  readonly atMs: number
  readonly supersededIds: readonly string[]
}

export interface Progress {
  readonly controls: readonly DerControl[]
  readonly told: readonly StartStop[]
}

/** Lets time pass: what is over is removed, what is due begins, and takes over from what runs (R04.FR.07, FR.10, FR.20–22). */
export function progress(all: readonly DerControl[], nowMs: number): Progress {
  const over = all.filter((control) => endMs(control) <= nowMs)
  const told: StartStop[] = over
    .filter(({ hasStarted, isSuperseded }) => hasStarted && !isSuperseded)
    .map((control) => ({ controlId: control.id, started: false, atMs: endMs(control), supersededIds: [] }))
  let controls = over.length === 0 ? all : all.filter((control) => !over.includes(control))
  const due = controls.filter((control) => !control.isDefault && !control.isSuperseded && !control.hasStarted && startMs(control) <= nowMs)
  for (const control of [...due].sort((one, other) => startMs(one) - startMs(other))) {
    const supersededIds = controls
      .filter((one) => one.type === control.type && one.id !== control.id && !one.isDefault && one.hasStarted && !one.isSuperseded)
      .map(({ id }) => id)
    controls = supersede(controls, supersededIds).map((one) => (one.id === control.id ? { ...one, hasStarted: true } : one))
    told.push({ controlId: control.id, started: true, atMs: nowMs, supersededIds })
  }
  return { controls, told }
}

/** When one begins or ends next; infinite: never. */
export const nextMs = (controls: readonly DerControl[], nowMs: number): number =>
  Math.min(...controls.flatMap((control) => [startMs(control), endMs(control)]).filter((ms) => ms > nowMs), Number.POSITIVE_INFINITY)

/** The control of each type that is obeyed now: the scheduled one that runs, else the default (R04.FR.09, FR.11). */
export function inForce(controls: readonly DerControl[]): ReadonlyMap<ControlType, DerControl> {
  const counting = controls.filter(({ isDefault, isSuperseded, hasStarted }) => !isSuperseded && (isDefault || hasStarted))
  const defaultsFirst = [...counting.filter(({ isDefault }) => isDefault), ...counting.filter(({ isDefault }) => !isDefault)]
  return new Map(defaultsFirst.map((control) => [control.type, control]))
}

/** Which controls a request means; what it leaves out may be anything (R04.FR.30). */
export interface Query {
  readonly isDefault?: boolean | undefined
  readonly type?: string | undefined
  readonly id?: string | undefined
}

export const matches = (control: DerControl, { isDefault, type, id }: Query): boolean =>
  (isDefault === undefined || control.isDefault === isDefault) &&
  (type === undefined || control.type === type) &&
  (id === undefined || control.id === id)
