import { downloadByFtp, uploadByFtp } from './ftp.js'
import { downloadByHttp, uploadByHttp } from './http.js'
import type { FileTransfer } from './transfer.js'

const isFtp = (address: string): boolean => /^ftps?:/i.test(address)

/** Files over the network, as stations have it; the same for all of them. */
export const networkTransfer: FileTransfer = {
  download: (address, options) => (isFtp(address) ? downloadByFtp : downloadByHttp)(address, options),
  upload: (address, file, options) => (isFtp(address) ? uploadByFtp : uploadByHttp)(address, file, options),
}
