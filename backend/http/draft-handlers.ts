import { attachToDraft, detachFromDraft } from '../replies/attachments.ts';
import { discardDraft } from '../replies/discard-draft.ts';
import { openDraft } from '../replies/open-draft.ts';
import { listDrafts, readDraft, readDraftAttachment } from '../replies/read-drafts.ts';
import { saveDraft } from '../replies/save-draft.ts';
import { sendDraft } from '../replies/send-draft.ts';
import { startMail } from '../replies/start-mail.ts';
import type { HandlerOptions, Handlers } from './handler.ts';

type Names = Extract<keyof Handlers, `drafts.${string}`>;

export function draftHandlers({ db }: HandlerOptions): Pick<Handlers, Names> {
  return {
    'drafts.open': ({ mailId, ...input }, { viewer }) =>
      openDraft(db, viewer, { ...input, mailId: mailId ?? null }),
    'drafts.start': ({ groupId }, { viewer }) => startMail(db, viewer, groupId),
    'drafts.list': async (_input, { viewer }) => ({ drafts: await listDrafts(db, viewer) }),
    'drafts.read': ({ id }, { viewer }) => readDraft(db, viewer, id),
    'drafts.save': (version, { viewer }) => saveDraft(db, viewer, version),
    async 'drafts.discard'({ id }, { viewer }) {
      await discardDraft(db, viewer, id);
      return {};
    },
    'drafts.attach': ({ id, inline, ...file }, { viewer }) =>
      attachToDraft(db, viewer, id, { ...file, inline: inline === 'true' }),
    async 'drafts.detach'({ id, attachment }, { viewer }) {
      await detachFromDraft(db, viewer, id, attachment);
      return {};
    },
    'drafts.attachment': ({ id, attachment }, { viewer }) => readDraftAttachment(db, viewer, id, attachment),
    'drafts.send': (input, { viewer }) => sendDraft(db, viewer, input),
  };
}
