import { CsmsError } from '../../errors.js'
import { fold } from '../../identifier.js'
import type { VariableName } from '../provisioning/commands.js'

/** Where the password stands in a station; 1.6 calls it AuthorizationKey. */
export const passwordVariable = { component: 'SecurityCtrlr', variable: 'BasicAuthPassword' } as const
/** The configuration key of 1.6 (whitepaper §7.2). */
const passwordKey = 'AuthorizationKey'

const isSame = (left: string, right: string): boolean => fold(left) === fold(right)

/** Whether a variable is the password that a station proves itself with, by either name and in any case, instance or attribute. */
export const isPasswordVariable = ({ component, variable }: Pick<VariableName, 'component' | 'variable'>): boolean =>
  (isSame(component, passwordVariable.component) && isSame(variable, passwordVariable.variable)) ||
  (isSame(component, 'Configuration') && isSame(variable, passwordKey))

export const isPasswordKey = (key: string): boolean => isSame(key, passwordKey)

/** A station that is given a password without the csms knowing it could not log in any more. */
export const passwordRefusal = (what: string, identity: string): CsmsError =>
  new CsmsError(
    'PASSWORD_CHANGE',
    `${what}: it would change the password of ${identity} behind the back of the csms, which would then refuse the station; ` +
      'use changePassword (POST /v1/stations/{stationId}/password/change), which sends it and keeps which one is good',
  )
