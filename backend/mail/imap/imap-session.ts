import type { ImapFlow } from 'imapflow';
import type { MailboxServer, MailboxSession } from '../in/mailbox-session.ts';
import type { ImapServer } from '../../../contract/domain/mail-server.ts';
import { ConnectionFailure } from '../connection-problem.ts';
import { resolveCredentials } from '../connection-secrets.ts';
import type { AccessToken } from '../oauth/fetch-token.ts';
import { connectImap } from './connect-imap.ts';
import type { MailboxPlace } from '../in/mailbox-ledger.ts';
import { findSpecialFolders } from './special-folders.ts';
import { openTakeIn } from './take-in-mails.ts';

/**
 * One connection to a mailbox, from sign-in until it breaks or the signal aborts: takes in what is there, then
 * waits by IDLE, or by asking every `pollSeconds` where the server has none, and takes in what comes. One signed in by
 * a token ends before the token does.
 */
export const runImapSession: MailboxSession<ImapServer> = async (tools, server, signal, onCaughtUp) => {
  const credentials = await resolveCredentials(server.incoming, tools.secrets);
  const { client, token } = await connectImap(server.incoming, credentials, {
    signal,
    log: tools.log,
    name: server.key,
  });
  const renewal = planRenewal(server.incoming, token);
  const broken = watchConnection(client);
  const abort = (): void => client.close();
  signal.addEventListener('abort', abort);
  try {
    const folders = findSpecialFolders(await client.list(), server.incoming);
    const place = await selectFolder(client, server, folders.inbox);
    const takeIn = await openTakeIn(tools, server, client, place, folders);
    const news = watchForNews(client);
    while (!signal.aborted && Date.now() < renewal) {
      news.clear();
      await onCaughtUp(await takeIn.run());
      const longest = Math.min(server.incoming.pollSeconds * 1000, renewal - Date.now());
      await Promise.race([news.wait(longest, signal), broken.promise]);
    }
  } catch (error) {
    // What the server said before it hung up tells more than that a command went unanswered.
    throw broken.cause() ?? error;
  } finally {
    signal.removeEventListener('abort', abort);
    client.close();
  }
};

/** When a session signed in by a token ends by itself, so that the server need not end it in the middle of something. */
function planRenewal({ oauth }: ImapServer, token: AccessToken | null): number {
  if (!token) return Number.POSITIVE_INFINITY;
  const left = token.expiresAt.getTime() - Date.now();
  return Date.now() + left - Math.min((oauth?.tokenExpiryMarginSeconds ?? 0) * 1000, left / 2);
}

async function selectFolder(client: ImapFlow, server: MailboxServer, folder: string): Promise<MailboxPlace> {
  const opened = await client.mailboxOpen(folder).catch((error: unknown) => {
    if (!client.usable) throw error;
    throw new ConnectionFailure(
      {
        step: 'mailbox',
        sentence: `The mailbox of ${server.incoming.user ?? server.key} has no folder ${folder} that can be opened.`,
        mend: 'Name the folder in the configuration as the server calls it.',
        lasting: true,
      },
      { cause: error },
    );
  });
  const account = server.incoming.user ?? '';
  return {
    serverId: server.id,
    tenantId: server.tenantId,
    serverKey: server.key,
    account,
    via: 'imap',
    mailbox: `imap://${encodeURIComponent(account)}@${server.incoming.host}/${opened.path}`,
    epoch: String(opened.uidValidity),
  };
}

interface Broken {
  /** Never resolves; rejects when the connection has ended. */
  readonly promise: Promise<never>;
  readonly cause: () => Error | undefined;
}

function watchConnection(client: ImapFlow): Broken {
  const { promise, reject } = Promise.withResolvers<never>();
  // It may end while nobody is waiting for it.
  promise.catch(() => undefined);
  let cause: Error | undefined;
  client.on('error', (error: Error) => {
    cause = error;
    reject(error);
  });
  client.on('close', () => {
    const words = client.byeReason === undefined ? '' : ` (“${client.byeReason}”)`;
    reject(
      cause ??
        new ConnectionFailure({
          step: 'connect',
          sentence: `${client.host}:${client.port} closed the connection${words}.`,
          mend: 'Postroom connects again.',
          lasting: false,
        }),
    );
  });
  return { promise, cause: () => cause };
}

interface News {
  /** Forgets what was heard so far; call it before looking. */
  readonly clear: () => void;
  /** Resolves when mail may have come since `clear`, or after so many milliseconds, or at the abort. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

function watchForNews(client: ImapFlow): News {
  let heard = Promise.withResolvers<void>();
  client.on('exists', ({ count, prevCount }) => {
    if (count > prevCount) heard.resolve();
  });
  return {
    clear() {
      heard = Promise.withResolvers<void>();
    },
    async wait(milliseconds, signal) {
      if (signal.aborted) return;
      const over = Promise.withResolvers<void>();
      const timer = setTimeout(over.resolve, milliseconds);
      signal.addEventListener('abort', () => over.resolve(), { once: true });
      // The next command ends it. Without the capability the timer alone is the poll.
      if (client.capabilities.has('IDLE')) void client.idle().catch(() => undefined);
      await Promise.race([heard.promise, over.promise]);
      clearTimeout(timer);
    },
  };
}
