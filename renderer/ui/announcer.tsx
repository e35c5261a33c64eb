import { create } from 'zustand';

interface Announcement {
  readonly text: string;
  readonly turn: number;
}
const useAnnouncement = create<Announcement>(() => ({ text: '', turn: 0 }));

/** Has screen readers say the text when they have finished what they are saying. */
export function announce(text: string): void {
  useAnnouncement.setState((before) => ({ text, turn: before.turn + 1 }));
}

/** Once, at the root. Two regions in turns, so that the same text twice is said twice. */
export function Announcer() {
  const { text, turn } = useAnnouncement();
  return (
    <div className="visually-hidden">
      <div aria-live="polite" aria-atomic="true">
        {turn % 2 === 0 ? text : ''}
      </div>
      <div aria-live="polite" aria-atomic="true">
        {turn % 2 === 1 ? text : ''}
      </div>
    </div>
  );
}
