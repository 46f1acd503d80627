import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPseudonym } from './pseudonym.js'
import { createRedactor } from './redact.js'
import { toBase64Url } from './signed.js'

const secret = 'S3cr3tValue-77'
const token = '04A1B2C3D4E5F6'
const call = (action: string, payload: object): string => JSON.stringify([2, '19', action, payload])
const result = (payload: object): string => JSON.stringify([3, '19', payload])
const setting = (name: string, value: object): object => ({ component: { name: 'X' }, variable: { name }, ...value })
const parse = (text: string): unknown => JSON.parse(text)

/** Every place where a specification puts a secret: version, message. */
const secrets: readonly (readonly [string, string])[] = [
  ['1.6 ChangeConfiguration AuthorizationKey', call('ChangeConfiguration', { key: 'AuthorizationKey', value: secret })],
  ['1.6 keys in any letter case', call('ChangeConfiguration', { key: 'authorizationkey', value: secret })],
  ['1.6 GetConfiguration answer', result({ configurationKey: [{ key: 'AuthorizationKey', readonly: false, value: secret }] })],
  ['1.6 vendor key', call('ChangeConfiguration', { key: 'WifiPassword', value: secret })],
  ...['WifiPassphrase', 'WiFi_PWD', 'ApnPass', 'AdminPin', 'PINCode', 'user_pin', 'SIMPIN', 'pin2'].map((key): [string, string] => [
    `1.6 vendor key ${key}`,
    call('ChangeConfiguration', { key, value: secret }),
  ]),
  [
    '1.6 sampled value in SignedData',
    call('MeterValues', { meterValue: [{ sampledValue: [{ format: 'SignedData', value: `OCMF|{"ID":"${secret}"}|{"SD":"x"}` }] }] }),
  ],
  [
    '1.6 signed value with JSON inside (whitepaper §3.2)',
    call('StopTransaction', { transactionData: [{ sampledValue: [{ value: `{"signedMeterData":"${secret}"}`, format: 'SignedData' }] }] }),
  ],
  ['1.6 OCMF that does not say so', call('DataTransfer', { vendorId: 'v', data: `meter OCMF|{"ID":"${secret}"}|{}` })],
  [
    '2.0.1 signedMeterData',
    call('TransactionEvent', { meterValue: [{ sampledValue: [{ signedMeterValue: { signedMeterData: `OCMF|{"ID":"${secret}"}` } }] }] }),
  ],
  ['1.6 GetDiagnostics location', call('GetDiagnostics', { location: `ftp://joe:${secret}@files.example/up` })],
  ['1.6 UpdateFirmware location', call('UpdateFirmware', { location: `https://${secret}@files.example/fw.bin` })],
  ['1.6 GetLog remoteLocation', call('GetLog', { log: { remoteLocation: `https://files.example/up?X-Amz-Signature=${secret}` } })],
  ['1.6 SignedUpdateFirmware location', call('SignedUpdateFirmware', { firmware: { location: `https://a:${secret}@files.example` } })],
  ['1.6 DataTransfer with JSON inside', call('DataTransfer', { vendorId: 'v', data: JSON.stringify({ wifi: { password: secret } }) })],
  ['2.0.1 SetVariables', call('SetVariables', { setVariableData: [setting('BasicAuthPassword', { attributeValue: secret })] })],
  ['2.0.1 GetVariables answer', result({ getVariableResult: [setting('basicauthpassword', { attributeValue: secret })] })],
  [
    '2.0.1 NotifyReport attribute',
    call('NotifyReport', { reportData: [setting('BasicAuthPassword', { variableAttribute: [{ type: 'Actual', value: secret }] })] }),
  ],
  [
    '2.0.1 NotifyReport valuesList',
    call('NotifyReport', { reportData: [setting('VpnPassword', { variableCharacteristics: { valuesList: secret } })] }),
  ],
  ['2.0.1 NotifyEvent', call('NotifyEvent', { eventData: [setting('BasicAuthPassword', { actualValue: secret })] })],
  ['a variable named by itself', result({ values: [{ component: 'SecurityCtrlr', variable: 'BasicAuthPassword', value: secret }] })],
  ['2.0.1 SetNetworkProfile apnPassword', call('SetNetworkProfile', { connectionData: { apn: { apn: 'internet', apnPassword: secret } } })],
  ['2.0.1 SetNetworkProfile vpn.password', call('SetNetworkProfile', { connectionData: { vpn: { user: 'u', password: secret } } })],
  ['2.0.1 SetNetworkProfile vpn.key', call('SetNetworkProfile', { connectionData: { vpn: { user: 'u', key: secret } } })],
  [
    '2.0.1 SetNetworkProfile ocppCsmsUrl',
    call('SetNetworkProfile', { connectionData: { ocppCsmsUrl: `wss://cp:${secret}@csms.example` } }),
  ],
  ['2.0.1 PublishFirmware location', call('PublishFirmware', { location: `http://joe:${secret}@files.example` })],
  ['2.0.1 PublishFirmwareStatusNotification', call('PublishFirmwareStatusNotification', { location: [`http://joe:${secret}@local`] })],
  ['2.0.1 key code', call('Authorize', { idToken: { idToken: secret, type: 'KeyCode' } })],
  ['2.0.1 contract certificate', call('Authorize', { idToken: { idToken: '', type: 'eMAID' }, certificate: secret })],
  ['2.0.1 Get15118EVCertificate', call('Get15118EVCertificate', { exiRequest: secret })],
  ['2.0.1 Get15118EVCertificate answer', result({ status: 'Accepted', exiResponse: secret })],
  ['2.0.1 NotifyCustomerInformation', call('NotifyCustomerInformation', { data: secret, seqNo: 0 })],
  ['2.0.1 private key in any text', call('InstallCertificate', { certificate: `-----BEGIN EC PRIVATE KEY-----\n${secret}\n-----END` })],
  ['2.1 SetNetworkProfile basicAuthPassword', call('SetNetworkProfile', { connectionData: { basicAuthPassword: secret } })],
  ['2.1 NetworkConfiguration.VpnKey', call('SetVariables', { setVariableData: [setting('VpnKey', { attributeValue: secret })] })],
  ['2.1 NetworkConfiguration.ApnPassword', call('SetVariables', { setVariableData: [setting('ApnPassword', { attributeValue: secret })] })],
  ['2.1 NetworkConfiguration.SimPin', call('SetVariables', { setVariableData: [setting('SimPin', { attributeValue: secret })] })],
  ['2.1 WebPaymentsCtrlr.SharedSecret', call('SetVariables', { setVariableData: [setting('SharedSecret', { attributeValue: secret })] })],
  [
    '2.1 signed request',
    call('SetVariables-Signed', {
      protected: 'e30',
      payload: toBase64Url(JSON.stringify({ setVariableData: [setting('BasicAuthPassword', { attributeValue: secret })] })),
      signature: 'AAAA',
    }),
  ],
]

