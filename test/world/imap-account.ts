import { ImapFlow } from 'imapflow';

export interface MailboxEntry {
  readonly uid: number;
  readonly flags: readonly string[];
  readonly raw: Buffer;
}

export interface ImapAccount extends AsyncDisposable {
  readonly append: (raw: string | Buffer, folder?: string, flags?: readonly string[]) => Promise<number>;
  readonly list: (folder?: string) => Promise<readonly MailboxEntry[]>;
  readonly flag: (uid: number, flag: string, folder?: string) => Promise<void>;
  /** All mails of a folder into another, at once. */
  readonly moveAll: (from: string, to: string) => Promise<void>;
  readonly folders: () => Promise<readonly string[]>;
  readonly uidValidity: (folder?: string) => Promise<bigint>;
}

/** The owner of a mailbox beside Postroom, to put mail in and to look what became of it. */
export async function openImapAccount(
  server: { readonly host: string; readonly imapPort: number },
  user: string,
  password: string,
): Promise<ImapAccount> {
  const client = new ImapFlow({
    host: server.host,
    port: server.imapPort,
    secure: false,
    doSTARTTLS: false,
    auth: { user, pass: password },
    logger: false,
    disableAutoIdle: true,
  });
  client.on('error', () => undefined);
  await client.connect();
  // Selected anew each time, so that changes by others are seen at once; never closed, since CLOSE expunges.
  async function within<T>(folder: string, work: () => Promise<T>): Promise<T> {
    await client.mailboxOpen(folder);
    return work();
  }
  return {
    async append(raw, folder = 'INBOX', flags = []) {
      const answer = await client.append(folder, Buffer.from(raw), [...flags]);
      if (!answer || answer.uid === undefined) throw new Error(`the mail was not appended to ${folder}`);
      return answer.uid;
    },
    list: (folder = 'INBOX') =>
      within(folder, async () => {
        if (!client.mailbox || client.mailbox.exists === 0) return [];
        const entries = await client.fetchAll('1:*', { uid: true, flags: true, source: true }, { uid: true });
        return entries.map((entry) => ({
          uid: entry.uid,
          flags: [...(entry.flags ?? [])],
          raw: entry.source ?? Buffer.alloc(0),
        }));
      }),
    flag: (uid, flag, folder = 'INBOX') =>
      within(folder, async () => {
        await client.messageFlagsAdd(String(uid), [flag], { uid: true });
      }),
    moveAll: (from, to) =>
      within(from, async () => {
        await client.messageMove('1:*', to, { uid: true });
      }),
    folders: async () => (await client.list()).map((entry) => entry.path),
    uidValidity: (folder = 'INBOX') =>
      within(folder, () => Promise.resolve(client.mailbox ? client.mailbox.uidValidity : 0n)),
    async [Symbol.asyncDispose]() {
      await client.logout();
    },
  };
}
