import os from 'node:os';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { Logger } from 'pino';
import type { Database } from '../../db/database.ts';
import { isDiskFull } from '../../full-disk.ts';
import type { Certificate } from '../self-signed-certificate.ts';
import { type CertificateFiles, followCertificate } from './certificate-files.ts';
import { checkMessage } from './check-message.ts';
import { type ClientLimits, openClientGate, usualLimits } from './client-limits.ts';
import { listen } from './listen.ts';
import { openReceivingMemory, readMessage } from './read-message.ts';
import { openRecipientDirectory } from './recipient-directory.ts';
import { openRelays, type RelayNetwork } from './relays.ts';
import { SmtpRefusal } from './smtp-refusal.ts';
import { storeMessage } from './store-message.ts';
import { usualMaximumMessageBytes } from './usual-size.ts';

export interface SmtpListenerSettings {
  readonly host: string;
  /** 0: any free one. STARTTLS is offered. */
  readonly port: number;
  /** A second port on which TLS comes first; default: none. */
  readonly tls?: { readonly host: string; readonly port: number } | null;
  readonly db: Database;
  readonly log: Logger;
  /** From `keepCertificate`, or bought. */
  readonly certificate: Certificate;
  /** The files that it came from: when they change they are read again, every so many milliseconds. */
  readonly certificateFiles?: CertificateFiles & { readonly pauseMilliseconds?: number };
  /** What the listener calls itself. */
  readonly name?: string;
  /** A larger message is refused (SIZE, RFC 1870); 50 MB by default. */
  readonly maximumMessageBytes?: number;
  /** Servers of ours that pass strangers' mail on. */
  readonly relays?: readonly RelayNetwork[];
  readonly limits?: ClientLimits;
}

export interface SmtpListener {
  readonly port: number;
  /** Null: there is none. */
  readonly tlsPort: number | null;
  /** Takes no more connections, lets the running ones end within some seconds. */
  readonly stop: () => Promise<void>;
}

const maximumRecipients = 100;
/** All messages that are being received and stored may take so much memory together. */
const maximumBytesInFlight = 512 * 1024 * 1024;

/**
 * Takes mail over by SMTP from MX or forwarding (B2). It answers 250 only after the message is committed, together
 * with the job that reads it; 451 where the database or its disk fails, so that the sender keeps it. It takes mail
 * for the addresses of its tenants and nobody else: no relay, no AUTH. The bytes are kept as they came; envelope and
 * client go into the mail's origin.
 */
