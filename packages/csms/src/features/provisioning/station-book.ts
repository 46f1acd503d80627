import { type Core, nowIso } from '../../core.js'
import type { StationKey } from '../../identifier.js'
import type { StationFacts } from '../authorization/place.js'
import { checkPut } from './station-put.js'
import type { Registration, StationDescription, StationPut, StationRecord } from './station-record.js'

/** What operators say of stations, whether these have ever come or not. */
export interface StationBook {
  decide(identity: string, registration: Registration): Promise<void>
  /** Keeps what an operator says of a station; what is not given stays. */
  describe(identity: string, description: StationDescription): Promise<void>
  /** What was said of a station. */
  facts(station: StationKey): Promise<StationFacts>
  /** Puts a station in, or other settings in the place of those that it has. */
  put(identity: string, settings: StationPut): Promise<StationRecord>
  /** Forgets what was decided and set, and ends its connection. `false` where there is none. */
  remove(identity: string): Promise<boolean>
}

/** WebSocket close code. */
const policyViolation = 1008

/** `accepted` is told of stations that an operator has let in. */
export function createStationBook({ store, sessions, clock }: Core, accepted: (identity: string) => void): StationBook {
  /** What holds from now on, and not only from the next boot. */
  const withdraw = (identity: string, decision: Registration | 'none'): void => {
    const session = sessions.find(identity)
    if (session !== undefined && decision !== 'Accepted') session.registration = decision
  }

  return {
    decide: async (identity, decision) => {
      const station = sessions.keyOf(identity)
      const known = await store.provisioning.find(station)
      const withdrawn = decision === 'Accepted' ? {} : { registration: decision }
      await store.provisioning.save({ station, identity: known?.identity ?? identity, decision, ...withdrawn })
      withdraw(identity, decision)
      if (decision === 'Accepted') accepted(identity)
    },

    describe: async (identity, { labels, evses }) => {
      const station = sessions.keyOf(identity)
      const known = await store.provisioning.find(station)
      await store.provisioning.save({ station, identity: known?.identity ?? identity, labels, evses })
    },

    facts: async (station) => {
      const { labels = [], evses = [] } = (await store.provisioning.find(station)) ?? {}
      return { stationId: station.stationId, labels, evses }
    },

    put: async (identity, given) => {
      const { decision: wanted, lowersSecurityProfile = false, ...settings } = checkPut(identity, given)
      const station = sessions.keyOf(identity)
      const known = await store.provisioning.find(station)
      const decision = wanted ?? known?.decision ?? 'Accepted'
      const withdrawn = decision === 'Accepted' ? {} : { registration: decision }
      const lowered = lowersSecurityProfile ? { reachedProfile: settings.securityProfile ?? (0 as const) } : {}
      const name = known?.deletedAt === undefined ? known?.identity : undefined
      const record = await store.provisioning.put({ station, identity: name ?? identity, decision, ...withdrawn, ...settings, ...lowered })
      withdraw(identity, decision)
      if (decision === 'Accepted') accepted(identity)
      return record
    },

    remove: async (identity) => {
      const station = sessions.keyOf(identity)
      const isRemoved = await store.provisioning.delete(station, nowIso(clock))
      await store.credentials.change(station, { type: 'removed' })
      withdraw(identity, 'none')
      await sessions.find(identity)?.connection?.close({ code: policyViolation, reason: 'an operator has deleted this station' })
      return isRemoved
    },
  }
}
