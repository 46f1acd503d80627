import type { ActionFacts, PayloadCheck, Protocol, Role, Validators } from './protocol.js'

/** `enforce` refuses what breaks its schema · `report` lets it pass and raises a `violation` event · `off` does not look. */
export type ValidationMode = 'enforce' | 'report' | 'off'

/** A mode for both directions, or one each. */
export interface ValidationModes {
  /** Payloads of the peer: its requests and its answers. Default `enforce`. */
  readonly incoming?: ValidationMode | undefined
  /** Our own payloads: requests and answers. Default `enforce`. */
  readonly outgoing?: ValidationMode | undefined
}

/** How strictly payloads are held to their schemas: for all actions, and for single ones. */
export interface ValidationPolicy extends ValidationModes {
  /** Modes of single actions, over those above. */
  readonly actions?: Readonly<Record<string, ValidationMode | ValidationModes>> | undefined
}

/**
 * Mends payloads of the peer before they are checked: the place for known quirks of stations.
 * Returns the same object when there is nothing to mend.
 */
export type Normaliser = (action: string, kind: 'request' | 'response', payload: object) => object

/** Everything that is decided about one action before a message of it arrives. */
export interface Gate {
  readonly action: string
  readonly kind: ActionFacts['kind']
  /** Whether this role may receive it as a request. */
  readonly isReceived: boolean
  /** Whether this role may send it as a request. */
  readonly isSent: boolean
  readonly checkRequest: PayloadCheck
  readonly checkResponse: PayloadCheck
  readonly incoming: ValidationMode
  readonly outgoing: ValidationMode
}

export type Gates = ReadonlyMap<string, Gate>

/** @throws TypeError naming the option, when it is no object */
export function checkPolicy(option: string, policy: unknown): ValidationPolicy {
  if (typeof policy === 'object' && policy !== null && !Array.isArray(policy)) return policy
  const found = Array.isArray(policy) ? 'an array' : policy === null ? 'null' : typeof policy
  throw new TypeError(`${option} must be a policy such as { incoming: 'report' }, not ${found}`)
}

/** The same text for policies that say the same in the same order. */
const contentOf = ({ incoming, outgoing, actions }: ValidationPolicy): string => JSON.stringify([incoming, outgoing, actions])

const modes: readonly string[] = ['enforce', 'report', 'off'] satisfies ValidationMode[]

/** @throws TypeError naming the option, when it is none of the three */
export function checkMode(option: string, mode: unknown): ValidationMode {
  if (typeof mode === 'string' && modes.includes(mode)) return mode as ValidationMode
  throw new TypeError(`${option} must be one of ${modes.join(', ')}, not ${String(mode)}`)
}

function modesFor(action: string, policy: ValidationPolicy): Required<{ incoming: ValidationMode; outgoing: ValidationMode }> {
  const own = policy.actions !== undefined && Object.hasOwn(policy.actions, action) ? policy.actions[action] : undefined
  const { incoming, outgoing } = typeof own === 'string' ? { incoming: own, outgoing: own } : (own ?? {})
  return {
    incoming: checkMode(`validation.actions.${action}.incoming`, incoming ?? policy.incoming ?? 'enforce'),
    outgoing: checkMode(`validation.actions.${action}.outgoing`, outgoing ?? policy.outgoing ?? 'enforce'),
  }
}

const acceptAll: PayloadCheck = () => true

/** Tables are the same for all ends that speak a version in one role by one policy: ten thousand clients share one. */
const tables = new WeakMap<Validators, WeakMap<Protocol['actions'], Map<string, Gates>>>()

/**
 * The compiled policy, made anew only where nobody has asked for its like.
 * @throws TypeError a mode is not one of the three
 */
export function compiledGates(protocol: Protocol, role: Role, validators: Validators, policy: ValidationPolicy): Gates {
  const byActions = tables.get(validators) ?? new WeakMap<Protocol['actions'], Map<string, Gates>>()
  tables.set(validators, byActions)
  const byContent = byActions.get(protocol.actions) ?? new Map<string, Gates>()
  byActions.set(protocol.actions, byContent)
  const content = `${role} ${contentOf(policy)}`
  const gates = byContent.get(content) ?? compileGates(protocol, role, validators, policy)
  byContent.set(content, gates)
  return gates
}

/**
 * Compiles a policy into one row per action.
 * @throws TypeError a mode is not one of the three, or an action is not of this version
 */
function compileGates(protocol: Protocol, role: Role, validators: Validators, policy: ValidationPolicy): Gates {
  checkMode('validation.incoming', policy.incoming ?? 'enforce')
  checkMode('validation.outgoing', policy.outgoing ?? 'enforce')
  const gates = new Map<string, Gate>()
  for (const [action, facts] of Object.entries(protocol.actions)) {
    gates.set(action, {
      action,
      kind: facts.kind,
      isSent: facts.sentBy === role || facts.sentBy === 'both',
      isReceived: facts.sentBy !== role,
      checkRequest: validators.requests[action] ?? acceptAll,
      checkResponse: validators.responses[action] ?? acceptAll,
      ...modesFor(action, policy),
    })
  }
  return gates
}

/**
 * @throws TypeError an action of the policy exists in none of the versions
 */
export function checkPolicyActions(policy: ValidationPolicy, protocols: readonly Protocol[]): void {
  for (const action of Object.keys(policy.actions ?? {})) {
    if (protocols.some((protocol) => Object.hasOwn(protocol.actions, action))) continue
    throw new TypeError(`validation.actions.${action}: no such action in OCPP ${protocols.map(({ version }) => version).join(', ')}`)
  }
}
