import { Type } from 'typebox'
import { Faults, Quirks, Validation } from './station-spec.js'

/* What goes in and out of the control, described once: for checking, for the OpenAPI document and for scenarios. */

const text = (description: string) => Type.String({ description })
const maybeText = (description: string) => Type.Optional(text(description))
const maybeNumber = (description: string) => Type.Optional(Type.Number({ description }))

export const evseId = Type.Optional(Type.Integer({ minimum: 1, description: 'Which EVSE. Default 1', default: 1 }))
export const connectorId = Type.Optional(
  Type.Integer({ minimum: 1, description: 'Which connector of the EVSE. Default: the one in use, else 1' }),
)

const certificateHash = Type.Object(
  {
    hashAlgorithm: Type.Union([Type.Literal('SHA256'), Type.Literal('SHA384'), Type.Literal('SHA512')]),
    issuerNameHash: Type.String(),
    issuerKeyHash: Type.String(),
    serialNumber: Type.String(),
    responderURL: Type.String(),
  },
  { additionalProperties: false },
)

const contract = Type.Object(
  {
    emaid: Type.String({ minLength: 1, maxLength: 36 }),
    hashData: Type.Optional(Type.Array(certificateHash, { description: 'Where the station can check the chain' })),
    certificate: maybeText('The chain in PEM, where it cannot'),
  },
  { additionalProperties: false, description: 'What the car charges on by itself (2.x, Plug & Charge). Default: none' },
)

const highLevel = Type.Object(
  {
    edition: Type.Union([Type.Literal(2), Type.Literal(20)], { description: 'ISO 15118-2 or ISO 15118-20' }),
    evccId: maybeText('By which a csms knows the vehicle'),
    certificates: Type.Optional(Type.Array(Type.String(), { description: 'PEM, leaf first and root last' })),
    controlMode: Type.Optional(
      Type.Union([Type.Literal('ScheduledControl'), Type.Literal('DynamicControl')], { description: 'Default ScheduledControl' }),
    ),
  },
  { additionalProperties: false, description: 'What it says of itself over ISO 15118. Default: it speaks none' },
)

export const ev = Type.Optional(
  Type.Object(
    {
      batteryCapacityWh: maybeNumber('Default 60,000'),
      socPercent: maybeNumber('State of charge on arrival. Default 20'),
      maxPowerW: maybeNumber('What the car takes at most. Default 11,000'),
      taperFromPercent: maybeNumber('State of charge above which it takes less and less. Default 80'),
      targetSocPercent: maybeNumber('State of charge at which it stops. Default 100'),
      contract: Type.Optional(contract),
      phases: Type.Optional(
        Type.Union([Type.Literal(1), Type.Literal(2), Type.Literal(3)], { description: 'How many its charger uses. Default 3' }),
      ),
      maxDischargeW: maybeNumber('What it gives back at most. Default 0'),
      reserveSocPercent: maybeNumber('State of charge below which it gives nothing back. Default 0'),
      highLevel: Type.Optional(highLevel),
    },
    { additionalProperties: false, title: 'Ev', description: 'The car' },
  ),
)

export const idToken = Type.String({ minLength: 1, description: 'The token on the card; the idTag of 1.6' })
export const tokenType = maybeText('Its type in 2.x, e.g. KeyCode for a pin. Default ISO14443')
export const additionalInfo = Type.Optional(
  Type.Array(Type.Object({ additionalIdToken: Type.String(), type: Type.String() }, { additionalProperties: false }), {
    description: 'What goes along with it in 2.x',
  }),
)

export const Problem = Type.Object(
  {
    type: text('Names the kind of problem'),
    title: text('The kind of problem in words'),
    status: Type.Integer(),
    detail: text('What went wrong this time'),
    code: maybeText('What a program switches on: the code of a ChargePointError or of a CALLERROR'),
    errors: Type.Optional(Type.Array(Type.Object({ pointer: text('JSON pointer'), detail: text('What was expected') }))),
  },
  { title: 'Problem', description: 'RFC 9457' },
)

const connector = Type.Object({
  connectorId: Type.Integer(),
  status: Type.String(),
  isPlugged: Type.Boolean(),
  isLocked: Type.Boolean({ description: 'Whether the station holds the plug' }),
  socPercent: Type.Optional(Type.Number()),
  faults: Type.Array(Type.String()),
})

const evse = Type.Object(
  {
    evseId: Type.Integer(),
    energyWh: Type.Number({ description: 'The import register' }),
    exportWh: Type.Number({ description: 'What cars have given back' }),
    powerW: Type.Number(),
    isBayTaken: Type.Boolean(),
    limitW: Type.Optional(Type.Number()),
    idToken: maybeText('Who has been let in'),
    transaction: Type.Optional(
      Type.Object({ key: Type.Integer(), transactionId: maybeText('As on the wire'), chargingState: Type.String() }),
    ),
    connectors: Type.Array(connector),
  },
  { additionalProperties: true, title: 'EvseState' },
)

const reservation = Type.Object(
  {
    reservationId: Type.Integer(),
    evseId: Type.Optional(Type.Integer({ description: 'Missing: any' })),
    idToken: text('Whom it is for'),
    expiresAt: text('ISO 8601'),
  },
  { title: 'Reservation' },
)

export const Station = Type.Object(
  {
    identity: Type.String(),
    version: Type.String(),
    isConnected: Type.Boolean(),
    registration: text('What the csms has said to BootNotification'),
    queuedMessages: Type.Integer({ description: 'Transaction messages that the csms has not confirmed' }),
    evses: Type.Array(evse),
    reservations: Type.Array(reservation),
  },
  { additionalProperties: true, title: 'Station' },
)

export const Message = Type.Object(
  {
    number: Type.Integer({ description: 'Counts the messages of all stations up, from 1' }),
    at: text('ISO 8601'),
    station: Type.String(),
    direction: Type.Union([Type.Literal('in'), Type.Literal('out')], { description: '`out` from the station' }),
    kind: text('request, response, error or invalid'),
    action: text('Empty where it cannot be told'),
    messageId: Type.String(),
    tookMs: Type.Optional(Type.Number({ description: 'For an answer: since its request' })),
    text: text('The frame as it was on the wire'),
  },
  { title: 'Message' },
)

export const Wire = Type.Object({ faults: Faults, quirks: Quirks, validation: Validation }, { title: 'Wire' })

export const Verdict = Type.Object(
  {
    at: text('ISO 8601'),
    station: Type.String(),
    by: text('station or csms'),
    action: maybeText('Missing where it cannot be told'),
    rule: text('A keyword of the schema, a fault of framing, unmatchedAnswer, refused or answerRefused'),
    pointer: maybeText('JSON pointer into the payload'),
    code: maybeText('The error code that is due'),
    message: text('What was expected'),
    messageId: maybeText('Missing where a payload is at fault'),
  },
  { title: 'Verdict' },
)

export const ByStation = Type.Object({ station: maybeText('Only of this one') }, { additionalProperties: false })

export const MessageQuery = Type.Object(
  {
    station: maybeText('Only of this one'),
    action: maybeText('Only of this action'),
    direction: Type.Optional(Type.Union([Type.Literal('in'), Type.Literal('out')])),
    after: Type.Optional(Type.Integer({ minimum: 0, description: 'Only those with a higher number' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, default: 100, description: 'The newest so many, oldest first' })),
  },
  { additionalProperties: false },
)

export const StationPath = Type.Object({ identity: Type.String({ description: 'Name of the station' }) })
export const Nothing = Type.Null({ description: 'Done' })
