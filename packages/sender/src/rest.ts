/** As a function, because it changes while one waits. */
export const isAborted = (signal: AbortSignal | undefined): boolean => signal?.aborted === true

/** Lets time pass, until a signal ends it. */
export const rest = (durationMs: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, durationMs)
    signal?.addEventListener('abort', end, { once: true })
    if (isAborted(signal)) end()
  })
