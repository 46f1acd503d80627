import { InvalidMember } from '../invalid-member.js'
import { refuse } from './problem.js'

/** Does what checks what it is given, and refuses a request whose members are not what they must be. */
export async function checked<T>(act: () => T | Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (!(error instanceof InvalidMember)) throw error
    const { message, pointer, expected } = error
    throw refuse('invalid-request', message, { errors: [{ pointer, detail: `must be ${expected}` }] })
  }
}
