import type { ValidationMode, ValidationPolicy } from '@ocpp-kit/rpc'
import { InvalidArgumentError } from 'commander'
import { type QuirkName, quirkNames } from '../quirks/profiles.js'
import { validationModes } from '../wire/validation.js'

/** A list such as `noPong,lateStatus`. */
export function quirkList(text: string): QuirkName[] {
  const names = text.split(',').map((name) => name.trim())
  const isName = (name: string): name is QuirkName => (quirkNames as readonly string[]).includes(name)
  if (names.every(isName)) return names
  throw new InvalidArgumentError(`It must be a list of ${quirkNames.join(', ')}.`)
}

const isMode = (text: string): text is ValidationMode => (validationModes as readonly string[]).includes(text)

/** `report`, or `incoming=report,outgoing=off,Heartbeat=off`. Whether an action exists is for the station to say. */
export function validationPolicy(text: string): ValidationPolicy {
  if (isMode(text)) return { incoming: text, outgoing: text }
  const parts = text.split(',').map((part): readonly [string, ValidationMode] => {
    const [, name = '', mode = ''] = /^\s*(\w+)=(\w+)\s*$/.exec(part) ?? []
    if (isMode(mode)) return [name, mode]
    throw new InvalidArgumentError('It must be enforce, report or off, or such as incoming=report,outgoing=off,Heartbeat=off.')
  })
  const modes = new Map(parts)
  const actions = Object.fromEntries(parts.filter(([name]) => name !== 'incoming' && name !== 'outgoing'))
  return { incoming: modes.get('incoming'), outgoing: modes.get('outgoing'), actions }
}
