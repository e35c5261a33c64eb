import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { SmtpServer } from '../../../contract/domain/mail-server.ts';
import type { Deliver, Delivery, Parcel, RefusedRecipient } from '../outbox/delivery.ts';
import { openProtocolLog, smtpLogger } from '../protocol-log.ts';
import { isAscii, offersUtf8, writeEnvelope } from './smtp-envelope.ts';
import { answerMilliseconds, describeSmtp, openSmtpTunnel } from './smtp-settings.ts';
import { describeSmtpSignIn } from './smtp-sign-in.ts';

/** Hands one message to an SMTP server; all but the end of its bytes leaves before `beforeHandOver`. */
export const deliverBySmtp: Deliver<SmtpServer> = async (
  server,
  credentials,
  parcel,
  beforeHandOver,
  { log, stopping } = {},
): Promise<Delivery> => {
  const signIn = describeSmtpSignIn(credentials);
  const { beyondAscii, meant, ...addresses } = writeEnvelope(parcel);
  let tunnel: Socket | null;
  try {
    // Before the server waits for it: an authority may take longer than it has patience.
    await credentials.tokens?.getToken();
    tunnel = await openSmtpTunnel(server, credentials);
  } catch (error) {
    return { outcome: 'deferred', error };
  }
  const protocol = openProtocolLog(server, log, server.host);
  const connection = new SMTPConnection({
    ...describeSmtp(server, credentials),
    ...(tunnel ? { connection: tunnel } : {}),
    ...(signIn ? { customAuth: signIn.customAuth } : {}),
    logger: smtpLogger(protocol),
    transactionLog: protocol !== null,
  });
  const patience = openPatience(() => connection.close(), stopping);
  const during = watchSteps(connection, patience.over);
  let finishing = false;
  let interrupted = false;

  async function* readParcel(): AsyncGenerator<Buffer> {
    for (let from = 0; from < parcel.raw.length; from += 65_536) {
      patience.await(server.protocolTimeoutSeconds * 1000);
      yield parcel.raw.subarray(from, from + 65_536);
    }
    try {
      await beforeHandOver();
    } catch (error) {
      interrupted = true;
      throw error;
    }
    finishing = true;
    patience.await(Math.max(server.protocolTimeoutSeconds * 1000, answerMilliseconds));
  }

  try {
    patience.await(server.connectTimeoutSeconds * 2000);
    await during((done) => connection.connect((error) => done(error)));
    if (beyondAscii.length > 0 && !offersUtf8(connection.lastServerResponse)) {
      connection.quit();
      return { outcome: 'refused', words: sayBeyondAscii(beyondAscii) };
    }
    patience.await(server.protocolTimeoutSeconds * 1000);
    if (signIn) await during((done) => connection.login(signIn.login, (error) => done(error)));
    const envelope = {
      from: addresses.from,
      to: [...addresses.to],
      size: parcel.raw.length,
      use8BitMime: parcel.raw.some((byte) => byte > 0x7f),
      ...requestReports(parcel.envelopeId, addresses.to),
    };
    const bytes = Readable.from(readParcel(), { objectMode: false });
    const info = await during<SMTPConnection.SentMessageInfo>((done) =>
      connection.send(envelope, bytes, done),
    );
    connection.quit();
    return {
      outcome: 'taken',
      words: info.response,
      refused: (info.rejectedErrors ?? []).map((error) => describeRefused(error, meant)),
    };
  } catch (error) {
    connection.close();
    return interrupted ? { outcome: 'interrupted', error } : judgeFailure(error, finishing);
  } finally {
    patience.end();
  }
};

/** Left out by the library where the server does not offer DSN. */
function requestReports(
  envelopeId: Parcel['envelopeId'],
  to: readonly string[],
): Pick<SMTPConnection.Envelope, 'dsn'> {
  if (envelopeId === null || envelopeId === undefined) return {};
  const [only] = to;
  return {
    dsn: {
      id: envelopeId,
      ret: 'HDRS',
      notify: ['SUCCESS', 'FAILURE', 'DELAY'],
      // The library would name the same original recipient for all.
      ...(to.length === 1 && only !== undefined && isAscii(only) ? { recipient: `rfc822;${only}` } : {}),
    },
  };
}

