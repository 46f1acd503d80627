import type { StateStore } from '../../state/store.js'

/** Text is sent as UTF-8, bytes as they are. */
export type Password = string | Uint8Array

const section = 'credentials'
const key = 'password'

/** The password for HTTP Basic authentication: the one of the options until a csms sets another (A01.FR.01). */
export class Credentials {
  constructor(
    private readonly state: StateStore,
    private readonly initial: Password | undefined,
  ) {}

  get password(): Password | undefined {
    const kept = this.state.load(section).get(key) as { readonly text?: string; readonly hex?: string } | undefined
    if (kept === undefined) return this.initial
    return kept.hex === undefined ? kept.text : Buffer.from(kept.hex, 'hex')
  }

  change(password: Password): void {
    this.state.put(section, key, typeof password === 'string' ? { text: password } : { hex: Buffer.from(password).toString('hex') })
  }
}
