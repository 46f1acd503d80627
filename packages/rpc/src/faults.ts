import { systemClock } from './clock.js'
import type { FaultOptions, FaultySocket } from './fault-options.js'
import type { FaultRule } from './fault-rules.js'
import { FaultWrapper } from './fault-wrapper.js'
import { optionalFunction } from './options.js'
import { randomSeed } from './random.js'
import type { SocketPort } from './socket.js'

/**
 * Wraps a socket so that faults befall its frames by rule, in both directions. With no rules it changes nothing.
 * Frames that no rule touches go through at once and in their order. The first rule whose turn it is takes a frame.
 * When the socket closes, frames that are held (`delay`, `reorder`, copies) arrive first, in their order and ahead of time,
 * but for late answers, which never come; no timer is left.
 * @throws TypeError naming the option or, by its path, the part of a rule that is wrong
 */
export function withFaults(socket: SocketPort, rules: readonly FaultRule[], options: FaultOptions = {}): FaultySocket {
  const { seed = randomSeed(), station = '', clock = systemClock } = options
  if (typeof seed !== 'number' && typeof seed !== 'string') throw new TypeError(`seed must be a number or a text, not ${typeof seed}`)
  const random = optionalFunction('random', options.random)
  const onFault = optionalFunction('onFault', options.onFault)
  const faulty = new FaultWrapper(socket, rules, { seed, station, clock, random })
  if (onFault !== undefined) faulty.events.on('fault', onFault)
  return faulty
}
