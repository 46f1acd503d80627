import { readMessageName } from '../catalogue.js'
import { createGenerator, type Generator, type ProtocolWithSchema } from '../generate/generate.js'
import { describeViolation } from '../problems.js'
import { SequenceError } from './error.js'
import { payloadOf } from './payload.js'
import type { Sequence } from './steps.js'
import { UnknownValueError } from './values.js'

/**
 * Holds every payload that is known before the first answer to its schema.
 * @throws SequenceError naming the step, with the JSON pointer of each fault
 */
export async function checkPayloads(sequence: Sequence, protocol: ProtocolWithSchema, seed: number | string): Promise<void> {
  const generator = (await createGenerator(protocol)) as Generator
  const { validate } = await protocol.describe()
  const values = new Map<string, unknown>(Object.entries(sequence.values ?? {}))
  for (const [index, step] of sequence.steps.entries()) {
    if (!('send' in step)) continue
    const { action } = readMessageName(protocol, step.send)
    try {
      const { violations } = validate(action, 'request', payloadOf(step, { action, values, generator, seed }))
      if (violations.length === 0) continue
      const { file = 'sequence', lines = [] } = sequence.source ?? {}
      const faults = violations.map((violation) => `\n  ${describeViolation(violation)}`).join('')
      throw new SequenceError(file, lines[index], `step ${index + 1}: the payload of ${action} breaks its schema${faults}`)
    } catch (error) {
      // What a later answer gives is not known yet.
      if (!(error instanceof UnknownValueError)) throw error
    }
  }
}
