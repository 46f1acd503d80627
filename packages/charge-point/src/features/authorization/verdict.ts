import type { Settings } from '../../settings.js'
import type { LocalKnowledge, TokenInfo } from './token-info.js'

/** What the decision rests on. */
export interface Grounds {
  readonly known: LocalKnowledge | undefined
  readonly isOnline: boolean
  readonly settings: Settings
  /** The token is that of a car's contract; whether the station itself can check its certificate. */
  readonly contract?: { readonly isChecked: boolean } | undefined
}

const refusal = (status: string): TokenInfo => ({ status })

/** Lets in, refuses, or wants the csms to be asked. */
export function judge(grounds: Grounds): TokenInfo | 'ask' {
  if (!grounds.isOnline) return judgeOffline(grounds)
  const { known, settings, contract } = grounds
  if (settings.disableRemoteAuthorization) return known === undefined ? refusal('Unknown') : byKnowledge(known)
  // The certificate is the csms's to check, whatever the station knows of the token (C07.FR.01).
  if (contract !== undefined || !settings.localPreAuthorize || known === undefined || known.hasPassed) return 'ask'
  if (known.info.status === 'Accepted') return known.info
  const isFinal = known.from === 'list' ? settings.localListDisablePostAuthorize : settings.authCacheDisablePostAuthorize
  return isFinal ? known.info : 'ask'
}

/** While nobody can be asked (C12, C13, C15, C07.FR.07–12, 1.6 §3.5.4). */
function judgeOffline({ known, settings, contract }: Grounds): TokenInfo {
  if (contract !== undefined && !(settings.contractValidationOffline && contract.isChecked)) return refusal('Offline')
  if (known === undefined) return refusal(settings.offlineTxForUnknownId ? 'Accepted' : 'Offline')
  return settings.localAuthorizeOffline ? byKnowledge(known) : refusal('Offline')
}

const byKnowledge = ({ info, hasPassed }: LocalKnowledge): TokenInfo => (hasPassed ? { ...info, status: 'Expired' } : info)
