import type { Clock } from '../clock.js'
import type { WireSocket } from './wire-socket.js'

/** Asks connections whether they are alive; several who ask of one at a time share the answer. */
export class Prober {
  private readonly underWay = new Map<WireSocket, Promise<boolean>>()

  constructor(
    private readonly clock: Clock,
    private readonly timeoutMs: number,
  ) {}

  /** Pings, and resolves with whether anything came back in time. */
  isAlive(socket: WireSocket): Promise<boolean> {
    const running = this.underWay.get(socket)
    if (running !== undefined) return running
    const answer = this.ask(socket).finally(() => this.underWay.delete(socket))
    this.underWay.set(socket, answer)
    return answer
  }

  private ask(socket: WireSocket): Promise<boolean> {
    if (socket.readyState !== socket.OPEN) return Promise.resolve(false)
    return new Promise((resolve) => {
      const settle = (isAlive: boolean): void => {
        this.clock.clearTimeout(timer)
        socket.off('pong', alive)
        socket.off('message', alive)
        socket.off('close', dead)
        resolve(isAlive)
      }
      const alive = (): void => settle(true)
      const dead = (): void => settle(false)
      const timer = this.clock.setTimeout(dead, this.timeoutMs)
      socket.on('pong', alive)
      socket.on('message', alive)
      socket.on('close', dead)
      socket.ping()
    })
  }
}
