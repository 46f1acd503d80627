import { defineConfig } from 'tsup'
import { base } from '../../tsup.base.ts'

export default defineConfig(
  base({
    entry: {
      index: 'src/index.ts',
      api: 'src/http/index.ts',
      client: 'src/client/index.ts',
      ocpp16: 'src/versions/ocpp16.ts',
      ocpp201: 'src/versions/ocpp201.ts',
      ocpp21: 'src/versions/ocpp21.ts',
      observability: 'src/observability/index.ts',
      sql: 'src/store/sql/index.ts',
      'store-contract': 'src/store/contract.ts',
      cli: 'src/cli.ts',
    },
  }),
)