/** Every place where a specification puts an id token. */
const tokens: readonly (readonly [string, string])[] = [
  ['1.6 Authorize', call('Authorize', { idTag: token })],
  ['1.6 Authorize answer', result({ idTagInfo: { status: 'Accepted', parentIdTag: token } })],
  ['1.6 StartTransaction', call('StartTransaction', { connectorId: 1, idTag: token, meterStart: 0 })],
  ['1.6 StopTransaction', call('StopTransaction', { idTag: token, transactionId: 1 })],
  ['1.6 RemoteStartTransaction', call('RemoteStartTransaction', { idTag: token })],
  ['1.6 ReserveNow', call('ReserveNow', { idTag: 'OTHER', parentIdTag: token })],
  ['1.6 SendLocalList', call('SendLocalList', { localAuthorizationList: [{ idTag: token, idTagInfo: { status: 'Accepted' } }] })],
  ['1.6 SendLocalList parent', call('SendLocalList', { localAuthorizationList: [{ idTag: 'OTHER', idTagInfo: { parentIdTag: token } }] })],
  ['2.0.1 Authorize', call('Authorize', { idToken: { idToken: token, type: 'ISO14443' } })],
  [
    '2.0.1 additionalInfo',
    call('Authorize', { idToken: { idToken: 'OTHER', type: 'Central', additionalInfo: [{ additionalIdToken: token, type: 'x' }] } }),
  ],
  ['2.0.1 groupIdToken', result({ idTokenInfo: { status: 'Accepted', groupIdToken: { idToken: token, type: 'Central' } } })],
  ['2.0.1 TransactionEvent', call('TransactionEvent', { idToken: { idToken: token, type: 'ISO15693' } })],
  ['2.0.1 RequestStartTransaction', call('RequestStartTransaction', { groupIdToken: { idToken: token, type: 'Central' } })],
  ['2.0.1 SendLocalList', call('SendLocalList', { localAuthorizationList: [{ idToken: { idToken: token, type: 'ISO14443' } }] })],
  ['2.0.1 CustomerInformation', call('CustomerInformation', { customerIdentifier: token })],
  ['2.0.1 MasterPassGroupId', call('SetVariables', { setVariableData: [setting('MasterPassGroupId', { attributeValue: token })] })],
  ['2.0.1 TokenReader.Token', call('NotifyEvent', { eventData: [setting('Token', { actualValue: token })] })],
  ['2.1 Get15118EVCertificate', call('Get15118EVCertificate', { prioritizedEMAIDs: [token] })],
  ['2.1 GetTariffs answer', result({ tariffAssignments: [{ tariffId: 't', idTokens: [token] }] })],
  ['2.1 NotifySettlement', call('NotifySettlement', { pspRef: token })],
  ['2.1 BatterySwap', call('BatterySwap', { idToken: { idToken: token, type: 'Central' } })],
  ['2.1 BatterySwapCtrlr.IdToken', call('SetVariables', { setVariableData: [setting('IdToken', { attributeValue: token })] })],
  ['text inside DataTransfer', call('DataTransfer', { vendorId: 'v', data: JSON.stringify([{ idTag: token }]) })],
]

