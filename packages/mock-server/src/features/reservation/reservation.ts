import type { Scene } from '../../version.js'

/** One id for all reservations: a new one replaces the last (H01.FR.02), and a cancellation knows which one it means. */
export const reservationId = 1

const hourMs = 3_600_000

export const inAnHour = ({ world }: Scene): string => new Date(world.now().getTime() + hourMs).toISOString()
