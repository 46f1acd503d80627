/** How new firmware takes over from the old; by the switch of the station. */
export interface Activation {
  /** Asked later, tells whether the restart is still wanted. */
  plan(): () => boolean
  /** Off and on again; the next boot tells why. */
  cycle(reason: 'FirmwareUpdate'): Promise<void>
  /** The body goes on; only the connection is new, and the boot with it. */
  reconnect(reason: 'FirmwareUpdate'): Promise<void>
}
