import { type IdTagInfo, ocpp16 } from '@ocpp-kit/ocpp16'
import { defineAnswers, defineCommands } from '../define.js'
import { type Authorization, authorize } from './authorization.js'

export const answers = defineAnswers(ocpp16, {
  Authorize: ({ idTag }, scene) => ({ idTagInfo: idTagInfoOf(authorize(idTag, scene)) }),
})

export const commands = defineCommands(ocpp16, {
  ClearCache: { payload: () => ({}) },
})

/** An idTag has at most 20 characters (1.6 §7.28); a longer one is known to other versions alone. */
export const maxIdTagLength = 20

export const idTagInfoOf = ({ status, group, expiresAt }: Authorization): IdTagInfo => ({
  status: status === 'Unknown' ? 'Invalid' : status,
  ...(group !== undefined && group.length <= maxIdTagLength && { parentIdTag: group }),
  ...(expiresAt !== undefined && { expiryDate: expiresAt }),
})
