import { useEffect, useState } from 'react';
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

/** The pictures inside a mail by their Content-ID; empty until they are here. */
export function usePictures(message: Message): ReadonlyMap<string, string> {
  const desktop = useDesktop();
  const [pictures, setPictures] = useState({ mail: message.id, map: none });
  useEffect(() => {
    const wanted = picturesOf(message);
    let current = true;
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
      if (current) setPictures({ mail: message.id, map });
    }
    if (wanted.length > 0) void read();
    return () => {
      current = false;
    };
  }, [desktop, message]);
  return pictures.mail === message.id ? pictures.map : none;
}
