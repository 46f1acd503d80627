import { type Ocpp16, ocpp16 } from '@ocpp-kit/ocpp16'
import { OcppError } from '@ocpp-kit/rpc'
import { type Listener, type ListenOptions, listen } from '@ocpp-kit/rpc/ws'

/** A csms of 1.6 that answers the little that the tests need; whatever else comes is NotSupported. */
export async function serve(options: Partial<ListenOptions<Ocpp16>> = {}): Promise<Listener<Ocpp16>> {
  const csms = await listen({ versions: [ocpp16], port: 0, closeTimeoutMs: 200, onError: () => {}, ...options })
  const currentTime = (): string => new Date().toISOString()
  let transactions = 100
  let authorizations = 0
  csms.implement(ocpp16, {
    BootNotification: ({ chargePointVendor }) => ({
      status: chargePointVendor === 'Pending' ? 'Pending' : 'Accepted',
      currentTime: currentTime(),
      interval: 300,
    }),
    Heartbeat: () => ({ currentTime: currentTime() }),
    Authorize: ({ idTag }) => {
      authorizations += 1
      if (idTag === 'SOMETIMES' && authorizations % 2 === 0) return new Promise<never>(() => {})
      return { idTagInfo: { status: idTag === 'BLOCKED' ? 'Blocked' : 'Accepted' } }
    },
    StartTransaction: () => {
      transactions += 1
      return { transactionId: transactions, idTagInfo: { status: 'Accepted' } }
    },
    StopTransaction: ({ transactionId }) => {
      if (transactionId !== transactions) throw new OcppError('PropertyConstraintViolation', `transaction ${transactionId} is not known`)
      return { idTagInfo: { status: 'Accepted' } }
    },
    DataTransfer: () => new Promise<never>(() => {}),
    MeterValues: (_request, { station }) => {
      void station.close({ code: 1011 })
      return {}
    },
  })
  return csms
}
