import { OptionError } from './errors.js'
import { guess } from './guess.js'
import type { MockServerSettings } from './options.js'

/** Every option, so that one that is misspelled is not taken for one that was left out. */
const names: Readonly<Record<keyof MockServerSettings, true>> = {
  intervalSeconds: true,
  boot: true,
  firmware: true,
  tokens: true,
  unknownTokens: true,
  rules: true,
  setup: true,
  commands: true,
  faults: true,
  seed: true,
  securityProfile: true,
  passwords: true,
  commonNames: true,
  record: true,
  redact: true,
  maxKept: true,
  maxKeptBytes: true,
  controlPort: true,
  controlHost: true,
  onError: true,
  port: true,
  host: true,
  server: true,
  path: true,
  tls: true,
  tlsTerminated: true,
  isKnown: true,
  noSubprotocol: true,
  duplicates: true,
  probeTimeoutMs: true,
  acceptRate: true,
  retryAfterSeconds: true,
  compression: true,
  noPong: true,
  maxPayloadBytes: true,
  pauseAboveBytes: true,
  pingIntervalMs: true,
  pongTimeoutMs: true,
  handshakeTimeoutMs: true,
  closeTimeoutMs: true,
  random: true,
  callTimeoutMs: true,
  maxQueuedCalls: true,
  maxQueuedBytes: true,
  maxConcurrentRequests: true,
  maxBufferedBytes: true,
  rateLimit: true,
  validation: true,
  normalise: true,
  permit: true,
  signer: true,
  verifySignature: true,
  createMessageId: true,
  clock: true,
}

export const optionNames: readonly string[] = Object.keys(names)

/** @throws OptionError there is no such option */
export function checkOptionNames(options: object): void {
  for (const name of Object.keys(options)) {
    if (optionNames.includes(name)) continue
    throw new OptionError(`${name} is not known here${guess(name, optionNames)}`)
  }
}
