/* Preloaded into a command: tells its parent how much memory it uses, garbage left out, when asked. */

process.on('message', () => {
  globalThis.gc?.()
  process.send?.(process.memoryUsage())
})
// Being asked must not keep the command alive.
process.channel?.unref()
