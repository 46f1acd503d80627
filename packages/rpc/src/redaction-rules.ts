/**
 * What is confidential in a payload, as data: names of fields and settings, in no version in particular.
 * `*` stands for any characters and letter case is ignored, as it is for configuration keys and variables. `<pin>` is any name that
 * has the word `pin`, as in `AdminPin`, `PINCode` and `user_pin`, and not in `PingInterval` and `SpinTime`.
 */
export interface RedactionRules {
  /** Fields that hold secrets: `name`, or `parent/name`, where the parent of a request's own fields is its action. */
  readonly secretFields: readonly string[]
  /** Fields that hold id tokens, or lists of them; written as above. */
  readonly tokenFields: readonly string[]
  /** Configuration keys (1.6) and variables (2.x) whose values are secrets. */
  readonly secretSettings: readonly string[]
  /** Configuration keys and variables whose values are id tokens. */
  readonly tokenSettings: readonly string[]
}

/** The fields that 1.6, 2.0.1 and 2.1 define, and such names as vendors give to their own. */
export const defaultRedactionRules: RedactionRules = {
  secretFields: [
    '*password*', // SetNetworkProfile: basicAuthPassword, apn.apnPassword, vpn.password
    '*passwd*',
    '*secret*',
    '*credential*',
    '*privateKey*',
    '*authorizationKey*',
    'vpn/key', // the shared secret; `key` alone names a configuration key in 1.6
    '*passphrase*',
    '*pwd*',
    'simPin',
    '<pin>',
    'signedMeterData', // OCMF and its like name the id token
    'Authorize/certificate', // the contract certificate, whose subject is the eMAID
    'exiRequest', // Get15118EVCertificate: names the contract …
    'exiResponse', // … and brings its private key
    'NotifyCustomerInformation/data', // raw customer data
  ],
  tokenFields: [
    '*idTag', // idTag, parentIdTag
    '*idToken', // idToken, groupIdToken, additionalIdToken
    'idTokens', // GetTariffs (2.1)
    '*eMAID*', // Get15118EVCertificate (2.1): prioritizedEMAIDs
    'evccId',
    'customerIdentifier', // CustomerInformation
    'pspRef', // NotifySettlement (2.1): the token of a direct payment
  ],
  secretSettings: [
    '*password*', // BasicAuthPassword, ApnPassword, VpnPassword
    '*passwd*',
    '*passphrase*',
    '*pass',
    '*pwd*',
    '*secret*', // WebPaymentsCtrlr.SharedSecret
    '*credential*',
    '*authorizationKey*', // 1.6 security whitepaper
    '*authKey',
    '*apiKey',
    '*privateKey*',
    '*preSharedKey*',
    '*psk',
    'VpnKey',
    'SimPin',
    '<pin>',
  ],
  tokenSettings: [
    '*idTag',
    '*idToken', // BatterySwapCtrlr.IdToken
    'Token', // TokenReader.Token
    'MasterPassGroupId',
  ],
}

/** Fields that hold the value of the setting they stand beside or below. */
export const settingValues: ReadonlySet<string> = new Set(['value', 'attributeValue', 'actualValue', 'valuesList'])

/** The setting that an object is about: `key` in 1.6, `variable.name` in 2.x, and `variable` where the name stands by itself. */
export function settingName(object: Readonly<Record<string, unknown>>): string | undefined {
  const { key, variable } = object as { key?: unknown; variable?: unknown }
  if (typeof key === 'string') return key
  if (typeof variable === 'string') return variable
  const name = typeof variable === 'object' && variable !== null ? (variable as { name?: unknown }).name : undefined
  return typeof name === 'string' ? name : undefined
}

type IsNamed = (name: string) => boolean

export interface CompiledRules {
  readonly isSecretField: (parent: string, name: string) => boolean
  readonly isTokenField: (parent: string, name: string) => boolean
  readonly isSecretSetting: IsNamed
  readonly isTokenSetting: IsNamed
}

const escaped = (text: string): string => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&')

/**
 * A part after a star is found where it first comes and never sought again (a lookahead keeps what it found), unless it is the last:
 * a pattern with many stars would take far too long over a name that almost matches.
 */
