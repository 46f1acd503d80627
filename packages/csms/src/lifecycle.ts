import { CsmsError } from './errors.js'

type State<T> =
  | { readonly name: 'stopped' }
  | { readonly name: 'starting'; readonly started: Promise<void> }
  | { readonly name: 'running'; readonly value: T }
  | { readonly name: 'stopping'; readonly stopped: Promise<void> }

/** Something that is opened and closed, once at a time however often it is asked to. */
export class Lifecycle<T> {
  private state: State<T> = { name: 'stopped' }

  /** What was opened, while it runs. */
  get running(): T | undefined {
    return this.state.name === 'running' ? this.state.value : undefined
  }

  /**
   * Opens, and tells of it once it runs. Whoever asks while it opens gets the same promise.
   * @throws CsmsError `WRONG_STATE` while it runs or closes
   */
  start(open: () => Promise<T>, opened: (value: T) => void): Promise<void> {
    switch (this.state.name) {
      case 'starting':
        return this.state.started
      case 'running':
        return Promise.reject(new CsmsError('WRONG_STATE', 'the csms is started already'))
      case 'stopping':
        return Promise.reject(new CsmsError('WRONG_STATE', 'the csms is still stopping'))
      default: {
        const started = this.open(open, opened)
        this.state = { name: 'starting', started }
        return started
      }
    }
  }

  /** Waits for an opening that is under way; whoever asks while it closes gets the same promise. */
  async stop(close: (value: T) => Promise<void>): Promise<void> {
    // An opening that fails leaves nothing to close, and its own caller is told.
    if (this.state.name === 'starting') await this.state.started.catch(() => {})
    if (this.state.name === 'stopping') return this.state.stopped
    if (this.state.name !== 'running') return
    const stopped = this.close(this.state, close)
    this.state = { name: 'stopping', stopped }
    return stopped
  }

  private async open(open: () => Promise<T>, opened: (value: T) => void): Promise<void> {
    try {
      const value = await open()
      this.state = { name: 'running', value }
      opened(value)
    } catch (error) {
      this.state = { name: 'stopped' }
      throw error
    }
  }

  private async close(running: State<T> & { name: 'running' }, close: (value: T) => Promise<void>): Promise<void> {
    try {
      await close(running.value)
      this.state = { name: 'stopped' }
    } catch (error) {
      this.state = running
      throw error
    }
  }
}
