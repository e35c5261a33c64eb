import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { SMTPServer } from 'smtp-server';
import type { SMTPServerDataStream } from 'smtp-server';
import { startSinkPage } from './sink-page.ts';

export interface Sink {
  /** On 127.0.0.1, without TLS and sign-in. */
  readonly smtpPort: number;
  /** The page that lists what arrived. */
  readonly url: string;
  stop(): Promise<void>;
}

const largestMail = 100 * 1024 * 1024;

/**
 * Where the mail of the demonstration ends up: an SMTP server on this machine that keeps every mail as `.eml` in
 * `folder`, byte by byte as it came, and a page on a port of its own that lists them. A mail is acknowledged once it is
 * safely on the disk; a full disk is answered with 452, so that the sender tries again.
 */
export async function startSink(settings: {
  readonly folder: string;
  readonly signal?: AbortSignal;
}): Promise<Sink> {
  settings.signal?.throwIfAborted();
  await mkdir(settings.folder, { recursive: true });
  const smtp = new SMTPServer({
    banner: 'Postroom demonstration sink',
    disabledCommands: ['AUTH', 'STARTTLS'],
    size: largestMail,
    // Nothing is looked up: the sink is on this machine and so are its clients.
    disableReverseLookup: true,
    closeTimeout: 500,
    onData: (stream, _session, callback) => {
      void keep(settings.folder, stream, callback);
    },
  });
  // A client that breaks off is no accident.
  smtp.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    smtp.server.once('error', reject);
    smtp.listen(0, '127.0.0.1', resolve);
  });
  const { port: smtpPort } = smtp.server.address() as AddressInfo;
  const page = await startSinkPage(settings.folder);

  let stopping: Promise<void> | null = null;
  const stop = (): Promise<void> => {
    stopping ??= (async () => {
      settings.signal?.removeEventListener('abort', onAbort);
      await Promise.all([page.stop(), new Promise<void>((resolve) => smtp.close(() => resolve()))]);
    })();
    return stopping;
  };
  const onAbort = (): void => void stop();
  settings.signal?.addEventListener('abort', onAbort, { once: true });
  return { smtpPort, url: page.url, stop };
}

/** Never fails: what went wrong is the answer to the client. */
async function keep(
  folder: string,
  stream: SMTPServerDataStream & Readable,
  answer: (error: Error | null, message?: string) => void,
): Promise<void> {
  try {
    await store(folder, stream);
    answer(null, 'Kept in the demonstration sink');
  } catch (error) {
    answer(answerTo(error));
  }
}

class TooLarge extends Error {}

async function store(folder: string, stream: SMTPServerDataStream & Readable): Promise<void> {
  const name = `${new Date().toISOString().replace(/[:.]/g, '-')}-${randomBytes(3).toString('hex')}`;
  const part = join(folder, `.${name}.part`);
  const file = await open(part, 'wx');
  try {
    try {
      for await (const chunk of stream) await file.appendFile(chunk as Uint8Array);
      if (stream.sizeExceeded) throw new TooLarge('the mail is too large');
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, join(folder, `${name}.eml`));
    await syncFolder(folder);
  } catch (error) {
    await rm(part, { force: true });
    // Read to its end, or the client would never see the answer.
    stream.resume();
    throw error;
  }
}

/** The name is durable only once its folder is; Windows knows no such thing. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function answerTo(error: unknown): Error & { responseCode: number } {
  const responseCode = error instanceof TooLarge ? 552 : 452;
  const reason = error instanceof Error ? error.message : String(error);
  return Object.assign(new Error(reason.replace(/[\r\n]+/g, ' ')), { responseCode });
}
