import { channel } from 'node:diagnostics_channel'
import type { TraceChannels } from '../internals.js'

/** Every frame of every connection in the process, as a {@link FrameRecord}; costs nothing while nobody subscribes. */
export const frameChannelName = 'ocpp-kit:rpc:frame'

/** Every request of every connection in the process that has ended, as an {@link ExchangeRecord}; costs nothing while nobody subscribes. */
export const exchangeChannelName = 'ocpp-kit:rpc:exchange'

export const channels: TraceChannels = { frames: channel(frameChannelName), exchanges: channel(exchangeChannelName) }
