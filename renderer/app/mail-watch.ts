import type { InteractionId, MailId } from '../../contract/domain/ids.ts';
import type { InteractionSummary } from '../../contract/domain/interaction.ts';
import type { WorkStores } from './work-stores.ts';

export interface MailWatchParts {
  readonly inbox: WorkStores['inbox'];
  readonly me: string;
  readonly onNew: (interaction: InteractionSummary) => void;
  /** An expert's answer has come into its draft. */
  readonly onAnswered: (interaction: InteractionSummary) => void;
}

/** Watches for further mails of customers, and for answers of experts, on what I have open or parked. */
export function watchMails({ inbox, me, onNew, onAnswered }: MailWatchParts): { stop: () => void } {
  const newest = new Map<InteractionId, MailId | null>();
  const waiting = new Set<InteractionId>();
  const look = () => {
    const held = [...inbox.getState().interactions.values()].filter(
      ({ agent, state }) => agent?.id === me && (state === 'open' || state === 'parked'),
    );
    for (const interaction of held) {
      const mail = interaction.newestMailId ?? null;
      const before = newest.get(interaction.id);
      const isNew = before && mail && Number(mail) > Number(before);
      // The newest ever: a mail that was moved away leaves an older one, and nothing comes when it is put back.
      if (isNew || !before) newest.set(interaction.id, mail);
      // Seen for the first time, it has nothing new for me.
      if (isNew) onNew(interaction);
    }
    for (const interaction of held) {
      const { id, expert } = interaction;
      if (expert?.answeredAt === null) waiting.add(id);
      else if (waiting.delete(id)) onAnswered(interaction);
    }
    for (const id of newest.keys()) {
      if (held.some((one) => one.id === id)) continue;
      newest.delete(id);
      waiting.delete(id);
    }
  };
  look();
  return { stop: inbox.subscribe(look) };
}
