import { createHash } from 'node:crypto';
import { readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { draftWriter } from '../../contract/desktop.ts';
import { draftContent, type DraftContent } from '../../contract/domain/draft.ts';
import { draftId, type DraftId } from '../../contract/domain/ids.ts';
import { instant, sha256 } from '../../contract/domain/scalars.ts';
import { codeOf, readIfThere, writeDurably } from './durable-file.ts';
import type { HostLog } from './host-log.ts';
import { fileTurns } from './turns.ts';

const journalEntry = z.object({
  version: z.literal(1),
  id: draftId,
  /** The window that it was written in. */
  writer: draftWriter.default(''),
  /** The server's revision that the text was written on. */
  baseRevision: z.int(),
  content: draftContent,
  keptAt: instant,
  /** Names this very text; another one of the same draft bears another. */
  stamp: z.string(),
  /** Fingerprints of earlier texts on the way to the server when this one was kept: their answer may be lost. */
  sent: z.array(sha256),
});
export type JournalEntry = z.infer<typeof journalEntry>;

/**
 * The texts that the backend does not have yet, one file a draft and window, in one folder a person. A write has reached the
 * disk when it answers; a crash leaves the old or the new text.
 */
export interface DraftJournal {
  /** Fails with `storage-full` when the disk is full; the text before it then stays. */
  readonly write: (entry: JournalEntry) => Promise<void>;
  /** Removes the entry of a draft and window if it is still the one with this stamp; null removes any. */
  readonly remove: (id: DraftId, writer: string, stamp: string | null) => Promise<void>;
  /** Every readable entry. A damaged one is put aside under another name and reported. */
  readonly readAll: () => Promise<readonly JournalEntry[]>;
}

export function openDraftJournal(folder: string, log: HostLog): DraftJournal {
  const fileOf = (id: DraftId, writer: string) =>
    path.join(folder, writer === '' ? `${id}.json` : `${id}.${writer}.json`);

  async function readEntry(file: string): Promise<JournalEntry | null> {
    const text = await readIfThere(file);
    if (text === null) return null;
    try {
      return journalEntry.parse(JSON.parse(text));
    } catch (cause) {
      log.error('a journaled draft is damaged and was put aside', cause, { file: path.basename(file) });
      await rename(file, `${file}.damaged`);
      return null;
    }
  }

  return {
    async write(entry) {
      const file = fileOf(entry.id, entry.writer);
      await fileTurns.run(file, () => writeDurably(file, JSON.stringify(entry)));
    },
    async remove(id, writer, stamp) {
      const file = fileOf(id, writer);
      await fileTurns.run(file, async () => {
        // Another window of the same person may have kept a newer text meanwhile.
        if (stamp !== null && (await readEntry(file))?.stamp !== stamp) return;
        await rm(file, { force: true });
      });
    },
    async readAll() {
      const names = await readdir(folder).catch((cause: unknown) => {
        if (codeOf(cause) === 'ENOENT') return [];
        throw cause;
      });
      const entries: JournalEntry[] = [];
      for (const name of names.filter((each) => /^\d+(?:\.[\w-]+)?\.json$/.test(each))) {
        const file = path.join(folder, name);
        const entry = await fileTurns.run(file, () => readEntry(file));
        if (entry) entries.push(entry);
      }
      return entries;
    },
  };
}

/** Tells whether two texts are the same, whatever else the objects hold. */
export function fingerprint(content: DraftContent): string {
  const { to, cc, bcc, subject, html, culture } = content;
  const people = [to, cc, bcc].map((list) => list.map(({ name, address }) => [name, address]));
  return createHash('sha256')
    .update(JSON.stringify([people, subject, html, culture]))
    .digest('hex');
}
