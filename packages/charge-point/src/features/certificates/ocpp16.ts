import type { Ocpp16 } from '@ocpp-kit/ocpp16'
import type { HandlerMap, RequestOf, ResponseOf } from '@ocpp-kit/rpc'
import { outgoing } from '../../outgoing.js'
import type { Station } from '../../station.js'
import type { SigningAdapter } from './signing.js'
import type { RootType } from './store.js'

const message = outgoing<Ocpp16>()

type RootUse = RequestOf<Ocpp16, 'InstallCertificate'>['certificateType']

const rootTypes: Readonly<Record<RootUse, RootType>> = {
  CentralSystemRootCertificate: 'CSMSRootCertificate',
  ManufacturerRootCertificate: 'ManufacturerRootCertificate',
}

export const signing: SigningAdapter = {
  signCertificate: ({ csr }) => message('SignCertificate', { csr }),
  isAccepted: (response) => (response as ResponseOf<Ocpp16, 'SignCertificate'>).status === 'Accepted',
}

export const certificates = ({ certificates: store, signing: requests }: Station): HandlerMap<Ocpp16, 'station'> => ({
  CertificateSigned: ({ certificateChain }) => ({ status: requests.signed({ chain: certificateChain }).status }),
  InstallCertificate: ({ certificateType, certificate }) => ({ status: store.install(rootTypes[certificateType], certificate).status }),
  DeleteCertificate: ({ certificateHashData }) => ({ status: store.remove(certificateHashData) }),
  GetInstalledCertificateIds: ({ certificateType }) => {
    const [first, ...more] = store.list([rootTypes[certificateType]]).map(({ hash }) => hash)
    return first === undefined ? { status: 'NotFound' } : { status: 'Accepted', certificateHashData: [first, ...more] }
  },
})
