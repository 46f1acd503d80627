import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createSecureContext, TLSSocket } from 'node:tls'

export interface FtpServer {
  /** With the credentials that it wants. */
  readonly url: string
  readonly port: number
  /** Files by path. */
  readonly files: Map<string, Buffer>
  readonly commands: string[]
  /** Replies in place of its own, by command. */
  readonly replies: Map<string, string>
  close(): Promise<void>
}

interface Credentials {
  readonly user: string
  readonly password: string
}

const listen = (server: Server): Promise<number> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)))

/** As much of RFC 959 (and of RFC 4217, with TLS) as a client needs to log in and to move one file in passive mode. */
export async function createFtpServer(
  { user, password }: Credentials,
  tls?: { readonly key: string; readonly cert: string },
): Promise<FtpServer> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    serve(socket)
  })
  const secured = (socket: Socket): TLSSocket =>
    new TLSSocket(socket, { isServer: true, secureContext: createSecureContext(tls) }).on('error', () => {}) as TLSSocket
  const port = await listen(server)
  const ftp: FtpServer = {
    url: `${tls === undefined ? 'ftp' : 'ftps'}://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}`,
    port,
    files: new Map(),
    commands: [],
    replies: new Map(),
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }

  function serve(plain: Socket): void {
    let control: Socket = plain
    let data: Promise<Socket> | undefined
    let isUserKnown = false
    const reply = (text: string): void => void control.write(`${text}\r\n`)
    const openData = async (): Promise<number> => {
      const passive = createServer()
      data = new Promise((resolve) =>
        passive.once('connection', (socket) => {
          passive.close()
          sockets.add(socket)
          socket.on('error', () => {})
          resolve(tls === undefined ? socket : secured(socket))
        }),
      )
      return listen(passive)
    }
    const perform: Record<string, (argument: string) => void | Promise<void>> = {
      USER: (name) => {
        isUserKnown = name === user
        reply('331 password')
      },
      PASS: (secret) => reply(isUserKnown && secret === password ? '230 welcome' : '530 who are you'),
      AUTH: () => {
        reply('234 go on')
        control = secured(plain)
        hear(control)
      },
      EPSV: async () => reply(`229 here (|||${await openData()}|)`),
      STOR: async (path) => {
        reply('150 send')
        const chunks: Buffer[] = []
        for await (const chunk of (await data) as Socket) chunks.push(chunk as Buffer)
        ftp.files.set(path, Buffer.concat(chunks))
        reply('226 got it')
      },
      RETR: async (path) => {
        const file = ftp.files.get(path)
        const socket = (await data) as Socket
        if (file === undefined) {
          socket.destroy()
          return reply('550 no such file')
        }
        reply('150 here it comes')
        socket.end(file, () => reply('226 done'))
      },
    }
    const hear = (socket: Socket): void => {
      socket.on('data', (chunk: Buffer) => {
        for (const line of chunk.toString().split('\r\n').filter(Boolean)) {
          const [, command = '', argument = ''] = /^(\S+) ?(.*)$/.exec(line) ?? []
          const name = command.toUpperCase()
          ftp.commands.push(name)
          const fixed = ftp.replies.get(name)
          if (fixed !== undefined) reply(fixed)
          else void Promise.resolve(perform[name]?.(argument) ?? (name in perform ? undefined : reply('200 fine'))).catch(() => {})
        }
      })
    }
    hear(plain)
    reply('220 hello')
  }
  return ftp
}
