/** What can be read of a message without parsing it; enough to tell which call it makes or answers. */
export interface FrameHead {
  readonly messageType: number
  readonly messageId: string
  /** The third element where it is text: action or error code. */
  readonly name: string | undefined
  /** Where the id stands in the text, without its quotes. */
  readonly idStart: number
  readonly idEnd: number
}

const head = /^(\s*\[\s*(-?\d{1,9})\s*,\s*")((?:[^"\\]|\\.){0,200})"(?:\s*,\s*"((?:[^"\\]|\\.){0,200})")?/

/** Reads the head of a message; `undefined` where there is none. Works on text that is no JSON further on. */
export function readFrameHead(text: string): FrameHead | undefined {
  const match = head.exec(text.length > 1_000 ? text.slice(0, 1_000) : text)
  if (match === null) return undefined
  const [, start = '', messageType, messageId = '', name] = match
  return {
    messageType: Number(messageType),
    messageId: unescaped(messageId),
    name: name === undefined ? undefined : unescaped(name),
    idStart: start.length,
    idEnd: start.length + messageId.length,
  }
}

function unescaped(text: string): string {
  if (!text.includes('\\')) return text
  try {
    return JSON.parse(`"${text}"`) as string
  } catch {
    return text
  }
}