/** The whole text and what is encoded in it. */
const plain = (text: string): string =>
  `${text} ${text.replace(/[A-Za-z0-9_-]{16,}/g, (word) => Buffer.from(word, 'base64url').toString('utf8'))}`

describe('a redacted frame', () => {
  it.each(secrets)('has no secret: %s', (_, text) => {
    expect(plain(text)).toContain(secret)
    expect(plain(createRedactor().frame(text))).not.toContain(secret)
  })

  it.each(tokens)('has a pseudonym for the token: %s', (_, text) => {
    const redactor = createRedactor({ key: 'k' })
    const redacted = redactor.frame(text)
    expect(redacted).not.toContain(token)
    expect(redacted).toContain(redactor.token(token))
  })

  it.each([...secrets, ...tokens])('stays the same when it is redacted again: %s', (_, text) => {
    const redactor = createRedactor()
    const once = redactor.frame(text)
    expect(redactor.frame(once)).toBe(once)
  })

  it.each([...secrets, ...tokens])('keeps the names and types of its fields: %s', (_, text) => {
    const shape = (value: unknown): unknown =>
      typeof value === 'object' && value !== null
        ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shape(member)]))
        : typeof value
    expect(shape(parse(createRedactor().frame(text)))).toEqual(shape(parse(text)))
  })

  it('has 0 in the place of a number that is a secret or a token', () => {
    const text = call('SetNetworkProfile', { connectionData: { apn: { simPin: 1234, useOnly: 1 } }, idTag: 77 })
    expect(createRedactor().frame(text)).toBe(call('SetNetworkProfile', { connectionData: { apn: { simPin: 0, useOnly: 1 } }, idTag: 0 }))
  })

  it('has no pseudonym for a key code, which few guesses would find', () => {
    const text = call('Authorize', { idToken: { idToken: '1234', type: 'KeyCode' } })
    expect(createRedactor().frame(text)).toBe(call('Authorize', { idToken: { idToken: '***', type: 'KeyCode' } }))
  })

  it('leaves all else as it was', () => {
    const text = call('BootNotification', { chargePointVendor: 'V', serial: 'a@b', url: 'http://h:80/a@b', n: 1.5, ok: true, none: null })
    expect(createRedactor().frame(text)).toBe(text)
    expect(createRedactor().frame(call('GetConfiguration', { key: ['AuthorizationKey'] }))).toBe(
      call('GetConfiguration', { key: ['AuthorizationKey'] }),
    )
  })

  it.each(['PingInterval', 'WebSocketPingInterval', 'SpinTime', 'SPINTIME', 'Pins', 'PinguTime', 'PassThroughMode', 'HeartbeatInterval'])(
    'shows the setting %s, whose name only looks like that of a secret',
    (key) => {
      const text = call('ChangeConfiguration', { key, value: '30' })
      expect(createRedactor().frame(text)).toBe(text)
    },
  )

  it('shows a sampled value that is not signed, and what stands beside one that is', () => {
    const sample = { format: 'Raw', value: '1500', unit: 'Wh' }
    const text = call('MeterValues', { meterValue: [{ sampledValue: [sample, { ...sample, format: 'SignedData' }] }] })
    expect(createRedactor().frame(text)).toBe(
      call('MeterValues', { meterValue: [{ sampledValue: [sample, { ...sample, format: 'SignedData', value: '***' }] }] }),
    )
  })

  it('keeps the host of a location', () => {
    const text = call('GetDiagnostics', { location: 'ftp://joe:pa/ss#1@files.example/up?sig=abc&x=1' })
    expect(createRedactor().frame(text)).toBe(call('GetDiagnostics', { location: 'ftp://***@files.example/up?sig=***&x=1' }))
  })

  it('keeps a payload member named __proto__ from becoming a prototype', () => {
    const redacted = createRedactor().frame('[2,"1","A",{"__proto__":{"idTag":"04A1"},"x":1}]')
    expect(redacted).toMatch(/^\[2,"1","A",\{"__proto__":\{"idTag":"\*[a-z2-7]{17}"\},"x":1\}\]$/)
  })

  it('hides the first of two members with one name', () => {
    expect(createRedactor().frame(`[2,"1","A",{"password":"${secret}","password":null}]`)).not.toContain(secret)
  })
})

