import type { OutgoingId } from '../../contract/domain/ids.ts';
import type { Outgoing } from '../../contract/domain/outgoing.ts';
import type { Me } from '../features/sign-in/session-store.ts';
import type { Clock } from '../platform/clock.ts';
import type { WorkStores } from './work-stores.ts';

/** The mail that can be called back now, newest first. */
export function undoable(mails: Iterable<Outgoing>, agentId: string, now: number): readonly Outgoing[] {
  return [...mails]
    .filter(
      (mail) =>
        mail.agentId === agentId &&
        mail.state === 'queued' &&
        mail.attempts === 0 &&
        Date.parse(mail.notBefore) > now,
    )
    .toSorted((a, b) => (a.queuedAt < b.queuedAt ? 1 : -1));
}

/** Calls `onQueued` once for each mail of mine that enters its undo time, and the function it gives when that ends. */
export function watchUndo(
  stores: WorkStores,
  me: Me,
  clock: Clock,
  onQueued: (mail: Outgoing) => () => void,
): { stop: () => void } {
  const shown = new Map<OutgoingId, () => void>();
  const look = () => {
    const current = undoable(stores.outgoing.getState().mails.values(), me.agent.id, clock.now());
    for (const mail of current) if (!shown.has(mail.id)) shown.set(mail.id, onQueued(mail));
    for (const [id, takeAway] of shown) {
      const mail = stores.outgoing.getState().mails.get(id);
      if (mail?.state !== 'queued') takeAway();
    }
  };
  // Mail queued before this window was opened has its place in the list, not in a message.
  for (const mail of undoable(stores.outgoing.getState().mails.values(), me.agent.id, clock.now())) {
    shown.set(mail.id, () => undefined);
  }
  return { stop: stores.outgoing.subscribe(look) };
}
