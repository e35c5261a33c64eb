/**
 * The shortcut of every action, by the id of its command. Letters work only outside text fields; `g w` is two keys
 * one after the other; `mod` is Ctrl, or ⌘ on Apple keyboards. Taken-over browser keys (Ctrl+N, Ctrl+T, Ctrl+W,
 * Ctrl+1…9) are avoided, since the web edition runs in a tab.
 */
export const shortcuts = {
  'palette.open': 'mod+k',
  'shortcuts.show': '?',
  'settings.open': 'mod+,',
  'theme.switch': 'mod+shift+l',
  'go.work': 'g w',
  'go.waiting': 'g q',
  'go.outgoing': 'g s',
  'go.archive': 'g a',
  'list.next': 'j',
  'list.previous': 'k',
  'list.focus': 'escape',
  'region.next': 'F6',
  'region.previous': 'shift+F6',
  'offer.accept': 'a',
  'offer.decline': 'd',
  'interaction.pick': 't',
  'interaction.park': 'p',
  'interaction.resume': 'p',
  'interaction.requeue': 'q',
  'interaction.pass': 'shift+q',
  'interaction.close': 'e',
  'thread.merge': 'm',
  'thread.move': 'shift+m',
  'thread.split': 'shift+s',
  'reply.start': 'r',
  'reply.all': 'shift+r',
  'reply.forward': 'f',
  'expert.ask': 'x',
  'mail.new': 'n',
  'send.undo': 'mod+alt+z',
  'reply.send': 'mod+enter',
  'reply.insert-response': 'mod+shift+r',
  'reply.attach': 'mod+shift+a',
  'reply.misspelling': 'F7',
  'reply.toolbar': 'alt+F10',
  'source.show': 'shift+u',
  'routing.why': 'w',
  'presence.ready': 's r',
  'presence.not-ready': 's n',
  'session.sign-out': 's o',
} as const satisfies Record<string, string>;

/** Their keys work inside the reply only and are dealt with there: no key from elsewhere sends what is open. */
export const keysInReply: ReadonlySet<string> = new Set<CommandId>([
  'reply.send',
  'reply.insert-response',
  'reply.attach',
  'reply.misspelling',
  'reply.toolbar',
]);

/** Second shortcuts. */
export const otherShortcuts: Readonly<Partial<Record<CommandId, string>>> = {
  // The shorter way outside text.
  'send.undo': 'z',
};

export type CommandId = keyof typeof shortcuts;
