import { useEffect, useEffectEvent, useState } from 'react';
import type { Message } from '../../../contract/domain/message.ts';
import { useMessages } from './message-store.ts';
import { picturesIn, type Pictures } from './picture-cache.ts';

const none: Pictures = new Map();

/** How long a mail waits for its pictures before it is shown without them, in ms. */
const patience = 700;

/**
 * The pictures inside a mail by their Content-ID; null while they are awaited, so that the mail is drawn once. They
 * are those of the mail that the component was mounted with: mount it anew for another.
 */
export function usePictures(message: Message): Pictures | null {
  const cache = useMessages((state) => state.pictures);
  const [pictures, setPictures] = useState<Pictures | null>(() =>
    picturesIn(message).length === 0 ? none : (cache.get(message.id) ?? null),
  );
  const read = useEffectEvent(() => (pictures === null ? cache.read(message) : null));
  useEffect(() => {
    const reading = read();
    if (reading === null) return undefined;
    let current = true;
    const timer = setTimeout(() => {
      setPictures((known) => known ?? none);
    }, patience);
    void (async () => {
      const found = await reading;
      if (current) setPictures(found);
    })();
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, []);
  return pictures;
}
