import { once } from 'node:events';
import os from 'node:os';
import {
  SMTPServer,
  type SMTPServerDataStream,
  type SMTPServerOptions,
  type SMTPServerSession,
} from 'smtp-server';
import type { Logger } from 'pino';
import type { Database } from '../../db/database.ts';
import { loggableError } from '../loggable-error.ts';
import type { Certificate } from '../self-signed-certificate.ts';
import { isDiskFull } from '../storage-failure.ts';
import { checkMessage } from './check-message.ts';
import { readMessage } from './read-message.ts';
import { openRecipientDirectory } from './recipient-directory.ts';
import { SmtpRefusal } from './smtp-refusal.ts';
import { storeMessage } from './store-message.ts';

export interface SmtpListenerSettings {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly db: Database;
  readonly log: Logger;
  /** From `keepCertificate`, or bought. */
  readonly certificate: Certificate;
  /** What the listener calls itself. */
  readonly name?: string;
  /** A larger message is refused (SIZE, RFC 1870); 50 MB by default. */
  readonly maximumMessageBytes?: number;
}

export interface SmtpListener {
  readonly port: number;
  /** Takes no more connections, lets the running ones end within some seconds. */
  readonly stop: () => Promise<void>;
}

const maximumClients = 200;
const maximumClientsOfAddress = 50;
const maximumRecipients = 100;
const idleMilliseconds = 120_000;
/** All messages that are being received may take so much memory together. */
const maximumBytesInFlight = 512 * 1024 * 1024;

/**
 * Takes mail over by SMTP from MX or forwarding (B2). It answers 250 only after the message is committed, together
 * with the job that reads it; 451 where the database or its disk fails, so that the sender keeps it. It takes mail
 * for the addresses of its tenants and nobody else: no relay, no AUTH. The bytes are kept as they came; envelope and
 * client go into the mail's origin.
 */
export async function startSmtpListener(settings: SmtpListenerSettings): Promise<SmtpListener> {
  const { db, log } = settings;
  const limit = settings.maximumMessageBytes ?? 50 * 1024 * 1024;
  const directory = openRecipientDirectory(db);
  const clients = new Map<string, number>();
  const budget = { bytes: maximumBytesInFlight };

  async function checkRecipient(address: string): Promise<void> {
    if (!/^[^\s@]+@[^\s@]+$/.test(address)) throw new SmtpRefusal(553, '5.1.3 not an address');
    const tenants = await directory.findTenants(address).catch((error: unknown) => {
      log.error({ err: loggableError(error) }, 'a recipient could not be looked up');
      throw new SmtpRefusal(451, '4.3.0 the directory cannot be read at present; try again later');
    });
    if (tenants.length === 0)
      throw new SmtpRefusal(550, '5.1.1 no such address here, and no mail is relayed');
  }

  async function takeOver(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<string> {
    const raw = await readMessage(stream, limit, budget);
    checkMessage(raw);
    try {
      const mails = await storeMessage(db, directory, raw, session);
      log.info({ mails, bytes: raw.length, client: session.remoteAddress }, 'took a mail over by SMTP');
      return `2.6.0 kept as ${mails.join(', ')}`;
    } catch (error) {
      if (error instanceof SmtpRefusal) throw error;
      log.error(
        { err: loggableError(error) },
        'a mail could not be stored; its sender was asked to try again',
      );
      throw new SmtpRefusal(
        451,
        isDiskFull(error)
          ? '4.3.1 no room to keep the message; try again later'
          : '4.3.0 the message could not be kept; try again later',
      );
    }
  }

  const server = new SMTPServer({
    key: settings.certificate.key,
    cert: settings.certificate.certificate,
    minVersion: 'TLSv1.2',
    name: settings.name ?? os.hostname(),
    banner: 'Postroom',
    size: limit,
    authOptional: true,
    disabledCommands: ['AUTH'],
    disableReverseLookup: true,
    maxClients: maximumClients,
    maxRecipients: maximumRecipients,
    socketTimeout: idleMilliseconds,
    closeTimeout: 5_000,
    logger: false,
    onConnect(session, callback) {
      const count = (clients.get(session.remoteAddress) ?? 0) + 1;
      clients.set(session.remoteAddress, count);
      callback(
        count > maximumClientsOfAddress ? new SmtpRefusal(421, '4.7.0 too many connections from you') : null,
      );
    },
    onClose(session) {
      const count = (clients.get(session.remoteAddress) ?? 1) - 1;
      if (count > 0) clients.set(session.remoteAddress, count);
      else clients.delete(session.remoteAddress);
    },
    onRcptTo: (address, _session, callback) => void answer(checkRecipient(address.address), callback),
    onData: (stream, session, callback) => void answer(takeOver(stream, session), callback),
  } satisfies SMTPServerOptions & { readonly maxRecipients: number });
  // A client that hangs up or speaks no TLS is no failure of ours.
  server.on('error', (error) =>
    log.debug({ err: loggableError(error) }, 'a connection to the listener failed'),
  );
  server.listen(settings.port, settings.host);
  await listening(server, settings);
  const address = server.server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : settings.port,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** The library's callback, once the work has ended well or badly. */
async function answer<T>(
  work: Promise<T>,
  callback: (error: Error | null, value?: T) => void,
): Promise<void> {
  let value: T;
  try {
    value = await work;
  } catch (error) {
    callback(error instanceof Error ? error : new Error(String(error)));
    return;
  }
  callback(null, value);
}

async function listening(server: SMTPServer, { host, port }: SmtpListenerSettings): Promise<void> {
  try {
    await once(server.server, 'listening');
  } catch (error) {
    const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    const denied = error instanceof Error && 'code' in error && error.code === 'EACCES';
    const why = taken
      ? 'another program has it already'
      : denied
        ? 'ports below 1024 need more rights'
        : error instanceof Error
          ? error.message
          : String(error);
    throw new Error(
      `Mail cannot be listened for at ${host}:${port}: ${why}. Choose another port with POSTROOM_SMTP.`,
      {
        cause: error,
      },
    );
  }
}
