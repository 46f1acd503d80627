import type { StateStore } from '../../state/store.js'
import { type Installed, isFromOutside, type Profile } from './profile.js'

const section = 'charging profiles'

/** What a profile is written down as: its message, and what the message does not say. */
interface Kept {
  readonly wire: object
  readonly evseId: number
  readonly connectorId?: number | undefined
  readonly transactionKey?: number | undefined
}

/** Reads the wire form of the version again. */
export type ParseProfile = (wire: object, place: Pick<Profile, 'evseId' | 'connectorId'>) => Profile

const empty: readonly Installed[] = []

/** The profiles that are installed. Those of a csms outlive a power cut (K01.FR.27, errata 1.6 3.37), those from outside do not. */
export class ProfileStore {
  all: readonly Installed[]

  constructor(
    private readonly state: StateStore,
    parse: ParseProfile,
  ) {
    const kept = state.load(section)
    this.all = kept.size === 0 ? empty : [...kept.values()].map((one) => read(one as Kept, parse))
  }

  put(profile: Installed): void {
    this.all = [...this.all.filter(({ id }) => id !== profile.id), profile]
    if (profile.source !== 'CSO') return
    const { wire, evseId, connectorId, transactionKey } = profile
    this.state.put(section, String(profile.id), { wire, evseId, connectorId, transactionKey } satisfies Kept)
  }

  /** @returns whether there was any */
  remove(isMeant: (profile: Installed) => boolean): boolean {
    const gone = this.all.filter(isMeant)
    if (gone.length === 0) return false
    this.all = gone.length === this.all.length ? empty : this.all.filter((profile) => !gone.includes(profile))
    for (const { id } of gone) this.state.remove(section, String(id))
    return true
  }
}

const read = ({ wire, transactionKey, ...place }: Kept, parse: ParseProfile): Installed => ({
  ...parse(wire, place),
  wire,
  transactionKey,
  source: 'CSO',
})

/** Which profiles a message means; every field that is given must agree. */
export interface Criteria {
  readonly ids?: readonly number[] | undefined
  readonly evseId?: number | undefined
  readonly connectorId?: number | undefined
  readonly purpose?: string | undefined
  readonly stackLevel?: number | undefined
  readonly sources?: readonly string[] | undefined
}

export const matches = (profile: Installed, { ids, evseId, connectorId, purpose, stackLevel, sources }: Criteria): boolean =>
  (ids === undefined || ids.includes(profile.id)) &&
  (evseId === undefined || profile.evseId === evseId) &&
  (connectorId === undefined || profile.connectorId === undefined || profile.connectorId === connectorId) &&
  (purpose === undefined || profile.purpose === purpose) &&
  (stackLevel === undefined || profile.stackLevel === stackLevel) &&
  (sources === undefined || sources.includes(profile.source))

/** External limits are not for a csms to clear (K10.FR.04, FR.08–09). */
export const isClearable = (profile: Installed): boolean => !isFromOutside(profile)
