import type { MailId } from '../../../contract/domain/ids.ts';
import type { Attachment, Message } from '../../../contract/domain/message.ts';
import type { Desktop } from '../../platform/desktop.ts';
import { pictureDataOf } from './picture-data.ts';

/** `data:` addresses by Content-ID. */
export type Pictures = ReadonlyMap<string, string>;

/** The pictures inside mails that were read, so that a mail that is opened again is painted at once. */
export interface PictureCache {
  /** The same object each time; undefined: not read, or let go since. */
  readonly get: (mail: MailId) => Pictures | undefined;
  /** Never fails: a picture that cannot be read is left out, and asked for again the next time. */
  readonly read: (message: Message) => Promise<Pictures>;
}

/** Bytes of all pictures of one mail that are shown in its text. */
const mostBytes = 24_000_000;
/** Characters of all pictures kept. */
const mostKept = 64_000_000;

/** The attachments that the text may show. */
export function picturesIn(message: Message): readonly Attachment[] {
  const html = message.html?.toLowerCase() ?? '';
  if (!html.includes('cid:')) return [];
  let total = 0;
  // Some programs leave the Content-Disposition away, so `inline` is not asked for.
  return message.attachments.filter(({ contentId, size }) => {
    if (contentId === null) return false;
    total += size;
    return total <= mostBytes;
  });
}

export function createPictureCache(desktop: Desktop, most: number = mostKept): PictureCache {
  // The one used longest ago comes first.
  const kept = new Map<MailId, Pictures>();
  const reading = new Map<MailId, Promise<Pictures>>();

  function keep(mail: MailId, pictures: Pictures): void {
    kept.delete(mail);
    kept.set(mail, pictures);
    let total = [...kept.values()].reduce((sum, each) => sum + sizeOf(each), 0);
    for (const [oldest, each] of kept) {
      if (total <= most) break;
      kept.delete(oldest);
      total -= sizeOf(each);
    }
  }

  async function read(message: Message): Promise<Pictures> {
    const wanted = picturesIn(message);
    const pictures = new Map<string, string>();
    let isWhole = true;
    await Promise.all(
      wanted.map(async ({ id, contentId }) => {
        try {
          const bytes = await desktop.call('mails.attachment', { mail: message.id, attachment: id });
          const picture = pictureDataOf(bytes);
          if (picture && contentId !== null) pictures.set(contentId, picture);
        } catch {
          // The mail is shown with a frame in the picture's place, and the picture stays in the attachments.
          isWhole = false;
        }
      }),
    );
    reading.delete(message.id);
    if (isWhole) keep(message.id, pictures);
    return pictures;
  }

  return {
    get(mail) {
      const known = kept.get(mail);
      if (known) keep(mail, known);
      return known;
    },
    async read(message) {
      const started = kept.get(message.id) ?? reading.get(message.id) ?? read(message);
      if (started instanceof Promise) reading.set(message.id, started);
      return started;
    },
  };
}

function sizeOf(pictures: Pictures): number {
  return [...pictures.values()].reduce((sum, { length }) => sum + length, 0);
}
