import { createRedactor } from '@ocpp-kit/rpc'
import type { VariableName } from './commands.js'

const redactor = createRedactor()
const sample = 'value'

/**
 * Whether a variable holds a secret: it can be written and never read, or its name is that of a password, key or PIN by the rules for
 * logs. Its value is neither stored nor told, whatever a station reports of it (G18).
 */
export function isSecret({ variable }: Pick<VariableName, 'variable'>, mutability?: string | undefined): boolean {
  if (mutability === 'WriteOnly') return true
  return (redactor.payload({ key: variable, value: sample }) as { readonly value?: unknown }).value === '***'
}
