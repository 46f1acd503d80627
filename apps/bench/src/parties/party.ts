import type { Exchange } from '../exchanges.js'

/** Sends the exchange's request once and resolves when its answer is there. */
export type Call = () => Promise<unknown>

/** One implementation of both ends. Whoever does not send an exchange's request answers it. */
export interface Party {
  /** A csms on a free port. `connected` is told of every station, with a way to call it. */
  serve(exchange: Exchange, connected: (call: Call) => void, password?: string): Promise<number>
  /** A station. Resolves when it is connected, with a way to call the csms. */
  connect(exchange: Exchange, url: string, identity: string): Promise<Call>
}

export const partyNames = ['raw', 'ocpp-rpc', 'ocpp-kit'] as const
export type PartyName = (typeof partyNames)[number]
