import { createTranscript, type FrameSource } from '@ocpp-kit/rpc'
import { openTranscriptFile } from '@ocpp-kit/rpc/node'
import { messageOf, OptionError } from './errors.js'

export interface RecordOptions {
  readonly path: string
  readonly redact: boolean
  readonly onError: (error: unknown) => void
}

/**
 * Appends every frame of a source to a file, one line of JSON each; the returned function ends it.
 * @throws OptionError the file cannot be opened
 */
export async function openRecord({ path, redact, onError }: RecordOptions) {
  const file = await openTranscriptFile(path, { onError }).catch((error: unknown) => {
    throw new OptionError(`record cannot be opened: ${messageOf(error)}`, { cause: error })
  })
  const transcript = createTranscript({ recordedBy: 'csms', write: file.write, ...(!redact && { redact: false as const }) })
  return {
    attach: (source: FrameSource): (() => void) => transcript.attach(source),
    close: (): Promise<void> => file.close(),
  }
}
