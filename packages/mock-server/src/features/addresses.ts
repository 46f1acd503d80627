/* Loopback, so that a station fetches or uploads nothing by accident; whoever serves files gives an address of their own. */

const fileServer = 'http://127.0.0.1:8080'

export const firmwareUrl = `${fileServer}/firmware.bin`
export const logUrl = `${fileServer}/logs`
export const receiptUrl = `${fileServer}/receipt`
