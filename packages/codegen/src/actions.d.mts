import type { Bundle } from './schema-files.mjs'

export interface MessageNames {
  readonly request: string
  /** Missing for a SEND. */
  readonly response?: string
}
export declare function actionsOf(bundle: Bundle): ReadonlyMap<string, MessageNames>
