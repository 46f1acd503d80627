import { type Ocpp16, ocpp16 as protocol16 } from '@ocpp-kit/ocpp16'
import { type Ocpp21, ocpp21 as protocol21 } from '@ocpp-kit/ocpp21'
import { type Ocpp201, ocpp201 as protocol201 } from '@ocpp-kit/ocpp201'
import type { AnswerOf, MockVersion, Registration, Scene } from '../../src/version.js'

/* A handful of answers and commands over the real protocols, so that the server is tested for what it does with any table. */

const time = ({ world }: Scene): string => world.now().toISOString()

function registrationOf(scene: Scene, firmwareVersion: string | undefined): Registration {
  const { station, world } = scene
  station.boots += 1
  station.firmwareVersion = firmwareVersion
  return world.registrationFor(station)
}

const statusOf = ({ world }: Scene, idToken: string) => {
  const token = world.token(idToken)
  if (token === undefined) return world.unknownTokens === 'accept' ? 'Accepted' : 'Invalid'
  return token.expiresAt !== undefined && token.expiresAt <= world.now() ? 'Expired' : (token.status ?? 'Accepted')
}

const toy16: MockVersion<Ocpp16> = {
  protocol: protocol16,
  answers: {
    BootNotification: ((request: { chargePointVendor: string; firmwareVersion?: string }, scene) => {
      scene.station.vendor = request.chargePointVendor
      return { status: registrationOf(scene, request.firmwareVersion), currentTime: time(scene), interval: scene.world.intervalSeconds }
    }) as AnswerOf,
    Heartbeat: (_request, scene) => ({ currentTime: time(scene) }),
    Authorize: ((request: { idTag: string }, scene) => ({ idTagInfo: { status: statusOf(scene, request.idTag) } })) as AnswerOf,
    StatusNotification: () => ({}),
    StartTransaction: ((request: { connectorId: number; idTag: string }, { world, station }) => {
      const transactionId = world.nextTransactionId()
      const id = String(transactionId)
      station.transactions.set(id, { id, evseId: request.connectorId, idToken: request.idTag, isEnded: false })
      return { transactionId, idTagInfo: { status: 'Accepted' } }
    }) as AnswerOf,
  },
  commands: {
    Reset: { payload: () => ({ type: 'Soft' }) },
    TriggerMessage: { payload: () => ({ requestedMessage: 'StatusNotification' }) },
    ClearCache: { payload: () => ({}) },
    GetConfiguration: { payload: () => ({}) },
    GetLocalListVersion: { payload: () => ({}) },
  },
}

const answers2: MockVersion['answers'] = {
  BootNotification: ((request: { chargingStation: { vendorName: string; firmwareVersion?: string } }, scene) => {
    const { vendorName, firmwareVersion } = request.chargingStation
    scene.station.vendor = vendorName
    return { status: registrationOf(scene, firmwareVersion), currentTime: time(scene), interval: scene.world.intervalSeconds }
  }) as AnswerOf,
  Heartbeat: (_request, scene) => ({ currentTime: time(scene) }),
  Authorize: ((request: { idToken: { idToken: string } }, scene) => ({
    idTokenInfo: { status: statusOf(scene, request.idToken.idToken) },
  })) as AnswerOf,
  StatusNotification: () => ({}),
}

const commands2: MockVersion['commands'] = {
  Reset: { payload: () => ({ type: 'OnIdle' }) },
  TriggerMessage: { payload: () => ({ requestedMessage: 'StatusNotification' }) },
  ClearCache: { payload: () => ({}) },
  GetBaseReport: { payload: ({ station }) => ({ requestId: station.nextNumber(), reportBase: 'FullInventory' }) },
}

const toy201: MockVersion<Ocpp201> = { protocol: protocol201, answers: answers2, commands: commands2 }
const toy21: MockVersion<Ocpp21> = { protocol: protocol21, answers: answers2, commands: commands2 }

export const toys = [toy21, toy201, toy16]
