/**
 * Which error code a broken schema keyword earns, as OCPP 2.0.1 spells it (Part 4 §4.3): wrong shape, wrong count, wrong JSON type,
 * bad value. Where several are broken, the first row of this table decides.
 */
export const violationCodes = {
  /** A payload that is no JSON object at all. */
  payload: 'FormatViolation',
  additionalProperties: 'ProtocolError',
  required: 'OccurrenceConstraintViolation',
  minItems: 'OccurrenceConstraintViolation',
  maxItems: 'OccurrenceConstraintViolation',
  type: 'TypeConstraintViolation',
  enum: 'PropertyConstraintViolation',
  minLength: 'PropertyConstraintViolation',
  maxLength: 'PropertyConstraintViolation',
  minimum: 'PropertyConstraintViolation',
  maximum: 'PropertyConstraintViolation',
  multipleOf: 'PropertyConstraintViolation',
  format: 'PropertyConstraintViolation',
} as const
