import type { Ocpp201 } from '@ocpp-kit/ocpp201'
import type { HandlerMap, RequestOf } from '@ocpp-kit/rpc'
import { outgoing } from '../../outgoing.js'
import type { Station } from '../../station.js'
import type { DisplayMessage } from './message.js'

const message = outgoing<Ocpp201>()

type MessageInfo = NonNullable<RequestOf<Ocpp201, 'NotifyDisplayMessages'>['messageInfo']>
type SetStatus = 'Accepted' | 'NotSupportedMessageFormat' | 'NotSupportedPriority' | 'NotSupportedState' | 'Rejected' | 'UnknownTransaction'

export const displayMessages = (station: Station): HandlerMap<Ocpp201, 'station'> => ({
  // 2.1 knows one status more, which comes of languages that 2.0.1 does not check.
  SetDisplayMessage: (request) => ({ status: station.display.set(request.message as DisplayMessage) as SetStatus }),
  GetDisplayMessages: ({ requestId, id, priority, state }, call) => {
    const found = station.display.find({ ids: id, priority, state })
    if (found.length === 0) return { status: 'Unknown' }
    call.afterAnswer(() =>
      station.display.report(found, (messages, isLast) =>
        message('NotifyDisplayMessages', { requestId, messageInfo: messages as unknown as MessageInfo, ...(isLast ? {} : { tbc: true }) }),
      ),
    )
    return { status: 'Accepted' }
  },
  ClearDisplayMessage: ({ id }) => ({ status: station.display.clear(id) ? 'Accepted' : 'Unknown' }),
})
