import { Type } from 'typebox'
import { type Deed, deed, nothing, strict } from './deed.js'
import { evseId } from './schemas.js'

const maybe = Type.Optional
const watts = Type.Number({ minimum: 0, description: 'W' })
const anyWatts = (description: string) => maybe(Type.Number({ description }))
const wish = {
  limitW: maybe(watts),
  dischargeLimitW: maybe(Type.Number({ minimum: 0, description: 'What may be given back at most, W (2.1)' })),
  setpointW: anyWatts('What is to be followed, W; negative: to be given back (2.1)'),
  setpointVar: anyWatts('The same of reactive power, var (2.1)'),
}
const named = { name: Type.String({ minLength: 1 }), instance: maybe(Type.String({ minLength: 1 })) }

/** What happens to a station beside people and cars. */
export const surroundingsDeeds: Readonly<Record<string, Deed>> = {
  setExternalLimit: deed(
    'Somebody else than the csms limits the power, e.g. the building; without a limit, lift it. isObeyed tells whether the station listens',
    Type.Object(
      {
        evseId: maybe(Type.Integer({ minimum: 0, description: 'Default 0: the station' })),
        ...wish,
        schedule: maybe(Type.Array(Type.Object({ startS: Type.Integer({ minimum: 0 }), ...wish }, strict))),
        durationS: maybe(Type.Number({ minimum: 0, description: 'Default: until it is lifted' })),
        source: maybe(Type.Union([Type.Literal('EMS'), Type.Literal('Other'), Type.Literal('SO')], { description: 'Default EMS' })),
        isGridCritical: maybe(Type.Boolean()),
        isLocalGeneration: maybe(Type.Boolean()),
      },
      strict,
    ),
    (station, body) => ({ isObeyed: station.setExternalLimit(body) }),
  ),
  setFirmwareFault: deed(
    'Installations of firmware fail at this step; without one, they succeed again',
    Type.Object({ fault: maybe(Type.Union([Type.Literal('InstallationFailed'), Type.Literal('InstallVerificationFailed')])) }, strict),
    (station, { fault }) => station.setFirmwareFault(fault),
  ),
  readMeter: deed('Look at the meter', Type.Object({ evseId }, strict), (station, body) => station.readMeter(body.evseId)),
  reportEvent: deed(
    'The firmware tells something of one of its variables (2.x)',
    Type.Object(
      {
        component: Type.Object(
          {
            ...named,
            evse: maybe(Type.Object({ id: Type.Integer({ minimum: 1 }), connectorId: maybe(Type.Integer({ minimum: 1 })) }, strict)),
          },
          strict,
        ),
        variable: Type.Object(named, strict),
        actualValue: Type.String(),
        severity: maybe(Type.Integer({ minimum: 0, maximum: 9, description: 'Default 5' })),
        techCode: maybe(Type.String()),
        techInfo: maybe(Type.String()),
      },
      strict,
    ),
    (station, body) => station.reportEvent(body),
  ),
  storeCustomerData: deed(
    'Store something about a customer, in the place of what was there',
    Type.Object({ customerIdentifier: Type.String(), data: Type.String() }, strict),
    (station, { customerIdentifier, data }) => station.storeCustomerData(customerIdentifier, data),
  ),
  raiseSecurityEvent: deed(
    'Something happens to the security of the station',
    Type.Object(
      { type: Type.String({ minLength: 1, maxLength: 50, description: 'e.g. TamperDetectionActivated' }), techInfo: maybe(Type.String()) },
      strict,
    ),
    (station, body) => station.raiseSecurityEvent(body),
  ),
  securityLog: deed('Read the security log, oldest first', nothing, (station) => ({ lines: station.securityLog() })),
  requestEvCertificate: deed(
    'A car asks its provider for a contract certificate (2.x)',
    Type.Object(
      {
        action: maybe(Type.Union([Type.Literal('Install'), Type.Literal('Update')], { description: 'Default Install' })),
        exiRequest: Type.String({ description: 'Base64' }),
        iso15118SchemaVersion: Type.String(),
        maximumContractCertificateChains: maybe(Type.Integer({ minimum: 0 })),
        prioritizedEMAIDs: maybe(Type.Array(Type.String())),
      },
      strict,
    ),
    (station, body) => station.requestEvCertificate(body),
  ),
  checkVehicleChain: deed(
    'Ask whether the certificates of a car are revoked (2.1)',
    Type.Object({ pem: Type.String({ description: 'The chain, leaf first' }) }, strict),
    async (station, { pem }) => ({ certificates: await station.checkVehicleChain(pem) }),
  ),
}
