import type { SecurityEvents } from './security-events.js'

/** What firmware and logs need of the security events (A04). */
export type SecurityEventsPort = Pick<SecurityEvents, 'raise' | 'log'>
