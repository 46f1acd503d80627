import { createFtpServer, createHttpServer, createSigner } from '@ocpp-kit/testkit'
import { afterEach, describe, expect, it } from 'vitest'
import { networkTransfer } from '../src/features/files/network.js'
import { TransferError, type TransferOptions } from '../src/index.js'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const use = <S extends { close(): Promise<void> }>(server: S): S => {
  closing.push(() => server.close())
  return server
}

const options = (more: Partial<TransferOptions> = {}): TransferOptions => ({
  signal: new AbortController().signal,
  trustedRoots: [],
  ...more,
})
const file = { name: 'station.log', content: Buffer.from('what happened') }
const reasonOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof TransferError ? error.reason : error),
  )

describe('a transfer by HTTP', () => {
  it('sends a file by PUT with the credentials of the URL (N01.FR.17, 2.1 N01.FR.25)', async () => {
    const server = use(await createHttpServer())
    await networkTransfer.upload(`http://user:se%3Acret@127.0.0.1:${server.port}/logs/a.log`, file, options())
    expect(server.requests).toMatchObject([{ method: 'PUT', path: '/logs/a.log', body: 'what happened' }])
    expect(server.requests[0]?.headers.authorization).toBe(`Basic ${Buffer.from('user:se:cret').toString('base64')}`)
  })

  it('sends it by POST with the name of the file where PUT is not taken (N01.FR.18–19)', async () => {
    const server = use(await createHttpServer())
    server.answer = ({ method }, response) => void response.writeHead(method === 'PUT' ? 405 : 200).end()
    await networkTransfer.upload(`${server.url}/logs`, file, options())
    expect(server.requests[1]).toMatchObject({ method: 'POST', body: 'what happened' })
    expect(server.requests[1]?.headers['content-type']).toBe('application/octet-stream')
    expect(server.requests[1]?.headers['content-disposition']).toBe('form-data; name="uploadfile"; filename="station.log"')
  })

  it.each([
    [400, 'badMessage'],
    [401, 'denied'],
    [403, 'denied'],
    [404, 'failed'],
    [415, 'notSupported'],
    [500, 'failed'],
    [307, 'redirected'],
  ])('tells what an answer of %i to an upload means (N01.FR.10)', async (status, reason) => {
    const server = use(await createHttpServer())
    server.answer = (_, response) => void response.writeHead(status, { location: `${server.url}/elsewhere` }).end()
    expect(await reasonOf(networkTransfer.upload(`${server.url}/logs`, file, options()))).toBe(reason)
    // A redirect is not followed (2.1 N01.FR.30).
    expect(server.requests).toHaveLength(1)
  })

  it('fetches a file, through redirects but not for ever', async () => {
    const server = use(await createHttpServer())
    server.answer = ({ path }, response) => {
      if (path === '/there') response.end('content')
      else response.writeHead(302, { location: path === '/here' ? '/there' : path }).end()
    }
    expect(Buffer.from(await networkTransfer.download(`${server.url}/here`, options())).toString()).toBe('content')
    expect(await reasonOf(networkTransfer.download(`${server.url}/circle`, options()))).toBe('redirected')
  })

  it('ends at once when it is cancelled', async () => {
    const server = use(await createHttpServer())
    const cancel = new AbortController()
    server.answer = () => cancel.abort()
    expect(await reasonOf(networkTransfer.download(server.url, options({ signal: cancel.signal })))).toBe('failed')
  })

  it('trusts the root of the csms beside those of the system, and no stranger (N01.FR.15)', async () => {
    const root = await createSigner('root')
    const server = use(await createHttpServer(await createSigner('127.0.0.1', { issuer: root })))
    server.files.set('/fw', Buffer.from('content'))
    const trusting = options({ trustedRoots: [root.cert] })
    expect(Buffer.from(await networkTransfer.download(`${server.url}/fw`, trusting)).toString()).toBe('content')
    expect(await reasonOf(networkTransfer.download(`${server.url}/fw`, options()))).toBe('failed')
  })
})

describe('a transfer by FTP', () => {
  it('logs in, and sends and fetches files in passive mode', async () => {
    const server = use(await createFtpServer({ user: 'station', password: 'p@ss' }))
    await networkTransfer.upload(`${server.url}/logs/a%20b.log`, file, options())
    expect(server.files.get('logs/a b.log')?.toString()).toBe('what happened')
    expect(server.commands).toContain('EPSV')
    expect(Buffer.from(await networkTransfer.download(`${server.url}/logs/a%20b.log`, options())).toString()).toBe('what happened')
  })

  it('is encrypted in both connections with ftps, by a server it can trust', async () => {
    const root = await createSigner('root')
    const tls = await createSigner('127.0.0.1', { issuer: root })
    const server = use(await createFtpServer({ user: 'station', password: 'secret' }, tls))
    const trusting = options({ trustedRoots: [root.cert] })
    await networkTransfer.upload(`${server.url}/a.log`, file, trusting)
    expect(server.files.get('a.log')?.toString()).toBe('what happened')
    expect(server.commands).toEqual(expect.arrayContaining(['AUTH', 'PBSZ', 'PROT']))
    expect(await reasonOf(networkTransfer.upload(`${server.url}/a.log`, file, options()))).toBe('failed')
  })

  it.each([
    ['STOR', '553 not here', 'denied'],
    ['STOR', '502 cannot do that', 'notSupported'],
    ['STOR', '501 what', 'badMessage'],
    ['STOR', '452 full', 'failed'],
    ['PASS', '530 no', 'denied'],
  ])('tells what %s answered by %s means (N01.FR.10)', async (command, reply, reason) => {
    const server = use(await createFtpServer({ user: 'station', password: 'secret' }))
    server.replies.set(command, reply)
    expect(await reasonOf(networkTransfer.upload(`${server.url}/a.log`, file, options()))).toBe(reason)
  })

  it('ends at once when it is cancelled', async () => {
    const server = use(await createFtpServer({ user: 'station', password: 'secret' }))
    const cancel = new AbortController()
    cancel.abort()
    expect(await reasonOf(networkTransfer.download(`${server.url}/a`, options({ signal: cancel.signal })))).toBe('failed')
  })
})
