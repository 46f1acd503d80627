/** Of a network profile, what is of matter to the password of its station (2.1). */
export interface ProfilePassword {
  readonly slot: number
  readonly identity?: string | undefined
  readonly basicAuthPassword: string
}

/**
 * Sends a network profile with a password, which is good beside the old one from before it is sent until the station has used it.
 * One for another identity changes nothing.
 */
export type WithProfilePassword = <T extends { readonly status: string }>(
  identity: string,
  profile: ProfilePassword,
  send: () => Promise<T>,
) => Promise<T>
