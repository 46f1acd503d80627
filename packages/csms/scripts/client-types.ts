import openapiTypes, { astToString } from 'openapi-typescript'
import { startApi } from '../src/http/index.ts'
import { createCsms } from '../src/index.ts'
import { ocpp16 } from '../src/versions/ocpp16.ts'
import { ocpp21 } from '../src/versions/ocpp21.ts'
import { ocpp201 } from '../src/versions/ocpp201.ts'

const header = '// Made of the OpenAPI document by `pnpm generate:client`; not to be changed by hand.\n\n'

/** The types of the client, made of the OpenAPI document of an API that runs for the purpose. */
export async function clientTypes(): Promise<string> {
  const csms = createCsms({ versions: [ocpp21, ocpp201, ocpp16], port: 0 })
  const api = await startApi(csms, { port: 0 })
  try {
    const document = (await (await fetch(`${api.url}/v1/openapi.json`)).json()) as Parameters<typeof openapiTypes>[0]
    return header + astToString(await openapiTypes(document))
  } finally {
    await api.close()
    await csms.store.close()
  }
}