function sayBeyondAscii(addresses: readonly string[]): string {
  return `${addresses.join(', ')}: the part before the @ is not in ASCII, which needs a server with SMTPUTF8, and this one has not`;
}

/** After the last bytes only an answer says that nobody has got the message; silence says nothing. */
function judgeFailure(error: unknown, finishing: boolean): Delivery {
  const { code, words } = readAnswer(error);
  if (code === null) return finishing ? { outcome: 'unknown', error } : { outcome: 'deferred', error };
  // 503 tells of a confused session, not of the message. 535 and its like are for an administrator to mend.
  const lasting = code >= 500 && code !== 503 && !isSignIn(error);
  return lasting ? { outcome: 'refused', words } : { outcome: 'deferred', error };
}

function isSignIn(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EAUTH' || error.code === 'ETLS');
}

function readAnswer(error: unknown): { readonly code: number | null; readonly words: string } {
  const known = (error ?? {}) as {
    readonly responseCode?: unknown;
    readonly response?: unknown;
    readonly code?: unknown;
  };
  const words =
    typeof known.response === 'string' ? known.response.replaceAll(/\s+/g, ' ').slice(0, 500) : '';
  if (typeof known.responseCode === 'number') return { code: known.responseCode, words };
  // Said by nodemailer itself, from what the server has announced.
  if (known.code === 'EMESSAGE' && error instanceof Error) return { code: 552, words: error.message };
  return { code: null, words };
}

function describeRefused(
  error: SMTPConnection.SMTPError,
  meant: (recipient: string) => string,
): RefusedRecipient {
  const { code, words } = readAnswer(error);
  const address = 'recipient' in error && typeof error.recipient === 'string' ? error.recipient : '';
  return { address: meant(address), lasting: code !== null && code >= 500, words };
}

type Done<T> = (error?: Error | null, value?: T) => void;

/** Runs the library's steps one by one; each ends with its own answer or with whatever broke the connection. */
function watchSteps(connection: SMTPConnection, over: Promise<never>) {
  const { promise: broken, reject: breakOff } = Promise.withResolvers<never>();
  broken.catch(() => undefined);
  connection.on('error', breakOff);
  // Later than the error and the answer that it may come with.
  connection.once('end', () => setImmediate(() => breakOff(new Error('the server closed the connection'))));
  return async <T = void>(step: (done: Done<T>) => void): Promise<T> => {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    step((error, value) => (error ? reject(error) : resolve(value as T)));
    return Promise.race([promise, broken, over]);
  };
}

interface Patience {
  /** From now on, so many milliseconds. */
  readonly await: (milliseconds: number) => void;
  /** Rejects when it has run out. */
  readonly over: Promise<never>;
  readonly end: () => void;
}

/** How long a backend that is told to end still waits for a server's answer, in milliseconds. */
const lastPatience = 5_000;

function openPatience(cut: () => void, stopping?: AbortSignal): Patience {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => undefined);
  let timer: NodeJS.Timeout | undefined;
  let until = Infinity;
  let isOver = false;
  function wait(milliseconds: number): void {
    clearTimeout(timer);
    // Who reads the parcel may come to its end after the connection has broken; nobody waits for an answer then.
    if (isOver) return;
    until = Date.now() + milliseconds;
    timer = setTimeout(() => {
      const why = stopping?.aborted
        ? 'Postroom was ended before the server answered'
        : 'the server fell silent';
      reject(Object.assign(new Error(why), { code: 'ETIMEDOUT' }));
      cut();
    }, milliseconds);
  }
  const hurry = (): void => wait(Math.min(until - Date.now(), lastPatience));
  stopping?.addEventListener('abort', hurry);
  return {
    await: (milliseconds) => wait(stopping?.aborted ? Math.min(milliseconds, lastPatience) : milliseconds),
    over: promise,
    end() {
      isOver = true;
      clearTimeout(timer);
      stopping?.removeEventListener('abort', hurry);
    },
  };
}
