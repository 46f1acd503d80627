import { type AnyHandlers, type Core, type Incoming, nowIso } from '../../core.js'
import type { MeterSample } from './sample.js'

export interface MeteringAdapter {
  handlers(metering: MeteringFeature): AnyHandlers
}

export interface MeteringFeature {
  now(): string
  /** Stores samples of a meter outside a transaction; `evseId` 0 is the main meter. */
  record(message: Incoming, evseId: number, samples: readonly MeterSample[]): Promise<void>
}

export function createMetering(core: Core): MeteringFeature {
  const { store, sessions, clock, events } = core
  return {
    now: () => nowIso(clock),
    record: async (message, evseId, samples) => {
      const { key, identity } = sessions.of(message.connection)
      const receivedAt = nowIso(clock)
      const added = await store.metering.append(
        key,
        samples.map((sample) => ({ ...sample, evseId, receivedAt })),
      )
      if (added.length === 0) return
      message.afterAnswer(() =>
        events.emit('meter.values', { station: core.station(identity), evseId, transactionId: undefined, samples: added }),
      )
    },
  }
}
