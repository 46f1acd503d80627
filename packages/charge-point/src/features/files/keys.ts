import { live } from '../configuration/configuration.js'
import type { Component } from '../configuration/device-model.js'
import type { Keys } from '../configuration/ocpp16.js'
import { fileTransferProtocols } from './transfer.js'

const protocols = { ...live('MemberList', () => fileTransferProtocols.join(',')), values: fileTransferProtocols }

/** Of the profile FirmwareManagement (1.6 §9, security whitepaper). */
export const fileKeys: Keys = { SupportedFileTransferProtocols: protocols }

export const fileComponents: readonly Component[] = [
  { name: 'OCPPCommCtrlr', of: 'station', variables: { FileTransferProtocols: protocols } },
]
