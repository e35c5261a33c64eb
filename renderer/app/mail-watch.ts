import type { InteractionId, MailId } from '../../contract/domain/ids.ts';
import type { InteractionSummary } from '../../contract/domain/interaction.ts';
import type { WorkStores } from './work-stores.ts';

export interface MailWatchParts {
  readonly inbox: WorkStores['inbox'];
  readonly me: string;
  readonly onNew: (interaction: InteractionSummary) => void;
}

/** Watches for further mails of customers on what I have open or parked. */
export function watchMails({ inbox, me, onNew }: MailWatchParts): { stop: () => void } {
  const newest = new Map<InteractionId, MailId | null>();
  const look = () => {
    const held = [...inbox.getState().interactions.values()].filter(
      ({ agent, state }) => agent?.id === me && (state === 'open' || state === 'parked'),
    );
    for (const interaction of held) {
      const mail = interaction.newestMailId ?? null;
      const before = newest.get(interaction.id);
      newest.set(interaction.id, mail);
      // Seen for the first time, it has nothing new for me. A mail that was moved away leaves an older one.
      if (before && mail && Number(mail) > Number(before)) onNew(interaction);
    }
    for (const id of newest.keys()) if (!held.some((one) => one.id === id)) newest.delete(id);
  };
  look();
  return { stop: inbox.subscribe(look) };
}
