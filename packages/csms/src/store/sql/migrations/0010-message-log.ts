import type { Migration } from '../migration.js'

/**
 * The message log is written with every message and read by people now and then: an index by action cost each write as much as the row,
 * where the messages of one station, newest first, are soon looked through.
 */
export const messageLog: Migration = {
  name: '0010-message-log',
  up: ({ withoutIndex }) => [withoutIndex('ocpp_message_tenant_id_station_id_action_id')],
}
