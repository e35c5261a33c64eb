import type { Interaction, InteractionSummary } from '../../contract/domain/interaction.ts';
import { readAttachment, readSource } from '../archive/read-archived-mail.ts';
import { askExpert } from '../experts/ask-expert.ts';
import { acceptOffer } from '../routing/accept-offer.ts';
import { closeInteraction } from '../routing/close-interaction.ts';
import { reopenInteraction } from '../routing/reopen-interaction.ts';
import { declineOffer } from '../routing/decline-offer.ts';
import { parkInteraction, resumeInteraction } from '../routing/park-interaction.ts';
import { pickInteraction } from '../routing/pick-interaction.ts';
import { listInteractions } from '../routing/list-interactions.ts';
import { requeueInteraction } from '../routing/requeue-interaction.ts';
import type { Viewer } from '../routing/viewer.ts';
import { readInteraction } from '../threads/read-interaction.ts';
import type { HandlerOptions, Handlers } from './handler.ts';

type Names = Extract<keyof Handlers, `interactions.${string}` | `mails.${string}`>;

export function interactionHandlers({ db }: HandlerOptions): Pick<Handlers, Names> {
  /** Opened: the agent reads it next. */
  const read = async (viewer: Viewer, opened: Promise<InteractionSummary>): Promise<Interaction> =>
    readInteraction(db, viewer, (await opened).id);
  return {
    'interactions.list': (input, { viewer }) => listInteractions(db, viewer, input),
    'interactions.read': ({ id }, { viewer }) => readInteraction(db, viewer, id),
    'interactions.accept': (lease, { viewer }) => read(viewer, acceptOffer(db, viewer, lease)),
    'interactions.decline': (lease, { viewer }) => declineOffer(db, viewer, lease),
    'interactions.pick': ({ id }, { viewer }) => read(viewer, pickInteraction(db, viewer, id)),
    'interactions.park': (lease, { viewer }) => parkInteraction(db, viewer, lease),
    'interactions.resume': (lease, { viewer }) => read(viewer, resumeInteraction(db, viewer, lease)),
    'interactions.requeue': ({ group, ...lease }, { viewer }) =>
      requeueInteraction(db, viewer, lease, group ?? null),
    'interactions.close': (lease, { viewer }) => closeInteraction(db, viewer, lease),
    'interactions.reopen': ({ id }, { viewer }) => read(viewer, reopenInteraction(db, viewer, id)),
    'interactions.askExpert': (request, { viewer }) => askExpert(db, viewer, request),
    'mails.attachment': ({ mail, attachment }, { viewer }) => readAttachment(db, viewer, mail, attachment),
    'mails.source': ({ mail }, { viewer }) => readSource(db, viewer, mail),
  };
}
