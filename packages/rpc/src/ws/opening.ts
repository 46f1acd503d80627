/** An `open()` under way: a promise with the two functions that settle it. */
export class Opening<C> {
  readonly promise: Promise<C>
  resolve: (connection: C) => void = () => {}
  reject: (error: unknown) => void = () => {}

  constructor() {
    this.promise = new Promise<C>((resolve, reject) => {
      this.resolve = resolve
      this.reject = reject
    })
  }
}
