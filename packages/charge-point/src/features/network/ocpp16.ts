import type { NetworkAdapter } from './network.js'

/** A higher security profile leads to the same csms, which knows the station (whitepaper A05, OCPP-J 1.6 §5.4). */
export const networkAdapter: NetworkAdapter = { bootsAfterSwitch: false, keepsLastRoot: true }
