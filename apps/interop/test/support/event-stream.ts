import { onTestFinished } from 'vitest'
import { adminToken, type RunningCsms } from './csms.js'

/** An event as a reader of the stream gets it. */
export interface ToldEvent {
  readonly id: string
  readonly type: string
  readonly data: { readonly id: string; readonly station: string | null; readonly data: Readonly<Record<string, unknown>> }
}

/** Reads `/v1/events` until the test ends; resolves once it is open. All that is told is in `told`, as it comes. */
export async function readEvents({ api }: RunningCsms, query = ''): Promise<{ readonly told: readonly ToldEvent[] }> {
  const stop = new AbortController()
  onTestFinished(() => stop.abort())
  const response = await fetch(`${api.url}/v1/events${query}`, {
    headers: { authorization: `Bearer ${adminToken}` },
    signal: stop.signal,
  })
  const told: ToldEvent[] = []
  const read = async (): Promise<void> => {
    let text = ''
    for await (const chunk of (response.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream())) {
      text += chunk
      for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n')) {
        const lines = text.slice(0, end).split('\n')
        text = text.slice(end + 2)
        const of = (name: string): string => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? ''
        // Others are comments that keep the connection open.
        if (of('event') !== '') told.push({ id: of('id'), type: of('event'), data: JSON.parse(of('data')) })
      }
    }
  }
  read().catch((error: unknown) => {
    if (!stop.signal.aborted) throw error
  })
  return { told }
}
