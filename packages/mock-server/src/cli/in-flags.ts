/** What the options of the library are called on the command line. */
const flags: readonly (readonly [RegExp, string])[] = [
  [/^commands\[\d+\]\.payload is no payload of (\w+)/, '--param of $1 is no payload of it'],
  [/^commands\[\d+\]\.action/, '--command'],
  [/\btls\.certificates\[0\]\.cert\b/, '--tls-cert'],
  [/\btls\.certificates\[0\]\.key\b/, '--tls-key'],
  [/\btls\.clientCa\b/, '--client-ca'],
  [/^tls\b/, '--tls-cert and --tls-key'],
  [/^authenticate\b/, '--password or --user'],
  [/\bsecurityProfile\b/g, '--security-profile'],
  [/^controlHost\b/, '--control-host'],
  [/^(record|host)\b/, '--$1'],
]

/** A message about an option, for those who gave flags. */
export const inFlags = (message: string): string => flags.reduce((text, [option, flag]) => text.replace(option, flag), message)