export async function startSmtpListener(settings: SmtpListenerSettings): Promise<SmtpListener> {
  const { db, log, limits = usualLimits } = settings;
  const size = settings.maximumMessageBytes ?? usualMaximumMessageBytes;
  const directory = openRecipientDirectory(db);
  const findRelay = openRelays(settings.relays ?? []);
  /** Relays that have connected, as the library wants them: they may say by XFORWARD whose mail they bring. */
  const seenRelays: string[] = [];
  const gate = openClientGate<SMTPServerSession>(limits);
  const timers = new WeakMap<SMTPServerSession, NodeJS.Timeout>();
  const memory = openReceivingMemory(maximumBytesInFlight, size);

  function admit(session: SMTPServerSession): Promise<void> {
    const address = session.remoteAddress;
    const isRelay = findRelay(address) !== null;
    gate.admit(session, address, isRelay);
    if (isRelay && !seenRelays.includes(address)) seenRelays.push(address);
    return Promise.resolve();
  }

  async function checkRecipient(address: string, session: SMTPServerSession): Promise<void> {
    const refuse = (code: number, text: string): never => {
      gate.countRefusal(session);
      throw new SmtpRefusal(code, text);
    };
    if (!/^[^\s@]+@[^\s@]+$/.test(address)) refuse(553, '5.1.3 not an address');
    const tenants = await directory.findTenants(address).catch((error: unknown) => {
      log.error({ err: error }, 'a recipient could not be looked up');
      throw new SmtpRefusal(451, '4.3.0 the directory cannot be read at present; try again later');
    });
    if (tenants.length === 0) refuse(550, '5.1.1 no such address here, and no mail is relayed');
  }

  function takeOver(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<string> {
    return readMessage(stream, size, memory, (raw) => keep(raw, session));
  }

  async function keep(raw: Buffer, session: SMTPServerSession): Promise<string> {
    checkMessage(raw);
    try {
      const mails = await storeMessage({ db, directory, findRelay }, raw, session);
      log.info({ mails, bytes: raw.length, client: session.remoteAddress }, 'took a mail over by SMTP');
      return `2.6.0 kept as ${mails.join(', ')}`;
    } catch (error) {
      if (error instanceof SmtpRefusal) throw error;
      log.error({ err: error }, 'a mail could not be stored; its sender was asked to try again');
      throw new SmtpRefusal(
        451,
        isDiskFull(error)
          ? '4.3.1 no room to keep the message; try again later'
          : '4.3.0 the message could not be kept; try again later',
      );
    }
  }

  function createServer(secure: boolean): SMTPServer {
    const server = new SMTPServer({
      secure,
      key: settings.certificate.key,
      cert: settings.certificate.certificate,
      minVersion: 'TLSv1.2',
      name: settings.name ?? os.hostname(),
      banner: 'Postroom',
      size,
      authOptional: true,
      disabledCommands: ['AUTH'],
      disableReverseLookup: true,
      useXForward: seenRelays,
      maxClients: limits.connections,
      maxRecipients: maximumRecipients,
      socketTimeout: limits.idleMilliseconds,
      closeTimeout: 5_000,
      logger: false,
      onConnect(session, callback) {
        timers.set(session, setTimeout(() => endLate(server, session), limits.totalMilliseconds).unref());
        void answer(Promise.resolve(session).then(admit), callback);
      },
      onClose(session) {
        gate.release(session);
        clearTimeout(timers.get(session));
      },
      onRcptTo: ({ address }, session, callback) => void answer(checkRecipient(address, session), callback),
      onData: (stream, session, callback) => void answer(takeOver(stream, session), callback),
    });
    // A client that hangs up or speaks no TLS is no failure of ours.
    server.on('error', (error) => log.debug({ err: error }, 'a connection to the listener failed'));
    return server;
  }

  const places = [{ host: settings.host, port: settings.port, secure: false }];
  if (settings.tls) places.push({ ...settings.tls, secure: true });
  const servers: { readonly server: SMTPServer; readonly port: number }[] = [];
  const close = () =>
    Promise.all(
      servers.map(({ server }) => new Promise<void>((resolve) => server.close(() => resolve()))),
    ).then(() => undefined);
  try {
    for (const place of places) {
      const server = createServer(place.secure);
      servers.push({ server, port: await listen(server, place) });
    }
  } catch (error) {
    await close();
    throw error;
  }

  const stopping = new AbortController();
  const { certificateFiles } = settings;
  const following = certificateFiles
    ? followCertificate(
        certificateFiles,
        settings.certificate,
        ({ key, certificate }) => {
          for (const { server } of servers) server.updateSecureContext({ key, cert: certificate });
        },
        { log, signal: stopping.signal, ...certificateFiles },
      )
    : Promise.resolve();
  return {
    port: servers[0]?.port ?? settings.port,
    tlsPort: servers[1]?.port ?? null,
    async stop() {
      stopping.abort();
      await Promise.all([following, close()]);
    },
  };
}

/** Ends a connection that has lasted too long, whatever it is at: an honest client comes again. */
function endLate(server: SMTPServer, { id }: SMTPServerSession): void {
  const connection = [...server.connections].find((one) => one.id === id);
  connection?.send(421, '4.4.2 the connection has lasted too long');
}

/** The library's callback, once the work has ended well or badly. */
async function answer<T>(
  work: Promise<T>,
  callback: (error?: Error | null, value?: T) => void,
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
