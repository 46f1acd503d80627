export const exitCodes = {
  /** Ended by Ctrl-C or SIGTERM, or the command is done. */
  ok: 0,
  /** It could not start, e.g. because the port is taken, or something unexpected went wrong. */
  failed: 1,
  /** The command line, the environment or the config file cannot be understood. */
  usage: 2,
  /** A second Ctrl-C did not wait for the end. */
  impatient: 130,
} as const