describe('text that is no frame', () => {
  it.each([
    [`[2,"19","Authorize",{"idTag":"${token}"`, '[2,"19","Authorize",***'],
    [`[3,"19","${token}",{`, '[3,"19",***'],
    [`[2,"19","${token}`, '[2,"19",***'],
    [`{"idTag":"${token}`, '***'],
    [token, '***'],
    [JSON.stringify(token), '"***"'],
    ['', '***'],
    [`[2,"19","Authorize",["${token}"]]`, '[2,"19","Authorize",["***"]]'],
    [`[2,"19","Authorize","${token}"]`, '[2,"19","Authorize","***"]'],
    [`[3,"19","${token}"]`, '[3,"19","***"]'],
  ])('is masked but for its head: %s', (text, expected) => {
    expect(createRedactor().frame(text)).toBe(expected)
  })

  it('is masked when it is nested deeper than the stack', () => {
    const depth = 200_000
    const text = `[2,"19","A",${'{"a":'.repeat(depth)}"${secret}"${'}'.repeat(depth)}]`
    expect(createRedactor().frame(text)).toBe('[2,"19","A",***')
  })

  it('never makes it throw, and is redacted once and for all', () => {
    const redactor = createRedactor()
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (text) => {
        const once = redactor.frame(text)
        expect(redactor.frame(once)).toBe(once)
      }),
    )
  })
})

describe('pseudonyms', () => {
  it('are the same for the same token in any message and letter case', () => {
    const redactor = createRedactor()
    expect(redactor.frame(call('Authorize', { idTag: token }))).toContain(redactor.token(token.toLowerCase()))
  })

  it('differ between tokens and between keys', () => {
    const redactor = createRedactor({ key: 'a' })
    expect(redactor.token('A')).not.toBe(redactor.token('B'))
    expect(redactor.token('A')).not.toBe(createRedactor({ key: 'b' }).token('A'))
    expect(createRedactor().token('A')).not.toBe(createRedactor().token('A'))
    expect(redactor.token('A')).toBe(createRedactor({ key: 'a' }).token('A'))
  })

  it('are left out where tokens are to be kept; secrets and key codes stay hidden', () => {
    const request = { idToken: { idToken: 'AB12', type: 'ISO14443' }, basicAuthPassword: 'secret' }
    expect(createRedactor({ tokens: 'keep' }).payload(request, 'Authorize')).toEqual({ ...request, basicAuthPassword: '***' })
    const code = createRedactor({ tokens: 'keep' }).payload({ idToken: { idToken: '1234', type: 'KeyCode' } }, 'Authorize')
    expect(code).toEqual({ idToken: { idToken: '***', type: 'KeyCode' } })
    expect(() => createRedactor({ tokens: 'all' as never })).toThrow(/tokens/)
  })

  it('fit an idTag and are recognised', () => {
    expect(createRedactor().token(token)).toHaveLength(18)
    expect(isPseudonym(createRedactor().token(token))).toBe(true)
    expect(createRedactor().token('')).toBe('')
  })

  it('are not to be had by a token that looks like one', () => {
    const disguised = '*abcdefghijklmnopq'
    expect(isPseudonym(disguised)).toBe(true)
    expect(createRedactor().token(disguised)).not.toBe(disguised)
  })
})

