import { defineConfig } from 'tsup'
import { base } from '../../tsup.base.ts'

export default defineConfig(
  base({
    entry: {
      cli: 'src/cli.ts',
      party: 'src/party.ts',
      cold: 'src/cold.ts',
      crowd: 'src/crowd.ts',
      'fleet-csms': 'src/fleet/csms.ts',
      'fleet-party': 'src/fleet/party.ts',
      'csms-load': 'src/csms/load.ts',
      'csms-no-store': 'src/csms/no-store.ts',
    },
    dts: false,
    splitting: true,
  }),
)
