import type { TestApi } from './api.js'

export interface Told {
  readonly id: string
  readonly event: string
  readonly data: Record<string, unknown>
}

/** Opens a stream; `next` resolves with its events, one after the other. */
export async function listen({ api }: Pick<TestApi, 'api'>, query = '', headers: Record<string, string> = {}) {
  const stop = new AbortController()
  const response = await fetch(`${api.url}/v1/events${query}`, {
    headers: { authorization: 'Bearer an-admin-token-for-tests', ...headers },
    signal: stop.signal,
  })
  const reader = (response.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const next = async (): Promise<Told> => {
    for (;;) {
      const end = text.indexOf('\n\n')
      if (end === -1) {
        const { value, done } = await reader.read()
        if (done) throw new Error('the stream has ended')
        text += value
        continue
      }
      const lines = text.slice(0, end).split('\n')
      text = text.slice(end + 2)
      const of = (name: string): string => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? ''
      if (of('event') !== '') return { id: of('id'), event: of('event'), data: JSON.parse(of('data')) }
    }
  }
  return { response, next, close: () => stop.abort() }
}
