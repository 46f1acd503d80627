import { statSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { openTranscriptFile, type TranscriptFile } from '@ocpp-kit/rpc/node'
import type { Records } from './records.js'

export interface RecordOptions {
  /** A file for all stations; or a folder that is there or ends with `/`, for a file of each. */
  readonly path: string
  /** With id tokens and secrets. */
  readonly isRaw: boolean
  readonly onError: (error: unknown) => void
}

const isFolder = (path: string): boolean => /[/\\]$/.test(path) || statSync(path, { throwIfNoEntry: false })?.isDirectory() === true

/** @throws Error the file cannot be opened, or the folder not made */
export async function openRecords({ path, isRaw, onError }: RecordOptions): Promise<Records> {
  const files: Promise<TranscriptFile>[] = []
  const open = (file: string): Promise<TranscriptFile> => {
    const opened = openTranscriptFile(file, { onError })
    files.push(opened)
    return opened
  }
  const hasFolder = isFolder(path)
  if (hasFolder) await mkdir(path, { recursive: true })
  const shared = hasFolder ? undefined : open(path)
  await shared
  return {
    add: async (station) => {
      const opening = shared ?? open(join(path, `${encodeURIComponent(station.identity)}.jsonl`))
      // The first frames may come before the file is open.
      const early: string[] = []
      let write = (line: string): void => void early.push(line)
      station.recordTranscript({ write: (line) => write(line), redact: !isRaw })
      const file = await opening
      for (const line of early) file.write(line)
      write = file.write
    },
    close: async () => {
      for (const file of files) await file.then((opened) => opened.close()).catch(onError)
    },
  }
}
