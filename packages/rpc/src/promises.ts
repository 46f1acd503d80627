/** Whether a value that may be one is a promise; `await` would cost a turn of the queue where there is nothing to wait for. */
export const isPromise = <T>(value: T | Promise<T>): value is Promise<T> =>
  typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
