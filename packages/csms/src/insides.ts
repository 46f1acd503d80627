import type { Commands } from './commands/api.js'
import type { Core } from './core.js'
import type { Features } from './features/features.js'
import type { QuarantineReplay } from './ledger/quarantine-replay.js'

/** What the parts that stand around a csms, such as its API, work with. */
export interface Insides {
  readonly core: Core
  readonly features: Features
  readonly commands: Commands
  readonly quarantine: Pick<QuarantineReplay, 'replay'>
}

const kept = new WeakMap<object, Insides>()

export const keepInsides = (csms: object, insides: Insides): void => void kept.set(csms, insides)

/** @throws TypeError for what is not of `createCsms` */
export function insidesOf(csms: object): Insides {
  const insides = typeof csms === 'object' && csms !== null ? kept.get(csms) : undefined
  if (insides !== undefined) return insides
  throw new TypeError('csms must be what createCsms() of the same copy of @ocpp-kit/csms has returned')
}
