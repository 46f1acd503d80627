/** What stands below the options in `--help`. */
export const helpText = `
Each option may also be an environment variable (OCPP_CSMS_HTTP_PORT=8080) or a key of the config file (http-port: 8080).
The command line wins over the environment, the environment over the file; lists have commas in the environment.
Id tokens and secrets do not appear in the log.

Examples:
  ocpp-csms --unknown-stations accept --unknown-tokens accept   let every station charge, for a first try
  ocpp-csms --host 0.0.0.0 --tls-cert chain.pem --tls-key key.pem --database postgres://csms@db/csms
  ocpp-csms backup ./ocpp-kit.backup.db                         copy ./ocpp-kit.db, also while it runs

Exit codes:
  0    ended by Ctrl-C or SIGTERM, or the command is done
  1    could not start, e.g. because the port is taken, or failed unexpectedly
  2    wrong usage
  130  a second Ctrl-C did not wait for the end`

/** What commander says of wrong usage, in one line that begins like all others; what says nothing of its own mending points to the help. */
export function errorLine(text: string): string {
  const [said = '', guess = ''] = text
    .trimEnd()
    .replace(/^error: /, '')
    // What was meant to be a secret may stand behind the slip.
    .replace(/^(unknown option '[^'=]+)=.*'$/m, "$1'")
    .split('\n')
  const whole = said.replace(/\.$/, '') + guess.replace(/^\(Did you mean (.*)\?\)$/, '; did you mean $1?')
  return `ocpp-csms: ${whole}${/\. |\?$/.test(whole) ? '' : '; see ocpp-csms --help'}\n`
}
