import { createPseudonyms } from './pseudonym.js'
import { looksLikeJson, maskAll, maskBroken, masked, redactText } from './redact-text.js'
import { type CompiledRules, compileRules, type RedactionRules, settingName, settingValues } from './redaction-rules.js'
import { fromBase64Url, isSignedPayload, signedSuffix, toBase64Url } from './signed.js'

export interface RedactorOptions {
  /**
   * Makes the pseudonyms of id tokens: redactors with the same key agree on them, and nobody without it can tell the token,
   * so it is a secret itself. Default: a random key for each redactor.
   */
  readonly key?: string | undefined
  /** Whether id tokens become pseudonyms or stay readable; a key code is a PIN and hidden either way. Default `pseudonym`. */
  readonly tokens?: 'pseudonym' | 'keep' | undefined
  /** Names to add to the rules that are there. Default: none. */
  readonly rules?: Partial<RedactionRules> | undefined
}

/** Takes secrets and id tokens out of frames, for logs and transcripts. */
export interface Redactor {
  /**
   * A whole message without its secrets: these become `***` (numbers 0), id tokens become pseudonyms.
   * The result satisfies the schemas the original satisfied; spaces and the notation of numbers are normalised.
   * Text that is not JSON is masked but for its type, id and action. Never throws; redacting again changes nothing.
   */
  frame(text: string): string
  /**
   * The same for a payload on its own; `action` when it is a request. The payload itself is left as it is, and given back where there is
   * nothing to hide.
   */
  payload(payload: object, action?: string): object
  /** The pseudonym of a token, to search a log for it. */
  token(token: string): string
}

/** JSON inside texts inside JSON, as DataTransfer and signed messages have it, is followed this deep. */
const maxNesting = 4

/** Longest message id, action or error code that is shown; far above what the specification allows. */
const maxHeaderLength = 64

/** Longest text that can be a token; what is longer is no token of any version (2.1: 255), and is masked. */
const maxTokenLength = 1_024

type Setting = 'secret' | 'token' | undefined

class RuleRedactor implements Redactor {
  constructor(
    private readonly rules: CompiledRules,
    readonly token: (token: string) => string,
  ) {}

  frame(text: string): string {
    try {
      return JSON.stringify(this.message(JSON.parse(text)))
    } catch {
      // Not JSON, or nested deeper than the stack.
      return maskBroken(text)
    }
  }

  payload(payload: object, action = ''): object {
    try {
      return this.body(payload, action, 0) as object
    } catch {
      return {}
    }
  }

  private message(parsed: unknown): unknown {
    if (!Array.isArray(parsed)) return typeof parsed === 'object' && parsed !== null ? this.body(parsed, '', 0) : maskAll(parsed)
    const [messageType, , name] = parsed
    const isRequest = (messageType === 2 || messageType === 6) && typeof name === 'string'
    const action = isRequest ? (name.endsWith(signedSuffix) ? name.slice(0, -signedSuffix.length) : name) : ''
    return parsed.map((element: unknown, at) => this.element(element, at, messageType, action))
  }

  private element(element: unknown, at: number, messageType: unknown, action: string): unknown {
    if (typeof element === 'object' && element !== null) return Array.isArray(element) ? maskAll(element) : this.body(element, action, 0)
    const isError = messageType === 4 || messageType === 5
    if (at === 3 && isError && typeof element === 'string') return this.text(element, 0)
    const isHeader = at < 2 || (at === 2 && messageType !== 3)
    return isHeader && String(element).length <= maxHeaderLength ? element : maskAll(element)
  }

  private body(body: object, action: string, nesting: number): unknown {
    return isSignedPayload(body) ? this.signed(body, action, nesting) : this.members(body, action, undefined, nesting)
  }

  /** The signature no longer holds afterwards; the form does. */
  private signed(body: { payload: string }, action: string, nesting: number): unknown {
    try {
      const content: unknown = JSON.parse(fromBase64Url(body.payload))
      if (typeof content !== 'object' || content === null || nesting >= maxNesting) return { ...body, payload: '' }
      return { ...body, payload: toBase64Url(JSON.stringify(this.body(content, action, nesting + 1))) }
    } catch {
      return { ...body, payload: '' }
    }
  }

