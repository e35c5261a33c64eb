import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import type { DesktopBridge, Reply } from '../../contract/desktop.ts';

/** Never throws: a refusal of the host is an answer too. */
async function invoke(channel: string, input: unknown): Promise<Reply<unknown>> {
  try {
    return (await ipcRenderer.invoke(channel, input)) as Reply<unknown>;
  } catch (cause) {
    return { ok: false, error: { code: 'internal', message: String(cause) } };
  }
}

// Written out, so that a page can reach these channels and no other; the compiler and a test see that none is missing.
const calls: DesktopBridge['calls'] = {
  'host.state': (input) => invoke('call:host.state', input),
  'settings.save': (input) => invoke('call:settings.save', input),
  'layout.read': (input) => invoke('call:layout.read', input),
  'layout.save': (input) => invoke('call:layout.save', input),
  'session.signIn': (input) => invoke('call:session.signIn', input),
  'session.signOut': (input) => invoke('call:session.signOut', input),
  'drafts.keep': (input) => invoke('call:drafts.keep', input),
  'drafts.recover': (input) => invoke('call:drafts.recover', input),
  'drafts.flush': (input) => invoke('call:drafts.flush', input),
  'drafts.attach': (input) => invoke('call:drafts.attach', input),
  'drafts.cancelAttach': (input) => invoke('call:drafts.cancelAttach', input),
  'attachments.save': (input) => invoke('call:attachments.save', input),
  'mails.loadPictures': (input) => invoke('call:mails.loadPictures', input),
  'dictionaries.states': (input) => invoke('call:dictionaries.states', input),
  'dictionaries.read': (input) => invoke('call:dictionaries.read', input),
  'dictionaries.refresh': (input) => invoke('call:dictionaries.refresh', input),
  'words.list': (input) => invoke('call:words.list', input),
  'words.add': (input) => invoke('call:words.add', input),
  'words.remove': (input) => invoke('call:words.remove', input),
  'links.open': (input) => invoke('call:links.open', input),
  'notifications.show': (input) => invoke('call:notifications.show', input),
  'badge.set': (input) => invoke('call:badge.set', input),
  'about.read': (input) => invoke('call:about.read', input),
  'session.read': (input) => invoke('call:session.read', input),
  'presence.set': (input) => invoke('call:presence.set', input),
  'interactions.list': (input) => invoke('call:interactions.list', input),
  'interactions.read': (input) => invoke('call:interactions.read', input),
  'interactions.accept': (input) => invoke('call:interactions.accept', input),
  'interactions.decline': (input) => invoke('call:interactions.decline', input),
  'interactions.pick': (input) => invoke('call:interactions.pick', input),
  'interactions.park': (input) => invoke('call:interactions.park', input),
  'interactions.resume': (input) => invoke('call:interactions.resume', input),
  'interactions.requeue': (input) => invoke('call:interactions.requeue', input),
  'interactions.close': (input) => invoke('call:interactions.close', input),
  'interactions.reopen': (input) => invoke('call:interactions.reopen', input),
  'interactions.askExpert': (input) => invoke('call:interactions.askExpert', input),
  'threads.split': (input) => invoke('call:threads.split', input),
  'threads.move': (input) => invoke('call:threads.move', input),
  'threads.merge': (input) => invoke('call:threads.merge', input),
  'threads.answer': (input) => invoke('call:threads.answer', input),
  'threads.undo': (input) => invoke('call:threads.undo', input),
  'threads.targets': (input) => invoke('call:threads.targets', input),
  'mails.attachment': (input) => invoke('call:mails.attachment', input),
  'mails.source': (input) => invoke('call:mails.source', input),
  'drafts.open': (input) => invoke('call:drafts.open', input),
  'drafts.start': (input) => invoke('call:drafts.start', input),
  'drafts.list': (input) => invoke('call:drafts.list', input),
  'drafts.read': (input) => invoke('call:drafts.read', input),
  'drafts.discard': (input) => invoke('call:drafts.discard', input),
  'drafts.detach': (input) => invoke('call:drafts.detach', input),
  'drafts.attachment': (input) => invoke('call:drafts.attachment', input),
  'drafts.send': (input) => invoke('call:drafts.send', input),
  'outgoing.list': (input) => invoke('call:outgoing.list', input),
  'outgoing.undo': (input) => invoke('call:outgoing.undo', input),
  'outgoing.resolve': (input) => invoke('call:outgoing.resolve', input),
  'templates.list': (input) => invoke('call:templates.list', input),
  'templates.fill': (input) => invoke('call:templates.fill', input),
  'responses.list': (input) => invoke('call:responses.list', input),
  'responses.fill': (input) => invoke('call:responses.fill', input),
  'responses.attach': (input) => invoke('call:responses.attach', input),
  'archive.search': (input) => invoke('call:archive.search', input),
  'archive.read': (input) => invoke('call:archive.read', input),
  'mailWarnings.list': (input) => invoke('call:mailWarnings.list', input),
};

contextBridge.exposeInMainWorld('postroom', {
  calls,
  onEvent(listener) {
    // The event object of Electron stays here: it leads to the sender.
    const forward = (_event: IpcRendererEvent, event: unknown) => {
      listener(event);
    };
    ipcRenderer.on('event', forward);
    return () => {
      ipcRenderer.off('event', forward);
    };
  },
} satisfies DesktopBridge);
