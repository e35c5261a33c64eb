import { useEffect, useRef, type RefObject } from 'react';
import { create } from 'zustand';

const useRoom = create<{ readonly room: HTMLElement | null }>(() => ({ room: null }));

/**
 * Room that the window keeps at the lower edge of one of its parts for the messages of Postroom: as high as they are,
 * so that they cover nothing that is worked with. Where there is none they float.
 */
export function ToastRoom() {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const room = place.current;
    useRoom.setState({ room });
    return () => {
      if (useRoom.getState().room === room) useRoom.setState({ room: null });
    };
  }, []);
  return <div ref={place} className="ui-toast-room" />;
}

/** Lays the messages over their room while there are any. True: there is such a room. */
export function useToastRoom(messages: RefObject<HTMLElement | null>, areThere: boolean): boolean {
  const room = useRoom((state) => state.room);
  useEffect(() => {
    const shown = messages.current;
    const part = room?.parentElement;
    if (!areThere || !shown || !room || !part) return undefined;
    let frame = 0;
    const fit = () => {
      const { left, width } = room.getBoundingClientRect();
      shown.style.left = `${left}px`;
      shown.style.width = `${width}px`;
      room.style.blockSize = `${shown.offsetHeight}px`;
    };
    fit();
    const observer = new ResizeObserver(() => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(fit);
    });
    observer.observe(part);
    observer.observe(shown);
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
      shown.removeAttribute('style');
      room.removeAttribute('style');
    };
  }, [messages, areThere, room]);
  return room !== null;
}
