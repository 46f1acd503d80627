import type { StationPut } from './station-book.js'
import { registrations } from './station-record.js'

const maxIdentityLength = 48
const maxNotesLength = 2_000
const maxLabels = 50
const maxLabelLength = 100

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const forbidden = /[\u0000-\u001f\u007f-\u009f/\p{Surrogate}]|^\.{1,2}$/u

/** Whether a station of some version may be called so (2.x Part 4 §3.1.1). */
export const isIdentity = (text: unknown): text is string =>
  typeof text === 'string' && text !== '' && [...text].length <= maxIdentityLength && !forbidden.test(text)

/** @throws TypeError naming what is wrong */
export function checkPut(identity: string, put: StationPut): StationPut {
  if (!isIdentity(identity)) {
    throw new TypeError(
      `the identity must have 1 to ${maxIdentityLength} characters, no / and no control characters, not ${JSON.stringify(identity)}`,
    )
  }
  const { securityProfile, expectedSerialNumber, labels, notes, decision } = put
  if (securityProfile !== undefined && ![0, 1, 2, 3].includes(securityProfile)) {
    throw new TypeError(`securityProfile must be 0, 1, 2 or 3, not ${String(securityProfile)}`)
  }
  checkText('expectedSerialNumber', expectedSerialNumber, maxLabelLength)
  checkText('notes', notes, maxNotesLength)
  if (labels !== undefined) {
    if (!Array.isArray(labels) || labels.length > maxLabels) throw new TypeError(`labels must be a list of at most ${maxLabels} labels`)
    for (const [at, label] of labels.entries()) checkText(`labels[${at}]`, label, maxLabelLength)
  }
  if (decision !== undefined && !registrations.includes(decision)) {
    throw new TypeError(`decision must be one of ${registrations.join(', ')}, not ${String(decision)}`)
  }
  return { securityProfile, expectedSerialNumber, notes, decision, labels: labels === undefined ? undefined : [...new Set(labels)] }
}

function checkText(name: string, text: string | undefined, maxLength: number): void {
  if (text === undefined || (typeof text === 'string' && text !== '' && text.length <= maxLength)) return
  throw new TypeError(`${name} must be a text of 1 to ${maxLength} characters`)
}
