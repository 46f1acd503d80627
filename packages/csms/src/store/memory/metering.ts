import { sampleKey } from '../../features/metering/sample.js'
import type { MeteringStore, StationSample } from '../../features/metering/store.js'
import type { StationKey } from '../../identifier.js'
import { keyOfStation } from './table.js'

export class MemoryMetering implements MeteringStore {
  private readonly byEvse = new Map<string, Map<string, StationSample>>()

  async append(station: StationKey, samples: readonly StationSample[]): Promise<readonly StationSample[]> {
    return samples.filter((sample) => {
      const known = this.evse(station, sample.evseId)
      const key = sampleKey(sample)
      if (known.has(key)) return false
      known.set(key, { ...sample })
      return true
    })
  }

  async samples(station: StationKey, evseId: number): Promise<readonly StationSample[]> {
    return [...this.evse(station, evseId).values()].toSorted((left, right) => Date.parse(left.at) - Date.parse(right.at))
  }

  private evse(station: StationKey, evseId: number): Map<string, StationSample> {
    const key = keyOfStation(station, evseId)
    const samples = this.byEvse.get(key) ?? new Map<string, StationSample>()
    this.byEvse.set(key, samples)
    return samples
  }
}
