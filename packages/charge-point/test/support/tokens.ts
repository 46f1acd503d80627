import type { StationVersion } from '../../src/index.js'
import type { Payload, Setup, TestCsms } from './csms.js'

/** What a csms thinks of a token, in the words of 2.x. */
export interface Info {
  readonly status?: string
  readonly group?: string
  readonly expires?: string
  readonly evseId?: readonly number[]
}

/** In the words of a version. */
export const infoFor = (name: string, { status = 'Accepted', group, expires, evseId }: Info = {}): Payload =>
  name === '1.6'
    ? { status, ...(group && { parentIdTag: group }), ...(expires && { expiryDate: expires }) }
    : {
        status,
        ...(group && { groupIdToken: { idToken: group, type: 'Central' } }),
        ...(expires && { cacheExpiryDateTime: expires }),
        ...(evseId && { evseId }),
      }

export const infoField = (name: string): string => (name === '1.6' ? 'idTagInfo' : 'idTokenInfo')

const tokenIn = ({ idTag, idToken }: Payload): string => String(idTag ?? (idToken as Payload | undefined)?.['idToken'])

/** Lets the csms think this of these tokens whenever it is asked, also in the answers to transaction messages. Others are accepted. */
export function think(csms: TestCsms, name: string, tokens: Readonly<Record<string, Info>>): void {
  const of = (request: Payload): Payload => ({ [infoField(name)]: infoFor(name, tokens[tokenIn(request)] ?? {}) })
  csms.answers['Authorize'] = of
  csms.answers['StartTransaction'] = (request) => ({ transactionId: 7, ...of(request) })
  csms.answers['StopTransaction'] = (request) => (request['idTag'] === undefined ? {} : of(request))
  csms.answers['TransactionEvent'] = (request) => (request['idToken'] === undefined ? {} : of(request))
}

/** Which tokens the csms has been asked about. */
export const asked = (csms: TestCsms): string[] => csms.of('Authorize').map(tokenIn)

/** Installs a local list in the words of a version. */
export function sendList(
  { csms }: Pick<Setup<StationVersion>, 'csms'>,
  name: string,
  version: number,
  tokens: Readonly<Record<string, Info | undefined>> | undefined,
  updateType: 'Full' | 'Differential' = 'Full',
): Promise<Payload> {
  const entries =
    tokens &&
    Object.entries(tokens).map(([id, info]) =>
      name === '1.6'
        ? { idTag: id, ...(info && { idTagInfo: infoFor(name, info) }) }
        : { idToken: { idToken: id, type: 'ISO14443' }, ...(info && { idTokenInfo: infoFor(name, info) }) },
    )
  return csms.call('SendLocalList', {
    updateType,
    ...(name === '1.6' ? { listVersion: version } : { versionNumber: version }),
    ...(entries && { localAuthorizationList: entries }),
  })
}

export async function listVersion({ csms }: Pick<Setup<StationVersion>, 'csms'>): Promise<unknown> {
  const { listVersion, versionNumber } = await csms.call('GetLocalListVersion', {})
  return listVersion ?? versionNumber
}
