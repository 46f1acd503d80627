import type { StateStore } from '../../state/store.js'
import type { Station } from '../../station.js'
import type { DeviceModel, Found } from '../configuration/device-model.js'
import type { BuiltInMonitor, Monitor } from './adapter.js'
import { keepReach, type MonitoringBase, reachOf } from './reach.js'

/** A monitor at work: with the variable it watches and what it has seen. */
export interface Watch {
  readonly monitor: Monitor
  readonly found: Found
  /** The value that was last told, or that there was when the monitor was set. */
  reference: string | undefined
  /** Beyond its threshold, and told so. */
  isAlerting: boolean
}

/** What is written down of a monitor: of a built-in one only what differs from how the station was made. */
interface Stored {
  readonly monitor?: Monitor | undefined
  /** A preconfigured one that a csms has cleared. */
  readonly isCleared?: boolean | undefined
  readonly reference?: string | undefined
  readonly isAlerting?: boolean | undefined
}

const section = 'monitors'

/** Which monitors a station has. Built-in ones are laid out when first needed, so that a station at rest costs nothing. */
export class MonitorStore {
  private watches: Map<number, Watch> | undefined
  private nextId = 1
  private base: MonitoringBase
  /** Monitors that a csms has set; they are at work from power-on. */
  readonly hasOwn: boolean

  constructor(
    private readonly state: StateStore,
    private readonly model: DeviceModel,
    private readonly builtIn: readonly BuiltInMonitor[],
    private readonly station: () => Station,
  ) {
    this.hasOwn = state.load(section).size > 0
    this.base = reachOf(state).base
  }

  /** Whether anybody has looked at the monitors yet. */
  get isLaidOut(): boolean {
    return this.watches !== undefined
  }

  get all(): ReadonlyMap<number, Watch> {
    this.watches ??= this.layOut()
    return this.watches
  }

  /** An id that no monitor has, nor had since power-on. */
  newId(): number {
    void this.all
    return this.nextId
  }

  /** Adds a monitor, or puts it in the place of the one with its id. */
  set(monitor: Monitor, found: Found): Watch {
    const watch: Watch = { monitor, found, reference: undefined, isAlerting: false }
    this.take(watch)
    this.write(watch)
    return watch
  }

  clear({ monitor }: Watch): void {
    this.watches?.delete(monitor.id)
    if (this.isBuiltIn(monitor.id)) this.state.put(section, String(monitor.id), { isCleared: true } satisfies Stored)
    else this.state.remove(section, String(monitor.id))
  }

  /** What a watch has seen must be known again after a power cut (N07.FR.14). */
  write({ monitor, reference, isAlerting }: Watch): void {
    const own = monitor.kind === 'CustomMonitor' ? { monitor } : {}
    this.state.put(section, String(monitor.id), { ...own, reference, isAlerting } satisfies Stored)
  }

  /** Goes back to a set of monitors; All brings back what was cleared and leaves what a csms has set (N03.FR.03–05). */
  reset(base: MonitoringBase): void {
    for (const [key, value] of this.state.load(section)) {
      if (base !== 'All' || (value as Stored).isCleared === true) this.state.remove(section, key)
    }
    this.base = base
    keepReach(this.state, 'base', base)
    const before = this.watches
    this.watches = this.layOut()
    // What stays has seen what it has seen.
    for (const [id, watch] of this.watches) {
      const same = before?.get(id)
      if (same === undefined || same.monitor.kind !== watch.monitor.kind) continue
      this.watches.set(id, same)
      this.write(same)
    }
  }

  private isBuiltIn(id: number): boolean {
    return id <= this.places().length
  }

  private layOut(): Map<number, Watch> {
    const stored = this.state.load(section)
    const watches = new Map<number, Watch>()
    this.watches = watches
    for (const [index, { builtIn, found }] of this.places().entries()) {
      const id = index + 1
      this.nextId = Math.max(this.nextId, id + 1)
      const own = stored.get(String(id)) as Stored | undefined
      const isOff = this.base === 'HardWiredOnly' && builtIn.kind === 'PreconfiguredMonitor'
      if (isOff || own?.isCleared === true || own?.monitor !== undefined) continue
      const { kind, type, value, severity, normal } = builtIn
      const { component, name: variable, at } = found
      const monitor: Monitor = {
        id,
        kind,
        component,
        variable,
        type,
        value: typeof value === 'function' ? value(this.station(), at) : value,
        severity,
        isTransactional: false,
      }
      this.take({ monitor, found, reference: own?.reference ?? normal, isAlerting: own?.isAlerting ?? false })
    }
    for (const { monitor, reference, isAlerting = false } of [...stored.values()] as Stored[]) {
      if (monitor === undefined) continue
      const found = this.model.find(this.station(), monitor.component, monitor.variable)
      // A variable that is gone, e.g. with the firmware, takes its monitors along (N04, remark).
      if (typeof found !== 'string') this.take({ monitor, found, reference, isAlerting })
    }
    return watches
  }

  private take(watch: Watch): void {
    const { id } = watch.monitor
    this.watches?.set(id, watch)
    this.nextId = Math.max(this.nextId, id + 1)
  }

  /** Where built-in monitors sit, always in the same order: their ids count it. */
  private places(): readonly { readonly builtIn: BuiltInMonitor; readonly found: Found }[] {
    const all = [...this.model.all(this.station())]
    return this.builtIn.flatMap((builtIn) =>
      all
        .filter(
          ({ component, name }) => component.name === builtIn.component && name.name === builtIn.variable && name.instance === undefined,
        )
        .map((found) => ({ builtIn, found })),
    )
  }
}
