import { check } from '../../invalid-member.js'
import type { StationPut } from './station-record.js'
import { registrations } from './station-record.js'

const maxIdentityLength = 48
const maxNotesLength = 2_000
const maxLabels = 50
const maxLabelLength = 100

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const forbidden = /[\u0000-\u001f\u007f-\u009f/\p{Surrogate}]|^\.{1,2}$/u

/** Whether a station of some version may be called so (2.x Part 4 §3.1.1). */
const isIdentity = (text: unknown): text is string =>
  typeof text === 'string' && text !== '' && [...text].length <= maxIdentityLength && !forbidden.test(text)

/** @throws InvalidMember */
export function checkPut(identity: string, put: StationPut): StationPut {
  const shown = JSON.stringify(identity)
  check(isIdentity(identity), 'the identity', `1 to ${maxIdentityLength} characters without / and control characters, not ${shown}`)
  const { securityProfile, expectedSerialNumber, labels, notes, decision, lowersSecurityProfile = false } = put
  check(securityProfile === undefined || [0, 1, 2, 3].includes(securityProfile), 'station.securityProfile', '0, 1, 2 or 3')
  check(typeof lowersSecurityProfile === 'boolean', 'station.lowersSecurityProfile', 'true or false')
  checkText('station.expectedSerialNumber', expectedSerialNumber, maxLabelLength)
  checkText('station.notes', notes, maxNotesLength)
  if (labels !== undefined) {
    check(Array.isArray(labels) && labels.length <= maxLabels, 'station.labels', `a list of at most ${maxLabels} labels`)
    for (const [at, label] of labels.entries()) checkText(`station.labels[${at}]`, label, maxLabelLength)
  }
  check(decision === undefined || registrations.includes(decision), 'station.decision', `one of ${registrations.join(', ')}`)
  const distinct = labels === undefined ? undefined : [...new Set(labels)]
  return { securityProfile, expectedSerialNumber, notes, decision, labels: distinct, lowersSecurityProfile }
}

function checkText(where: string, text: string | undefined, maxLength: number): void {
  const isRight = text === undefined || (typeof text === 'string' && text !== '' && text.length <= maxLength)
  check(isRight, where, `a text of 1 to ${maxLength} characters`)
}
