/**
 * Which error code a broken schema keyword earns, as OCPP 1.6 spells it (OCPP-J 1.6 §4.2.3): wrong shape, wrong count, wrong JSON type,
 * bad value. Where several are broken, the first row of this table decides.
 */
export const violationCodes = {
  /** A payload that is no JSON object at all. */
  payload: 'FormationViolation',
  additionalProperties: 'FormationViolation',
  required: 'OccurenceConstraintViolation',
  minItems: 'OccurenceConstraintViolation',
  maxItems: 'OccurenceConstraintViolation',
  type: 'TypeConstraintViolation',
  enum: 'PropertyConstraintViolation',
  minLength: 'PropertyConstraintViolation',
  maxLength: 'PropertyConstraintViolation',
  minimum: 'PropertyConstraintViolation',
  maximum: 'PropertyConstraintViolation',
  multipleOf: 'PropertyConstraintViolation',
  format: 'PropertyConstraintViolation',
} as const
