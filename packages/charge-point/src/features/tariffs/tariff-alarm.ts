import type { Core } from '../../core.js'

const section = 'tariffAlarm'

/** Whether tariffs cannot be worked with: TariffCostCtrlr.Problem (I08.FR.30–31, I08.FR.35–37, I12.FR.18–19, I12.FR.43–44). */
export class TariffAlarm {
  constructor(
    private readonly core: Core,
    /** Tells the csms, where no monitor does. */
    private readonly tell: (value: string, techCode: string | undefined) => void,
  ) {}

  get isRaised(): boolean {
    return this.core.state.load(section).has('problem')
  }

  raise(techCode: string): void {
    if (this.isRaised) return
    this.core.state.put(section, 'problem', techCode)
    this.tell('true', techCode)
  }

  clear(): void {
    if (!this.isRaised) return
    this.core.state.remove(section, 'problem')
    this.tell('false', undefined)
  }
}
