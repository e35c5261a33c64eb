import { createReadStream } from 'node:fs';
import { open, readFile, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { splitMbox } from './split-mbox.ts';

/** A mail of an old archive, or why there is none at its place. */
export type FoundMail =
  | {
      readonly state: 'found';
      /** File, and for a mailbox file the number of the mail in it: `Archive.mbox, mail 12`. */
      readonly place: string;
      readonly raw: Buffer;
      /** When the store says that it came; null where it does not. */
      readonly storedAt: Date | null;
    }
  | { readonly state: 'unreadable'; readonly place: string; readonly why: string };

/** Larger ones are no mail that anybody sent. */
const largest = 512 * 1024 * 1024;

/**
 * The mails of files and folders, one after the other: `.eml` files, mailbox files (RFC 4155, mboxo, mboxrd) and, within
 * folders at any depth, Maildirs. In a fixed order, so that a second run meets them as the first did.
 * @param place as the person named it, for messages
 */
export async function* findMails(path: string, place: string): AsyncGenerator<FoundMail> {
  const found = await stat(path).catch((error: unknown) => String(error));
  if (typeof found === 'string') {
    yield { state: 'unreadable', place, why: found };
    return;
  }
  if (found.isDirectory()) yield* inFolder(path, place);
  else yield* inFile(path, place, 'named');
}

async function* inFolder(path: string, place: string): AsyncGenerator<FoundMail> {
  let entries;
  try {
    entries = await readdir(path, { withFileTypes: true });
  } catch (error) {
    yield { state: 'unreadable', place, why: String(error) };
    return;
  }
  const names = new Set(entries.map(({ name }) => name));
  const isMaildir = names.has('cur') && names.has('new');
  for (const entry of entries.toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
    const inner = join(path, entry.name);
    const innerPlace = join(place, entry.name);
    // What lies in tmp was never delivered.
    if (isMaildir && entry.name === 'tmp') continue;
    if (entry.isDirectory()) yield* inFolder(inner, innerPlace);
    else if (entry.isFile()) {
      const delivered = ['cur', 'new'].includes(basename(path)) && !entry.name.startsWith('dovecot');
      yield* inFile(inner, innerPlace, delivered ? 'delivered' : 'met');
    }
  }
}

/** @param known named by the person, delivered into a Maildir, or only met in a folder, where much lies about */
async function* inFile(
  path: string,
  place: string,
  known: 'named' | 'delivered' | 'met',
): AsyncGenerator<FoundMail> {
  try {
    if (known !== 'delivered' && (await beginsAsMbox(path))) {
      let number = 0;
      for await (const mail of splitMbox(createReadStream(path))) {
        number++;
        yield { state: 'found', place: `${place}, mail ${number}`, ...mail };
      }
      return;
    }
    if (known === 'met' && !/\.eml$/i.test(path)) return;
    const { size, mtime } = await stat(path);
    if (size > largest) {
      yield { state: 'unreadable', place, why: `it has ${size} bytes` };
      return;
    }
    yield { state: 'found', place, raw: await readFile(path), storedAt: mtime };
  } catch (error) {
    yield { state: 'unreadable', place, why: String(error) };
  }
}

async function beginsAsMbox(path: string): Promise<boolean> {
  // An .eml file may begin with such a line too; then it is a mailbox of one.
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(5), 0, 5, 0);
    return buffer.toString('latin1', 0, bytesRead) === 'From ';
  } finally {
    await file.close();
  }
}
