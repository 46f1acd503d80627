import { type Csms, type CsmsOptions, createCsms } from '@ocpp-kit/csms'
import { type Api, type ApiOptions, startApi } from '@ocpp-kit/csms/api'
import { type CsmsClient, createClient } from '@ocpp-kit/csms/client'
import { ocpp16 } from '@ocpp-kit/csms/ocpp16'
import { ocpp21 } from '@ocpp-kit/csms/ocpp21'
import { ocpp201 } from '@ocpp-kit/csms/ocpp201'
import { onTestFinished } from 'vitest'
import { Faults, watchCsms } from './faults.js'

const versions = [ocpp21, ocpp201, ocpp16]
export type Versions = (typeof versions)[number]

export const adminToken = 'the-token-of-the-administrator'

export interface RunningCsms {
  readonly csms: Csms<Versions>
  readonly api: Api
  /** The operator, over HTTP; may do everything. */
  readonly operator: CsmsClient
  readonly faults: Faults
}

export interface Wanted {
  readonly csms?: Partial<CsmsOptions<Versions>>
  readonly api?: ApiOptions
  /** Those of another csms of the same test. */
  readonly faults?: Faults | undefined
}

/** A csms with its API, on free ports, that takes all stations and knows no token; it ends with the test. */
export async function startCsms({ csms: csmsOptions, api: apiOptions, faults = new Faults() }: Wanted = {}): Promise<RunningCsms> {
  const csms = createCsms({
    versions,
    port: 0,
    ...(csmsOptions?.acceptance === undefined && { unknownStations: 'accept' as const }),
    fullReports: 'onDemand',
    onError: (error, place) => faults.add({ foundBy: 'csms', what: 'onError', detail: { error, place } }),
    ...csmsOptions,
  })
  await csms.start()
  watchCsms(csms, faults)
  const api = await startApi(csms, { port: 0, adminToken, ...apiOptions })
  onTestFinished(async () => {
    await api.close()
    await csms.stop({ drainMs: 100 })
    if (csmsOptions?.store === undefined) await csms.store.close()
  })
  return { csms, api, operator: createClient({ url: api.url, token: adminToken }), faults }
}

/** What a call of the operator was answered with; fails where it was refused. */
export async function dataOf<T>(call: Promise<{ readonly data?: T; readonly error?: unknown; readonly response: Response }>): Promise<T> {
  const { data, error, response } = await call
  if (error !== undefined || data === undefined) throw new Error(`${response.status} ${response.url}: ${JSON.stringify(error)}`)
  return data
}
