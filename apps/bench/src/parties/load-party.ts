import type { Party, PartyName } from './party.js'

/** Loads one implementation and nothing of the others. */
export async function loadParty(name: PartyName): Promise<Party> {
  switch (name) {
    case 'raw':
      return (await import('./raw.js')).raw
    case 'ocpp-rpc':
      return (await import('./ocpp-rpc.js')).ocppRpc
    case 'ocpp-kit':
      return (await import('./ocpp-kit.js')).ocppKit
  }
}
