import { setTimeout as delay } from 'node:timers/promises';
import type { ImapFlow } from 'imapflow';
import type { MailboxServer, MailboxSession } from '../in/mailbox-session.ts';
import type { ImapServer } from '../../../contract/domain/mail-server.ts';
import { ConnectionFailure } from '../connection-problem.ts';
import { resolveCredentials } from '../connection-secrets.ts';
import type { AccessToken } from '../oauth/fetch-token.ts';
import { connectImap } from './connect-imap.ts';
import { noSuchFolder } from './no-such-folder.ts';
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
  const news = watchForNews(client, server.incoming.protocolTimeoutSeconds * 1000);
  const abort = (): void => client.close();
  signal.addEventListener('abort', abort);
  try {
    const folders = findSpecialFolders(await client.list(), server.incoming);
    const place = await selectFolder(client, server, folders.inbox);
    const takeIn = await openTakeIn(tools, server, client, place, folders);
    while (!signal.aborted && performance.now() < renewal) {
      news.clear();
      await onCaughtUp(await takeIn.run());
      const longest = Math.min(server.incoming.pollSeconds * 1000, renewal - performance.now());
      // Spread, so that mailboxes that were connected together are not all looked at together.
      await news.wait(longest * (0.9 + Math.random() / 10), signal);
    }
  } catch (error) {
    // What the server said before it hung up tells more than that a command went unanswered.
    throw news.cause() ?? error;
  } finally {
    signal.removeEventListener('abort', abort);
    client.close();
  }
};

/**
 * When, as `performance.now` counts, a session signed in by a token ends by itself, so that the server need not end it
 * in the middle of something.
 */
function planRenewal({ oauth }: ImapServer, token: AccessToken | null): number {
  if (!token) return Number.POSITIVE_INFINITY;
  const left = token.expiresAt.getTime() - Date.now();
  return performance.now() + left - Math.min((oauth?.tokenExpiryMarginSeconds ?? 0) * 1000, left / 2);
}

async function selectFolder(
  client: ImapFlow,
  server: MailboxServer<ImapServer>,
  folder: string,
): Promise<MailboxPlace> {
  const opened = await client.mailboxOpen(folder).catch((error: unknown) => {
    if (!client.usable) throw error;
    throw noSuchFolder(server.incoming.user ?? server.key, folder, error);
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

interface News {
  /** Forgets what was heard so far; call it before looking. */
  readonly clear: () => void;
  /**
   * Resolves when mail may have come since `clear`, or after so many milliseconds, or at the abort.
   * @throws once the connection has ended
   */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** What broke the connection, where that is known. */
  readonly cause: () => Error | undefined;
}

/** How soon IDLE is asked for again after it has ended by itself, in milliseconds. */
const idleAgain = 500;

/** @param timeout milliseconds after which a server is given up that does not answer the end of an IDLE */
function watchForNews(client: ImapFlow, timeout: number): News {
  // Whatever ends a wait resolves this one promise: a race with one that lives as long as the session would keep
  // something of every wait for as long.
  let heard = Promise.withResolvers<void>();
  let isClosed = false;
  let cause: Error | undefined;
  client.on('exists', ({ count, prevCount }) => {
    if (count > prevCount) heard.resolve();
  });
  client.on('error', (error: Error) => {
    cause ??= error;
    heard.resolve();
  });
  client.on('close', () => {
    isClosed = true;
    heard.resolve();
  });

  /** Also after imapflow has ended the IDLE of a quiet connection to ask whether the server is still there. */
  async function keepIdling(waited: AbortSignal): Promise<void> {
    while (!waited.aborted) {
      // The next command ends it. Where it is refused the timer alone is the poll.
      if ((await client.idle().catch(() => false)) === false) return;
      await delay(idleAgain, undefined, { signal: waited }).catch(() => undefined);
    }
  }

  /** The next command ends IDLE; the library would wait for ever for a server that does not answer that. */
  function giveUpUnless(ended: Promise<void>): void {
    const deadline = setTimeout(() => {
      cause ??= Object.assign(new Error('the server fell silent'), { code: 'ETIMEDOUT' });
      client.close();
    }, timeout);
    void ended.finally(() => clearTimeout(deadline));
  }

  return {
    clear() {
      heard = Promise.withResolvers<void>();
    },
    async wait(milliseconds, signal) {
      if (signal.aborted) return;
      const end = (): void => heard.resolve();
      const waiting = new AbortController();
      const timer = setTimeout(end, milliseconds);
      signal.addEventListener('abort', end, { once: true });
      if (cause || isClosed) end();
      const idling =
        !cause && !isClosed && client.capabilities.has('IDLE') ? keepIdling(waiting.signal) : null;
      await heard.promise;
      waiting.abort();
      if (idling) giveUpUnless(idling);
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      if (cause) throw cause;
      if (isClosed) throw describeEnd(client);
    },
    cause: () => cause,
  };
}

function describeEnd(client: ImapFlow): ConnectionFailure {
  const words = client.byeReason === undefined ? '' : ` (“${client.byeReason}”)`;
  return new ConnectionFailure({
    step: 'connect',
    sentence: `${client.host}:${client.port} closed the connection${words}.`,
    mend: 'Postroom connects again.',
    lasting: false,
  });
}