describe('rules', () => {
  it('are added to those that are there', () => {
    const redactor = createRedactor({
      rules: { secretFields: ['Vendor/magic'], tokenSettings: ['FreeCharge'], secretSettings: ['<code>'] },
    })
    expect(redactor.frame(call('ChangeConfiguration', { key: 'DoorCode', value: secret }))).not.toContain(secret)
    expect(redactor.frame(call('ChangeConfiguration', { key: 'VideoCodec', value: secret }))).toContain(secret)
    expect(redactor.frame(call('Vendor', { magic: secret, password: secret }))).toBe(call('Vendor', { magic: '***', password: '***' }))
    expect(redactor.frame(call('ChangeConfiguration', { key: 'freecharge', value: token }))).not.toContain(token)
  })

  it.each([
    [{ secretField: [] }, 'rules.secretField is not known'],
    [{ secretFields: 'x' }, 'rules.secretFields must be a list'],
    [{ tokenFields: ['a', 'a/b/c'] }, 'rules.tokenFields[1] must be a name or parent/name, not "a/b/c"'],
  ])('that are wrong are named: %j', (rules, message) => {
    expect(() => createRedactor({ rules: rules as never })).toThrow(TypeError)
    expect(() => createRedactor({ rules: rules as never })).toThrow(message)
  })

  it('leave the payload object itself alone', () => {
    const payload = { idTag: token, inner: { password: secret } }
    const redacted = createRedactor().payload(payload, 'Authorize')
    expect(payload).toEqual({ idTag: token, inner: { password: secret } })
    expect(JSON.stringify(redacted)).not.toContain(secret)
  })

  const secretNames = ['password', 'basicAuthPassword', 'apnPassword', 'sharedSecret', 'exiResponse', 'simPin', 'vendorPrivateKey']
  const tokenNames = ['idTag', 'parentIdTag', 'idToken', 'idTokens', 'additionalIdToken', 'customerIdentifier', 'pspRef']
  const planted = fc.constantFrom('P1ANTED', 'P1ANTED "quoted"', 'https://P1ANTED:P1ANTED@h', '{"P1ANTED":', '["P1ANTED"]')
  const leaf = fc.record({ name: fc.constantFrom(...secretNames, ...tokenNames), value: fc.oneof(planted, fc.array(planted)) })
  const branch = fc.array(
    fc.oneof(
      fc.string().map((name) => (inner: object) => ({ [name]: inner, other: 1 })),
      fc.constant((inner: object) => ({ list: [1, 'x', inner, [inner]] })),
      fc.constant((inner: object) => ({ data: JSON.stringify(inner) })),
      fc.constant((inner: object) => ({ type: 'KeyCode', idToken: inner })),
      fc.constant((inner: object) => ({ key: 'HeartbeatInterval', value: '5', inner })),
    ),
    { maxLength: 4 },
  )

  it('never let a planted value through, wherever it stands', () => {
    const redactor = createRedactor()
    fc.assert(
      fc.property(leaf, branch, fc.constantFrom('call', 'result', 'cut'), ({ name, value }, wraps, kind) => {
        const payload = wraps.reduce<object>((inner, wrap) => wrap(inner), { [name]: value })
        const whole = kind === 'result' ? result(payload) : call('Any', payload)
        const once = redactor.frame(kind === 'cut' ? whole.slice(0, -1) : whole)
        expect(once).not.toContain('P1ANTED')
        expect(redactor.frame(once)).toBe(once)
      }),
      { numRuns: 500 },
    )
  })
})
