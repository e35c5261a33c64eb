import { useEffect, useMemo, useState } from 'react';
import type { Attachment, Message } from '../../../contract/domain/message.ts';
import { useDesktop } from '../../platform/desktop-context.ts';
import { pictureDataOf } from './picture-data.ts';

const none: ReadonlyMap<string, string> = new Map();
/** Bytes of all pictures of one mail that are shown in its text. */
const mostBytes = 24_000_000;

function picturesOf(message: Message): readonly Attachment[] {
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

/** How long a mail waits for its pictures before it is shown without them, in ms. */
const patience = 700;

/** The pictures inside a mail by their Content-ID; null while they are awaited, so that the mail is drawn once. */
export function usePictures(message: Message): ReadonlyMap<string, string> | null {
  const desktop = useDesktop();
  const wanted = useMemo(() => picturesOf(message), [message]);
  const [pictures, setPictures] = useState<ReadonlyMap<string, string> | null>(null);
  useEffect(() => {
    let current = true;
    const timer = setTimeout(() => {
      setPictures((known) => known ?? none);
    }, patience);
    async function read(): Promise<void> {
      const map = new Map<string, string>();
      await Promise.all(
        wanted.map(async ({ id, contentId }) => {
          try {
            const bytes = await desktop.call('mails.attachment', { mail: message.id, attachment: id });
            const picture = pictureDataOf(bytes);
            if (picture && contentId !== null) map.set(contentId, picture);
          } catch {
            // The mail is shown with a frame in the picture's place, and the picture stays in the attachments.
          }
        }),
      );
      if (current) setPictures(map);
    }
    if (wanted.length > 0) void read();
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [desktop, message.id, wanted]);
  return wanted.length === 0 ? none : pictures;
}
