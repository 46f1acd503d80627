import { channel } from 'node:diagnostics_channel'
import type { TraceChannel } from '../internals.js'

/** Every frame of every connection in the process, as a {@link FrameRecord}; costs nothing while nobody subscribes. */
export const frameChannelName = 'ocpp-kit:rpc:frame'

export const frameChannel: TraceChannel = channel(frameChannelName)
