// size-limit's plugins come without types.
declare module '@size-limit/esbuild' {
  const plugin: (() => void)[]
  export default plugin
}
declare module '@size-limit/file' {
  const plugin: (() => void)[]
  export default plugin
}
