import type { Table } from './field.js'

const always = (value: boolean) => (): boolean => value

/** Fields that are true or false. All others are either. */
export const truths: Table<boolean> = {
  // One generated report is the whole report.
  tbc: always(false),
  // What can be written and changed is no constant, and outlives a restart.
  'VariableAttributeType.constant': always(false),
  'VariableAttributeType.persistent': always(true),
  'KeyValue.readonly': always(false),
}
