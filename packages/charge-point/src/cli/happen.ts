import type { Shapes } from '../fleet/shapes.js'
import type { Pauses } from '../pauses.js'
import { type Log, messageOf } from './log.js'
import type { PlannedShape } from './shape.js'

/** Lets the shapes happen, each at its times, until the pauses are ended. */
export function letHappen(planned: readonly PlannedShape[], shapes: Shapes, pauses: Pauses, log: Log): void {
  let isOver = false
  const happen = async ({ text, afterMs, everyMs, run }: PlannedShape): Promise<void> => {
    await pauses.pause(afterMs)
    for (;;) {
      const beganMs = performance.now()
      log.line('fleet', text, { shape: text })
      await run(shapes).then(
        () => log.line('fleet', `${text}: all back after ${((performance.now() - beganMs) / 1000).toFixed(1)} s`, { shape: text }),
        (error: unknown) => {
          if (!isOver) log.line('error', `${text}: ${messageOf(error)}`, { shape: text })
        },
      )
      if (everyMs === undefined) return
      await pauses.pause(Math.max(0, beganMs + everyMs - performance.now()))
    }
  }
  for (const shape of planned) {
    happen(shape).catch(() => {
      isOver = true
    })
  }
}
