import type { Outgoing } from '../../contract/domain/outgoing.ts';

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
