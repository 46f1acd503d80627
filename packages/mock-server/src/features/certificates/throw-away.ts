/* A certificate that nobody trusts: self-signed on the curve P-256, made for this package, its key thrown away at once. */

export const certificatePem = `-----BEGIN CERTIFICATE-----
MIIBpDCCAUqgAwIBAgICTQwwCgYIKoZIzj0EAwIwOTEWMBQGA1UECgwNTW9jayBP
cGVyYXRvcjEfMB0GA1UEAwwWbW9jay1zZXJ2ZXIgdGhyb3ctYXdheTAeFw0yNDAx
MDEwMDAwMDBaFw00OTEyMzEyMzU5NTlaMDkxFjAUBgNVBAoMDU1vY2sgT3BlcmF0
b3IxHzAdBgNVBAMMFm1vY2stc2VydmVyIHRocm93LWF3YXkwWTATBgcqhkjOPQIB
BggqhkjOPQMBBwNCAAQDZqZpqq3QUkTKo+rCSJMaBPZ/IPXWJyJ4pUZlmZPcdsA1
7uihbWovi5Vkzb0Rn56B3dzFoSYRJURRO9Lricb7o0IwQDAdBgNVHQ4EFgQUPkNh
Q1ABJYnn5yUJIqhT2/JBRUIwDwYDVR0TAQH/BAUwAwEB/zAOBgNVHQ8BAf8EBAMC
AoQwCgYIKoZIzj0EAwIDSAAwRQIgd/1eyBrlMP8xaAJDlKk0++rytGopFDxmSkJu
37kIi4sCIQDbcgt9VefSrfmxYLkfrdhnZL0WxxrHNC8prHfXBtgBxw==
-----END CERTIFICATE-----
`

/** How OCPP names that certificate (RFC 6960 §4.1.1). */
export const certificateHashData = {
  hashAlgorithm: 'SHA256',
  issuerNameHash: 'b1049ca70e8924c4d469a0a4a55ddb37f55ec8b82c93d7e089216e42d75afef9',
  issuerKeyHash: 'e7d0aebf4b84a61afdf9e5a39485cd296e14bf32ad704a9d776f25184f9b515d',
  serialNumber: '4d0c',
} as const

/** A signature of the same key over the text `mock firmware`, in base64. */
export const firmwareSignature = 'MEUCIEOXK56OdIyDraAKkv6X9xhxMorF6PlK3QG1FRalkNN3AiEAmBdNf/yOWdNYIPpz9nqv/wg+chLnED4l049ljEwUyac='
