import { CsmsError } from '../../errors.js'
import { fold } from '../../identifier.js'
import type { VariableName } from '../provisioning/commands.js'

/** Where the password stands in a station; 1.6 calls it AuthorizationKey. */
export const passwordVariable = { component: 'SecurityCtrlr', variable: 'BasicAuthPassword' } as const
/** The configuration key of 1.6 (whitepaper §7.2). */
const passwordKey = 'AuthorizationKey'

const isSame = (left: string, right: string): boolean => fold(left) === fold(right)

/** Whether what a component has of passwords is of a network profile, and used once the station connects by that (2.1, B09.FR.28). */
export const isOfProfile = (component: string): boolean => isSame(component, 'NetworkConfiguration')

/** Whether a variable is a password that a station proves itself with, by any of its names and in any case, instance or attribute. */
export const isPasswordVariable = ({ component, variable }: Pick<VariableName, 'component' | 'variable'>): boolean =>
  ((isSame(component, passwordVariable.component) || isOfProfile(component)) && isSame(variable, passwordVariable.variable)) ||
  (isSame(component, 'Configuration') && isSame(variable, passwordKey))

export const isPasswordKey = (key: string): boolean => isSame(key, passwordKey)

/** A station that is given a password without the csms knowing it could not log in any more. */
export const passwordRefusal = (what: string, identity: string): CsmsError =>
  new CsmsError(
    'PASSWORD_CHANGE',
    `${what}: it would change the password of ${identity} behind the back of the csms, which would then refuse the station; ` +
      'use changePassword (POST /v1/stations/{stationId}/password/change), or setNetworkProfile (POST /v1/stations/{stationId}/network-profiles) ' +
      'for that of a network profile, which send it and keep which one is good',
  )
