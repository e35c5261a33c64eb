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
    return areThere && shown && room ? keepInRoom(shown, room) : undefined;
  }, [messages, areThere, room]);
  return room !== null;
}

/** Makes the room as high as the messages and lays them over it, until the returned function is called. */
function keepInRoom(messages: HTMLElement, room: HTMLElement): () => void {
  let frame = 0;
  const fit = () => {
    const { left, width } = room.getBoundingClientRect();
    messages.style.left = `${left}px`;
    messages.style.width = `${width}px`;
    room.style.blockSize = `${messages.offsetHeight}px`;
  };
  fit();
  // In a frame of its own: what it sets is itself observed.
  const observer = new ResizeObserver(() => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(fit);
  });
  if (room.parentElement) observer.observe(room.parentElement);
  observer.observe(messages);
  return () => {
    cancelAnimationFrame(frame);
    observer.disconnect();
    messages.removeAttribute('style');
    room.removeAttribute('style');
  };
}
