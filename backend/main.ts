import { availableParallelism } from 'node:os';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import packageJson from '../package.json' with { type: 'json' };
import { keepResponsesLoaded } from './configuration/reload-responses.ts';
import { startAutomaticMail } from './automatic/decide-automatic-mail.ts';
import { resolveSecret } from './configuration/secrets.ts';
import { dataFolder } from './data-folder.ts';
import { openDatabaseServer } from './database-server.ts';
import { type Database, openDatabase } from './db/database.ts';
import { type Jobs, startJobs } from './db/jobs.ts';
import { migrate } from './db/migrate.ts';
import { setUpDemonstration } from './demonstration/set-up-demonstration.ts';
import type { Settings } from './environment.ts';
import { startDraftingAnswers } from './experts/draft-answer.ts';
import { explainFullDisk } from './full-disk.ts';
import { createApp } from './http/app.ts';
import { createHandlers } from './http/handlers.ts';
import { healthReader } from './http/health.ts';
import { readMetrics } from './http/metrics.ts';
import { listenForHttp } from './http/listen.ts';
import { startTakingIn } from './intake/take-in-received.ts';
import { openAuthenticator } from './mail/authentication/authenticator.ts';
import { cachedLookup, systemLookup } from './mail/authentication/dns-lookups.ts';
import { startMailIn } from './mail/in/mail-in.ts';
import { defaultReadLimits } from './mail/mime/mail-content.ts';
import { createMailReader } from './mail/mime/mail-reader.ts';
import { openTokenSources } from './mail/oauth/token-source.ts';
import { openTokenStore } from './mail/oauth/token-store.ts';
import { openSessionLocks } from './mail/session-locks.ts';
import { openCertificate } from './mail/smtp-in/open-certificate.ts';
import { startSmtpListener } from './mail/smtp-in/listener.ts';
import { openSigner } from './mail/signing/signer.ts';
import { startMailOut } from './mail/outbox/mail-out.ts';
import { keepWatchingMailboxes } from './mail/warnings/watch-mailboxes.ts';
import { keepSweepingSessions } from './people/session-sweeper.ts';
import { readSession, useSession } from './people/sessions.ts';
import { attachEventStream } from './realtime/event-stream.ts';
import { startRouter } from './routing/router.ts';

export interface BackendOptions {
  readonly settings: Settings;
  /** Set up the demonstration tenant and serve its sign-in without secrets. */
  readonly demonstration: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

export interface BackendAddresses {
  /** Of the API. */
  readonly url: string;
  /** Null where no mail is taken over by SMTP. */
  readonly smtpPort: number | null;
}

/**
 * The routing backend: starts everything in order, tells its addresses, runs until the signal aborts and takes
 * everything down in the reverse order.
 * @throws ExpectedError with what to do when it cannot start
 */
export async function runBackend(
  options: BackendOptions,
  onReady: (addresses: BackendAddresses) => void,
): Promise<void> {
  try {
    await runUntilStopped(options, onReady);
  } catch (error) {
    throw await explainFullDisk(options.settings, error);
  }
}

async function runUntilStopped(
  options: BackendOptions,
  onReady: (addresses: BackendAddresses) => void,
): Promise<void> {
  const { settings, log, signal } = options;
  await using open = new AsyncDisposableStack();
  const folder = dataFolder(settings.dataFolder);
  const onLost = (error: Error) => log.error({ err: error }, 'the connection to the database failed');

  const server = await openDatabaseServer(settings, { role: 'backend', signal, onLost });
  open.defer(server.stop);
  for (const name of await migrate(server.connection)) log.info({ migration: name }, 'migrated the database');

  let jobs: Jobs | null = null;
  const db: Database = openDatabase({ connection: server.connection }, () => jobs, onLost);
  open.defer(db.close);
  jobs = await startJobs(server.connection, (error) => log.error({ err: error }, 'background work failed'));
  open.defer(jobs.stop);
  const locks = openSessionLocks(db);
  open.defer(locks.stop);

  // Ends before what it stands on: each part is told, and waited for, in the reverse order.
  const parts = new AbortController();
  const resolve = (reference: string) => resolveSecret(reference, options.env);
  const secrets = {
    resolve,
    baseFolder: settings.dataFolder,
    tokens: openTokenSources({ resolve, store: openTokenStore(db, locks) }),
  };

  const demonstration = options.demonstration
    ? await setUpDemonstration({ db, folder, log, env: options.env })
    : null;
  if (demonstration) open.defer(demonstration.stop);

  const reader = createMailReader({
    threads: Math.max(2, Math.min(4, availableParallelism() - 1)),
    maxBytes: Math.max(defaultReadLimits.maxBytes, settings.smtpIn.maximumMessageBytes),
  });
  open.defer(reader.stop);
  const authenticator = openAuthenticator({ network: true });
  open.defer(authenticator.stop);
  const takingIn = await startTakingIn({ db, jobs, reader, authenticator, log });
  open.defer(takingIn.stop);
  const signer = openSigner({ db, resolveSecret: secrets.resolve, lookup: cachedLookup(systemLookup()) });
  await startAutomaticMail({ db, jobs, log });
  await startDraftingAnswers({ db, jobs, log });
  const mailOut = await startMailOut({ db, jobs, locks, secrets, log, signer });
  open.defer(mailOut.stop);

  const router = startRouter(db, log, parts.signal);
  const sweeping = keepSweepingSessions(db, log, parts.signal);
  const reloading = keepResponsesLoaded(db, log, parts.signal);
  const watching = keepWatchingMailboxes(db, log, parts.signal);
  open.defer(async () => {
    parts.abort();
    await Promise.all([router.ended, sweeping, reloading, watching]);
  });
  const mailIn = startMailIn({ db, locks, secrets, log });
  open.defer(mailIn.stop);

  const listen = settings.smtp ?? (demonstration ? { host: '127.0.0.1', port: demonstrationSmtpPort } : null);
  const smtp = listen
    ? await startSmtpListener({
        ...listen,
        ...settings.smtpIn,
        ...(await openCertificate(settings.smtpIn.certificateFiles, settings.dataFolder)),
        db,
        log,
      })
    : null;
  if (smtp) open.defer(smtp.stop);

  const app = createApp({
    handlers: createHandlers({
      db,
      log,
      spellingFolder: folder.spelling,
      // Without the process's tokens: a trial fetches its own.
      secrets: { resolve, baseFolder: settings.dataFolder },
      version: packageJson.version,
      demonstration: demonstration && smtp ? { about: demonstration.describe(smtp.port) } : null,
    }),
    authenticate: (token) => useSession(db, token),
    health: healthReader(db),
    metrics: () => readMetrics(db),
    version: packageJson.version,
    log,
  });
  const events = attachEventStream(app, {
    db,
    authenticate: (token) => readSession(db, token),
    log,
    signal: parts.signal,
  });
  open.defer(async () => {
    parts.abort();
    await events;
    await app.close();
  });
  await listenForHttp(app, settings.http);
  const { address, port } = app.server.address() as AddressInfo;
  onReady({
    url: `http://${address.includes(':') ? `[${address}]` : address}:${port}`,
    smtpPort: smtp?.port ?? null,
  });
  if (!signal.aborted) {
    await new Promise((resolve) => {
      signal.addEventListener('abort', resolve, { once: true });
    });
  }
  log.info('stopping');
}

const demonstrationSmtpPort = 2525;
