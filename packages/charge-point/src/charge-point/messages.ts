import type {
  ActionFacts,
  AnyConnection,
  CallAction,
  CallOptions,
  Handler,
  HandlerMap,
  ReceivedAction,
  RequestOf,
  ResponseOf,
} from '@ocpp-kit/rpc'
import { checkText } from '../checks.js'
import { ChargePointError } from '../errors.js'
import type { DataTransferHandler } from '../features/data-transfer/data-transfer.js'
import type { AnyStationHandler } from '../transport.js'
import type { StationVersion } from '../version.js'
import { type Inside, insideOf } from './inside.js'
import { OnTheWire } from './on-the-wire.js'

/** What can be done with a station of any version; and the messages that a program sends and answers itself. */
export class StationControl<V extends StationVersion = StationVersion> extends OnTheWire {
  get version(): V['version'] {
    return insideOf(this).options.version.version
  }

  /**
   * Sends any request of the version at once, past everything the station would do by itself.
   * @throws ChargePointError `OFFLINE`
   * @throws OcppError the csms answered CALLERROR, or a payload breaks its schema
   */
  call<A extends CallAction<V, 'station'>>(action: A, request: RequestOf<V, A>, options?: CallOptions): Promise<ResponseOf<V, A>> {
    return this.send(action, request as object, options) as Promise<ResponseOf<V, A>>
  }

  /**
   * Any message of the version by its name, e.g. read from a script; the payload is checked all the same.
   * Resolves with the answer; with undefined for a SEND of 2.1, which has none.
   * @throws TypeError the version has no such message, or none that a station sends
   * @throws ChargePointError `OFFLINE`
   * @throws OcppError the csms answered CALLERROR, or a payload breaks its schema
   */
  async send(action: string, payload: object = {}, options?: CallOptions): Promise<object | undefined> {
    const actions: Readonly<Record<string, ActionFacts>> = insideOf(this).options.version.actions
    const facts = Object.hasOwn(actions, action) ? actions[action] : undefined
    if (facts === undefined || facts.sentBy === 'csms') {
      throw new TypeError(`OCPP ${this.version} has no message ${JSON.stringify(action)} that a station sends`)
    }
    const connection = connectionFor(insideOf(this), action)
    if (facts.kind === 'call') return connection.callUntyped(action, payload, options)
    await connection.sendUntyped(action, payload, options)
    return undefined
  }

  /** Answers an action in a way of one's own, instead of the station's. */
  handle<A extends ReceivedAction<V, 'station'>>(
    _protocol: { readonly version: V['version'] },
    action: A,
    handler: NoInfer<Handler<V, 'station', A>>,
  ): void {
    insideOf(this).program.handlers.set(action, handler as unknown as AnyStationHandler)
  }

  /** Sets several handlers. */
  implement(_protocol: { readonly version: V['version'] }, handlers: NoInfer<HandlerMap<V, 'station'>>): void {
    for (const [action, handler] of Object.entries(handlers)) insideOf(this).program.handlers.set(action, handler as AnyStationHandler)
  }

  /**
   * Answers DataTransfer of one vendor: a certain message or, without `messageId`, all that no other handler takes (P01, 1.6 §5.6).
   * A vendor nobody answers for gets UnknownVendorId, an unknown message of another one UnknownMessageId.
   * The returned function removes the handler.
   * @throws TypeError `vendorId` or `messageId` is longer than its field or empty, or the handler is no function
   */
  onDataTransfer(vendorId: string, handler: DataTransferHandler): () => void
  onDataTransfer(vendorId: string, messageId: string | undefined, handler: DataTransferHandler): () => void
  onDataTransfer(
    vendorId: string,
    ...rest: readonly [DataTransferHandler] | readonly [string | undefined, DataTransferHandler]
  ): () => void {
    const [messageId, handler] = rest.length === 1 ? [undefined, rest[0]] : rest
    checkText('vendorId', vendorId, 255)
    if (messageId !== undefined) checkText('messageId', messageId, 50)
    if (typeof handler !== 'function') throw new TypeError('onDataTransfer: the handler must be a function')
    return insideOf(this).program.dataTransfers.add(vendorId, messageId, handler)
  }
}

function connectionFor({ station }: Inside, action: string): AnyConnection {
  const { connection } = station.link
  if (connection === undefined) throw new ChargePointError('OFFLINE', `${action}: there is no connection to the csms`)
  return connection
}
