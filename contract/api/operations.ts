import * as archive from './archive.ts';
import * as automaticMails from './automatic-mails.ts';
import * as blockedMails from './blocked-mails.ts';
import * as dictionaries from './dictionaries.ts';
import * as drafts from './drafts.ts';
import * as interactions from './interactions.ts';
import * as mailServers from './mail-servers.ts';
import * as outgoing from './outgoing.ts';
import * as session from './session.ts';
import * as texts from './texts.ts';
import * as threads from './threads.ts';

/** Every operation by the name under which the desktop calls it and the OpenAPI document lists it. */
export const operations = {
  'about.read': session.about,
  'session.signIn': session.signIn,
  'session.read': session.readMe,
  'session.signOut': session.signOut,
  'presence.set': session.setPresence,
  'interactions.list': interactions.listInteractions,
  'interactions.read': interactions.readInteraction,
  'interactions.accept': interactions.acceptOffer,
  'interactions.decline': interactions.declineOffer,
  'interactions.pick': interactions.pickInteraction,
  'interactions.park': interactions.parkInteraction,
  'interactions.resume': interactions.resumeInteraction,
  'interactions.requeue': interactions.requeueInteraction,
  'interactions.close': interactions.closeInteraction,
  'interactions.reopen': interactions.reopenInteraction,
  'interactions.askExpert': interactions.askExpert,
  'threads.split': threads.splitThread,
  'threads.move': threads.moveMail,
  'threads.merge': threads.mergeThreads,
  'threads.answer': threads.answerThreadQuestion,
  'threads.undo': threads.undoThreadChange,
  'threads.targets': threads.listMergeTargets,
  'mails.attachment': interactions.readAttachment,
  'mails.source': interactions.readSource,
  'drafts.open': drafts.openDraft,
  'drafts.start': drafts.startMail,
  'drafts.list': drafts.listDrafts,
  'drafts.read': drafts.readDraft,
  'drafts.save': drafts.saveDraft,
  'drafts.discard': drafts.discardDraft,
  'drafts.attach': drafts.attachToDraft,
  'drafts.detach': drafts.detachFromDraft,
  'drafts.attachment': drafts.readDraftAttachment,
  'drafts.send': drafts.sendDraft,
  'outgoing.list': outgoing.listOutgoing,
  'outgoing.undo': outgoing.undoSend,
  'outgoing.resolve': outgoing.resolveOutgoing,
  'templates.list': texts.listTemplates,
  'templates.fill': texts.fillTemplate,
  'responses.list': texts.listResponses,
  'responses.fill': texts.fillResponse,
  'responses.attach': texts.attachResponseFiles,
  'dictionaries.list': dictionaries.listDictionaries,
  'dictionaries.download': dictionaries.downloadDictionary,
  'automaticMails.list': automaticMails.listAutomaticMails,
  'automaticMails.release': automaticMails.releaseAutomaticMail,
  'automaticMails.sendTranscript': automaticMails.sendChatTranscript,
  'blockedMails.list': blockedMails.listBlockedMails,
  'blockedMails.release': blockedMails.releaseBlockedMail,
  'mailWarnings.list': mailServers.listMailWarnings,
  'mailServers.test': mailServers.testMailServers,
  'archive.search': archive.searchArchive,
  'archive.read': archive.readArchivedMail,
} as const;
export type OperationName = keyof typeof operations;
