import type { SecurityProfile } from '@ocpp-kit/rpc/ws'
import type { StateStore } from '../../state/store.js'
import { type NetworkProfile, networkSlots } from './profile.js'

const section = 'network'

/** The configuration slots with their order, and what became of them; all of it in the state. */
export class Slots {
  constructor(
    private readonly state: StateStore,
    /** The profile of the options, in slot 1 until a csms puts another there. */
    readonly initial: NetworkProfile,
  ) {}

  /** NetworkConfigurationPriority: slots in the order in which they are tried. */
  get priority(): readonly number[] {
    return this.read<readonly number[]>('priority') ?? [1]
  }

  set priority(slots: readonly number[]) {
    this.write('priority', slots)
  }

  /** The slot that comes first after a start. */
  get first(): number {
    return this.priority.find((slot) => this.profileIn(slot) !== undefined) ?? 1
  }

  profileIn(slot: number): NetworkProfile | undefined {
    const kept = this.state.load(section).get(`slot ${slot}`) as NetworkProfile | null | undefined
    if (kept === undefined && slot === 1) return this.initial
    return kept ?? undefined
  }

  keep(slot: number, profile: NetworkProfile): void {
    this.write(`slot ${slot}`, profile)
  }

  forget(slot: number): void {
    // Written down as empty: the one of the options would come back otherwise.
    this.write(`slot ${slot}`, null)
    this.priority = this.priority.filter((one) => one !== slot)
  }

  /** The slot of the last connection that worked. */
  get home(): number {
    return this.read<number>('home') ?? 1
  }

  set home(slot: number) {
    if (slot !== this.home) this.write('home', slot)
  }

  /** The profile that the last connection proved; nothing below it counts any more (A05.FR.06). */
  get securityProfile(): SecurityProfile {
    return this.read<SecurityProfile>('securityProfile') ?? this.initial.securityProfile
  }

  set securityProfile(securityProfile: SecurityProfile) {
    this.write('securityProfile', securityProfile)
    for (const slot of networkSlots) {
      const profile = this.profileIn(slot)
      if (profile !== undefined && profile.securityProfile < securityProfile) this.forget(slot)
    }
  }

  /** The time for answers of the profile that was in force last. */
  get messageTimeoutS(): number {
    return this.read<number>('messageTimeoutS') ?? this.initial.messageTimeoutS
  }

  set messageTimeoutS(seconds: number) {
    this.write('messageTimeoutS', seconds)
  }

  /** A slot that is tried out, to be forgotten where it does not work. */
  get trial(): number | undefined {
    return this.read<number>('trial')
  }

  set trial(slot: number | undefined) {
    if (slot === undefined) this.state.remove(section, 'trial')
    else this.write('trial', slot)
  }

  private read<T>(key: string): T | undefined {
    return this.state.load(section).get(key) as T | undefined
  }

  private write(key: string, value: unknown): void {
    this.state.put(section, key, value)
  }
}
