import type { Ocpp201 } from '@ocpp-kit/ocpp201'
import type { HandlerMap, RequestOf, ResponseOf } from '@ocpp-kit/rpc'
import { outgoing } from '../../outgoing.js'
import type { Station } from '../../station.js'
import type { SigningAdapter } from './signing.js'

const message = outgoing<Ocpp201>()

type Purpose = NonNullable<RequestOf<Ocpp201, 'SignCertificate'>['certificateType']>
type Installed = NonNullable<ResponseOf<Ocpp201, 'GetInstalledCertificateIds'>['certificateHashDataChain']>[number]

/** A result with its reason, where there is one. */
export const withReason = <Status extends string>({ status, reasonCode }: { readonly status: Status; readonly reasonCode?: string }) => ({
  status,
  ...(reasonCode === undefined ? {} : { statusInfo: { reasonCode } }),
})

export const signing: SigningAdapter = {
  // One certificate for the csms and for cars has no type (2.x SignCertificateRequest).
  signCertificate: ({ purpose, csr }) =>
    message('SignCertificate', { csr, ...(purpose === 'Combined' ? {} : { certificateType: purpose as Purpose }) }),
  isAccepted: (response) => (response as ResponseOf<Ocpp201, 'SignCertificate'>).status === 'Accepted',
}

export const certificates = ({ certificates: store, signing: requests }: Station): HandlerMap<Ocpp201, 'station'> => ({
  CertificateSigned: ({ certificateChain, certificateType }) =>
    withReason(requests.signed({ chain: certificateChain, purpose: certificateType })),
  InstallCertificate: ({ certificateType, certificate }) => withReason(store.install(certificateType, certificate)),
  DeleteCertificate: ({ certificateHashData }) => ({ status: store.remove(certificateHashData) }),
  GetInstalledCertificateIds: ({ certificateType }) => {
    const [first, ...more] = store.list(certificateType).map(
      ({ type, hash, children }) =>
        ({
          certificateType: type,
          certificateHashData: hash,
          ...(children.length === 0 ? {} : { childCertificateHashData: children }),
        }) as Installed,
    )
    return first === undefined ? { status: 'NotFound' } : { status: 'Accepted', certificateHashDataChain: [first, ...more] }
  },
})