function toPattern(pattern: string, nextGroup: () => number): string {
  const [first = '', ...parts] = pattern.split('*').map(escaped)
  const last = parts.findLastIndex((part) => part !== '')
  return first + parts.map((part, at) => (part === '' || at >= last ? `.*${part}` : `(?=(.*?${part}))\\${nextGroup()}`)).join('')
}

const nothing = /(?!)/

function anyPattern(patterns: readonly string[]): RegExp {
  if (patterns.length === 0) return nothing
  let groups = 0
  const nextGroup = (): number => {
    groups += 1
    return groups
  }
  return new RegExp(`^(?:${patterns.map((pattern) => toPattern(pattern, nextGroup)).join('|')})$`, 'is')
}

const isWord = (pattern: string): boolean => pattern.startsWith('<') && pattern.endsWith('>')

/** A word begins at a capital letter or after what is no letter, and may be all capitals, which the next word's first one ends. */
function anyWord(patterns: readonly string[]): RegExp {
  if (patterns.length === 0) return nothing
  const spellings = patterns.map((pattern) => {
    const small = escaped(pattern.slice(1, -1).toLowerCase())
    const large = small.toUpperCase()
    const first = large.charAt(0) + small.slice(1)
    return `(?<![A-Za-z])${small}(?![a-z])|${first}(?![a-z])|(?<![A-Z])${large}(?![a-z]|[A-Z](?![a-z]))`
  })
  return new RegExp(spellings.join('|'))
}

function anyOf(patterns: readonly string[]): IsNamed {
  const whole = anyPattern(patterns.filter((pattern) => !isWord(pattern)))
  const word = anyWord(patterns.filter(isWord))
  return remembered((name) => whole.test(name) || word.test(name))
}

/** More names than all versions have; a peer that makes up new ones has them looked at anew. */
const maxNames = 2_000
/** Longer names are none of a specification, and are not kept. */
const maxNameLength = 64

/** Messages have the same names again and again. */
function remembered(isNamed: IsNamed): IsNamed {
  const known = new Map<string, boolean>()
  return (name) => {
    const found = known.get(name)
    if (found !== undefined) return found
    const is = isNamed(name)
    if (known.size >= maxNames) known.clear()
    if (name.length <= maxNameLength) known.set(name, is)
    return is
  }
}

function compileFields(patterns: readonly string[]): (parent: string, name: string) => boolean {
  const isAlone = anyOf(patterns.filter((pattern) => !pattern.includes('/')))
  const below = patterns.filter((pattern) => pattern.includes('/')).map((pattern) => pattern.split('/') as [string, string])
  const pairs = below.map(([parent, name]) => ({ isParent: anyOf([parent]), isChild: anyOf([name]) }))
  const isChild = remembered((name) => pairs.some((pair) => pair.isChild(name)))
  const isPair = (parent: string, name: string): boolean => pairs.some((pair) => pair.isChild(name) && pair.isParent(parent))
  return (parent, name) => isAlone(name) || (isChild(name) && isPair(parent, name))
}

function check(rules: Partial<RedactionRules>): void {
  for (const [list, patterns] of Object.entries(rules)) {
    if (!Object.hasOwn(defaultRedactionRules, list)) {
      throw new TypeError(`rules.${list} is not known; there are ${Object.keys(defaultRedactionRules).join(', ')}`)
    }
    if (!Array.isArray(patterns)) throw new TypeError(`rules.${list} must be a list of names, not ${typeof patterns}`)
    for (const [at, pattern] of patterns.entries()) {
      if (typeof pattern === 'string' && /^[^/]+(?:\/[^/]+)?$/.test(pattern)) continue
      throw new TypeError(`rules.${list}[${at}] must be a name or parent/name, not ${JSON.stringify(pattern)}`)
    }
  }
}

/** @throws TypeError naming the rule that is none */
export function compileRules(more: Partial<RedactionRules> = {}): CompiledRules {
  check(more)
  const all = (list: keyof RedactionRules): readonly string[] => [...defaultRedactionRules[list], ...(more[list] ?? [])]
  return {
    isSecretField: compileFields(all('secretFields')),
    isTokenField: compileFields(all('tokenFields')),
    isSecretSetting: anyOf(all('secretSettings')),
    isTokenSetting: anyOf(all('tokenSettings')),
  }
}
