import type { StationKey } from '../../identifier.js'
import type { Credential, CredentialChange } from './credential.js'

/** What stations prove themselves with, and the secrets of the csms itself. */
export interface CredentialStore {
  /** Asked at every login. */
  find(station: StationKey): Promise<Credential | undefined>
  /** Changes it as one step; resolves with what stands then, or `undefined` where the change was not possible. */
  change(station: StationKey, change: CredentialChange): Promise<Credential | undefined>
  /** A secret that is made once and stays the same: the one that is kept, which is `proposed` where there was none. */
  secret(tenantId: string, name: string, proposed: string): Promise<string>
}
