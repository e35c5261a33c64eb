import type { DraftKind } from '../../../contract/domain/draft.ts';
import type { ServiceGroupId } from '../../../contract/domain/ids.ts';
import type { Message } from '../../../contract/domain/message.ts';
import type { MailAddress } from '../../../contract/domain/mail-address.ts';
import type { Interaction, InteractionSummary } from '../../../contract/domain/interaction.ts';

/** What can be done with the interaction in view; each moves the focus to where work goes on. */
export interface InteractionActions {
  readonly accept: () => void;
  readonly decline: () => void;
  readonly pick: () => void;
  readonly reply: (kind: Exclude<DraftKind, 'new'>) => void;
  readonly park: () => void;
  readonly resume: () => void;
  readonly requeue: (group?: ServiceGroupId) => void;
  readonly close: () => void;
  /** Rejects with an ExpectedError. */
  readonly askExpert: (expert: MailAddress, question: string) => Promise<void>;
}

/** What this agent may do with it now. */
export type Standing = 'offered' | 'open' | 'parked' | 'waiting' | 'held' | 'closed';

export function standingOf(interaction: InteractionSummary, me: string | null): Standing {
  const isMine = interaction.agent?.id === me;
  if (interaction.state === 'closed') return 'closed';
  if (interaction.state === 'queued') return 'waiting';
  return isMine ? interaction.state : 'held';
}

/** The newest mail that came in, but for experts' answers. */
export function newestOfCustomer({ messages }: Pick<Interaction, 'messages'>): Message | undefined {
  return messages.findLast(({ direction, expert }) => direction === 'in' && expert === undefined);
}

/** The mails that can be split off or moved: those that came in, but for experts' answers. */
export function mailsOfCustomer({ messages }: Pick<Interaction, 'messages'>): readonly Message[] {
  return messages.filter(({ direction, expert }) => direction === 'in' && expert === undefined);
}

/** True if the newest mail went to more than one address, so that "reply all" says more than "reply". */
export function hasSeveralPeople(interaction: Interaction): boolean {
  const newest = newestOfCustomer(interaction);
  return newest !== undefined && newest.to.length + newest.cc.length > 1;
}
