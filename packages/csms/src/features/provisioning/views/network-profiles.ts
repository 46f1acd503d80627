import { Type } from 'typebox'
import { orNull } from '../../../http/described.js'
import type { NetworkProfileChange } from '../network-profile.js'

const anything = Type.Object({}, { additionalProperties: true, description: 'As OCPP has it; sent, and not kept' })

export const NetworkProfileBody = Type.Object(
  {
    slot: Type.Integer({ minimum: 0, description: 'One that NetworkConfigurationPriority may name, and not the one in use' }),
    profile: Type.Object(
      {
        url: Type.String({
          minLength: 1,
          maxLength: 2000,
          description: 'Of the csms, without the identity; wss:// but for security profile 1',
        }),
        interface: Type.String({ minLength: 1, maxLength: 20, description: 'Wired0 … Wireless3; 2.1 also Any' }),
        securityProfile: Type.Integer({ minimum: 1, maximum: 3 }),
        messageTimeoutSeconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 3600, default: 30 })),
        version: Type.Optional(Type.Enum(['1.6', '2.0.1', '2.1'])),
        apn: Type.Optional(anything),
        vpn: Type.Optional(anything),
        identity: Type.Optional(
          Type.String({
            minLength: 1,
            maxLength: 48,
            description: '2.1; basicAuthPassword is then for that identity, and where the station is to come here it has to be set',
          }),
        ),
        basicAuthPassword: Type.Optional(
          Type.String({
            minLength: 16,
            maxLength: 64,
            description: '2.1; good beside the old one until the station has used it; told to nobody',
          }),
        ),
      },
      { additionalProperties: false },
    ),
    activate: Type.Optional(Type.Boolean({ default: false, description: 'Make the slot the first in NetworkConfigurationPriority' })),
    reset: Type.Optional(Type.Enum(['OnIdle', 'Immediate'], { description: 'Reset the station then. Default: not' })),
  },
  { additionalProperties: false },
)

export const NetworkProfileView = Type.Object(
  {
    slot: Type.Integer(),
    url: Type.String(),
    interface: orNull(Type.String(), 'Null where it is not known'),
    securityProfile: Type.Integer(),
    messageTimeoutSeconds: orNull(Type.Integer(), 'Null for the default'),
    version: orNull(Type.String(), 'Null for the one that the station spoke'),
    identity: orNull(Type.String(), 'Null for the one that it had'),
    activate: Type.Boolean({ description: 'Whether the slot was to become the first' }),
    reset: orNull(Type.Enum(['OnIdle', 'Immediate']), 'Null for none'),
    step: Type.Enum(['profile', 'priority', 'reset', 'waiting', 'done', 'failed'], {
      description: 'What it is at, or came to: waiting is for the next boot',
    }),
    status: orNull(Type.String(), 'What the station answered last'),
    reason: orNull(Type.String(), 'Null without one'),
    startedAt: Type.String({ description: 'ISO 8601, UTC' }),
    updatedAt: Type.String({ description: 'ISO 8601, UTC' }),
  },
  { title: 'NetworkProfileChange' },
)

export const networkProfileView = (change: NetworkProfileChange) => ({
  slot: change.slot,
  url: change.url,
  interface: change.interface ?? null,
  securityProfile: change.securityProfile,
  messageTimeoutSeconds: change.messageTimeoutSeconds ?? null,
  version: change.version ?? null,
  identity: change.identity ?? null,
  activate: change.activate,
  reset: change.reset ?? null,
  step: change.step,
  status: change.status ?? null,
  reason: change.reason ?? null,
  startedAt: change.startedAt,
  updatedAt: change.updatedAt,
})
