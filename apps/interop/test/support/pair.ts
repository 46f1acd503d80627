import type { MockServerOptions } from '@ocpp-kit/mock-server'
import { createTranscript, parseTranscript, type TranscriptEntry } from '@ocpp-kit/rpc'
import { createSender, type ProtocolWithSchema, type Sender, type SenderOptions } from '@ocpp-kit/sender'
import { onTestFinished } from 'vitest'
import { type Server, startServer } from './server.js'

/** A mock server and a sender that is connected to it as `CP1`; both end with the test. */
export interface Pair {
  readonly server: Server
  readonly sender: Sender
  /** What the sender saw, with what it made of each frame. */
  readonly seenBySender: () => readonly TranscriptEntry[]
}

export async function connect(
  protocol: ProtocolWithSchema,
  serverOptions: MockServerOptions = {},
  senderOptions: Partial<SenderOptions> = {},
): Promise<Pair> {
  const server = await startServer(serverOptions)
  const lines: string[] = []
  const transcript = createTranscript({ recordedBy: 'station', write: (line) => void lines.push(line) })
  const sender = await createSender({ protocol, url: server.url, identity: 'CP1', transcript, ...senderOptions })
  onTestFinished(() => sender.close())
  await sender.open()
  return { server, sender, seenBySender: () => parseTranscript(lines.join('\n')) }
}
