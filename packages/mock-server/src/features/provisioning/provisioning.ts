import type { Registration, Scene } from '../../version.js'

/** What a station says of itself when it boots. */
interface Self {
  readonly vendor: string
  readonly model: string
  readonly firmwareVersion: string | undefined
}

/** Registers a boot. The status is asked for when the station's record is up to date, this boot not yet counted. */
export function boot({ world, station }: Scene, self: Self): { status: Registration; currentTime: string; interval: number } {
  station.vendor = self.vendor
  station.model = self.model
  station.firmwareVersion = self.firmwareVersion
  const status = world.registrationFor(station)
  station.boots += 1
  station.registration = status
  return { status, currentTime: world.now().toISOString(), interval: world.intervalSeconds }
}

/** A heartbeat interval that changes nothing for a station that took the one of its boot; 0 there left it to the station. */
export const heartbeatInterval = ({ world }: Scene): string => String(world.intervalSeconds || 300)
