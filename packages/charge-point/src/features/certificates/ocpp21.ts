import type { Ocpp21 } from '@ocpp-kit/ocpp21'
import type { HandlerMap } from '@ocpp-kit/rpc'
import { outgoing } from '../../outgoing.js'
import type { Station } from '../../station.js'
import { certificates as certificatesOf201, signing as signingOf201, withReason } from './ocpp201.js'
import type { SigningAdapter } from './signing.js'

const message = outgoing<Ocpp21>()

export const signing: SigningAdapter = {
  ...signingOf201,
  signCertificate: ({ purpose, csr, requestId, root }) =>
    message('SignCertificate', {
      csr,
      requestId,
      ...(purpose === 'Combined' ? {} : { certificateType: purpose }),
      ...(root === undefined ? {} : { hashRootCertificate: root }),
    }),
}

/** As in 2.0.1, with a type more of roots and of own certificates, and with ids of requests (A02.FR.24–26). */
export const certificates = (station: Station): HandlerMap<Ocpp21, 'station'> => {
  const { certificates: store, signing: requests } = station
  return {
    ...(certificatesOf201(station) as HandlerMap<Ocpp21, 'station'>),
    CertificateSigned: ({ certificateChain, certificateType, requestId }) =>
      withReason(requests.signed({ chain: certificateChain, purpose: certificateType, requestId })),
    InstallCertificate: ({ certificateType, certificate }) => withReason(store.install(certificateType, certificate)),
  }
}
