import type { DisplayTraits } from './message.js'

/** 1.6 has no messages for a display. */
export const noDisplay: DisplayTraits = { formats: [], priorities: [], states: [], languages: undefined }

export const display201: DisplayTraits = {
  formats: ['ASCII', 'HTML', 'URI', 'UTF8'],
  priorities: ['AlwaysFront', 'InFront', 'NormalCycle'],
  states: ['Charging', 'Faulted', 'Idle', 'Unavailable'],
  languages: undefined,
}

/** What a display of 2.1 speaks (DisplayMessageCtrlr.Language). */
export const displayLanguages: readonly string[] = ['en', 'de', 'es', 'fr', 'it', 'nl', 'pt', 'sv']

export const display21: DisplayTraits = {
  ...display201,
  formats: [...display201.formats, 'QRCODE'],
  states: [...display201.states, 'Suspended', 'Discharging'],
  languages: displayLanguages,
}
