import { createHash, randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'

export interface RawStation {
  /** What the csms sent: messages as text, in the order in which they came. */
  readonly received: readonly string[]
  /** Sends a message as it is; `opcode` 1 is text, 2 binary (RFC 6455 §5.2). */
  send(message: string | Uint8Array, opcode?: number): void
  /** Resolves with the next message, or `undefined` when the connection ends first. */
  next(): Promise<string | undefined>
  /** Resolves with the close code, 1006 where none came. */
  readonly closed: Promise<number>
  readonly isOpen: boolean
  end(): void
}

/** A station that may put any bytes into a WebSocket message. */
export async function connectRaw(port: number, identity: string, subprotocol: string): Promise<RawStation> {
  const socket = connect(port, '127.0.0.1')
  const key = randomBytes(16).toString('base64')
  const head = [
    `GET /${identity} HTTP/1.1`,
    'Host: localhost',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Key: ${key}`,
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Protocol: ${subprotocol}`,
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n`)
  const rest = await answerOf(socket, createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64'))

  const received: string[] = []
  const waiting: ((message: string | undefined) => void)[] = []
  let taken = 0
  let isOpen = true
  let closeCode = 1006
  let bytes = rest
  const give = (): void => {
    while (waiting.length > 0 && (taken < received.length || !isOpen)) {
      waiting.shift()?.(received[taken])
      if (taken < received.length) taken += 1
    }
  }
  const read = (): void => {
    for (let frame = frameOf(bytes); frame !== undefined; frame = frameOf(bytes)) {
      bytes = bytes.subarray(frame.size)
      if (frame.opcode === 1) received.push(frame.content.toString('utf8'))
      if (frame.opcode !== 8) continue
      closeCode = frame.content.length >= 2 ? frame.content.readUInt16BE() : 1005
      socket.end(encodeFrame(frame.content, 8))
    }
    give()
  }
  const closed = new Promise<number>((resolve) => {
    socket.on('close', () => {
      isOpen = false
      give()
      resolve(closeCode)
    })
  })
  socket.on('error', () => {})
  socket.on('data', (data) => {
    bytes = Buffer.concat([bytes, data])
    read()
  })
  read()
  return {
    received,
    closed,
    get isOpen() {
      return isOpen
    },
    send: (message, opcode = 1) => void socket.write(encodeFrame(Buffer.from(message as string), opcode)),
    next: () =>
      new Promise((resolve) => {
        waiting.push(resolve)
        give()
      }),
    end: () => void socket.destroy(),
  }
}

function answerOf(socket: Socket, accept: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let bytes = Buffer.alloc(0)
    const look = (data: Buffer): void => {
      bytes = Buffer.concat([bytes, data])
      const end = bytes.indexOf('\r\n\r\n')
      if (end === -1) return
      socket.off('data', look)
      const text = bytes.subarray(0, end).toString()
      if (text.startsWith('HTTP/1.1 101') && text.includes(accept)) resolve(bytes.subarray(end + 4))
      else reject(new Error(text))
    }
    socket.on('data', look)
    socket.once('error', reject)
  })
}

/** One whole frame at the beginning; a server does not mask. */
function frameOf(bytes: Buffer): { readonly opcode: number; readonly content: Buffer; readonly size: number } | undefined {
  if (bytes.length < 2) return undefined
  const [first = 0, second = 0] = bytes
  const short = second & 0x7f
  const headLength = short < 126 ? 2 : short === 126 ? 4 : 10
  if (bytes.length < headLength) return undefined
  const length = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2))
  const size = headLength + length
  return bytes.length < size ? undefined : { opcode: first & 0x0f, content: bytes.subarray(headLength, size), size }
}

/** A client has to mask; with zeros the content stays as it is. */
function encodeFrame(content: Buffer, opcode: number): Buffer {
  const { length } = content
  const head = length < 126 ? Buffer.alloc(6) : length < 65_536 ? Buffer.alloc(8) : Buffer.alloc(14)
  head[0] = 0x80 | opcode
  head[1] = 0x80 | (length < 126 ? length : length < 65_536 ? 126 : 127)
  if (head.length === 8) head.writeUInt16BE(length, 2)
  if (head.length === 14) head.writeBigUInt64BE(BigInt(length), 2)
  return Buffer.concat([head, content])
}