  /** The same object where nothing in it is confidential, as in most; an own member named `__proto__` stays one. */
  private members(value: object, parent: string, setting: Setting, nesting: number): unknown {
    const object = value as Readonly<Record<string, unknown>>
    const about = this.settingOf(object) ?? setting
    let copy: Record<string, unknown> | undefined
    for (const name of Object.keys(object)) {
      const member = this.member(object, parent, name, about, nesting)
      if (member === object[name]) continue
      copy ??= { ...object }
      copy[name] = member
    }
    return copy ?? object
  }

  private member(object: Readonly<Record<string, unknown>>, parent: string, name: string, setting: Setting, nesting: number): unknown {
    const value = object[name]
    if (this.rules.isSecretField(parent, name) || isSignedSample(object, name)) return maskAll(value)
    if (this.rules.isTokenField(parent, name)) {
      // A key code is a PIN: what it is stays hidden, and so does where else it is used.
      return object['type'] === 'KeyCode' ? this.secretToken(value, name, setting, nesting) : this.tokens(value, name, setting, nesting)
    }
    if (setting !== undefined && settingValues.has(name)) {
      return setting === 'secret' ? maskAll(value) : this.tokens(value, name, setting, nesting)
    }
    return this.value(value, parent, name, setting, nesting)
  }

  private value(value: unknown, parent: string, name: string, setting: Setting, nesting: number): unknown {
    if (typeof value === 'string') return this.text(value, nesting)
    if (typeof value !== 'object' || value === null) return value
    if (!Array.isArray(value)) return this.members(value, name, setting, nesting)
    return mapChanged(value, (item) => this.value(item, parent, name, setting, nesting))
  }

  private tokens(value: unknown, name: string, setting: Setting, nesting: number): unknown {
    if (typeof value === 'string') return value.length > maxTokenLength ? masked : this.token(value)
    if (typeof value === 'number') return 0
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return mapChanged(value, (item) => this.tokens(item, name, setting, nesting))
    return this.members(value, name, setting, nesting)
  }

  private secretToken(value: unknown, name: string, setting: Setting, nesting: number): unknown {
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? this.members(value, name, setting, nesting)
      : maskAll(value)
  }

  private text(text: string, nesting: number): string {
    if (!looksLikeJson(text)) return redactText(text)
    if (nesting >= maxNesting) return masked
    try {
      const parsed: unknown = JSON.parse(text)
      return JSON.stringify(this.value(parsed, '', '', undefined, nesting + 1))
    } catch {
      return masked
    }
  }

  private settingOf(object: Readonly<Record<string, unknown>>): Setting {
    const name = settingName(object)
    if (name === undefined) return undefined
    if (this.rules.isSecretSetting(name)) return 'secret'
    return this.rules.isTokenSetting(name) ? 'token' : undefined
  }
}

/** The same list where every item stays as it is. */
function mapChanged(list: readonly unknown[], map: (item: unknown) => unknown): readonly unknown[] {
  const mapped = list.map(map)
  return mapped.every((item, at) => item === list[at]) ? list : mapped
}

/** A sampled value of 1.6 in `SignedData` (§7.49): what the meter signed names the id token too. */
const isSignedSample = ({ format }: Readonly<Record<string, unknown>>, name: string): boolean =>
  name === 'value' && typeof format === 'string' && format.toLowerCase() === 'signeddata'

/**
 * @throws TypeError naming the option or the rule that is none
 */
export function createRedactor({ key, rules, tokens = 'pseudonym' }: RedactorOptions = {}): Redactor {
  if (tokens !== 'pseudonym' && tokens !== 'keep') throw new TypeError(`tokens must be pseudonym or keep, not ${String(tokens)}`)
  return new RuleRedactor(compileRules(rules), tokens === 'keep' ? (token) => token : createPseudonyms(key))
}
