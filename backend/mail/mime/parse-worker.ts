import { parentPort, workerData } from 'node:worker_threads';
import type { ReadLimits, ReadMail } from './mail-content.ts';
import { readMail } from './read-mail.ts';

/** What the reader hands to a worker. */
export interface ReadRequest {
  readonly raw: Uint8Array<ArrayBuffer>;
}

/** What a worker says: first that it is ready, then one mail for each request. */
export type WorkerMessage = { readonly state: 'ready' } | { readonly state: 'read'; readonly mail: ReadMail };

const limits = workerData as ReadLimits;

parentPort?.on('message', ({ raw }: ReadRequest) => {
  const mail = readMail(raw, limits);
  parentPort?.postMessage(
    { state: 'read', mail } satisfies WorkerMessage,
    mail.attachments.map((attachment) => attachment.bytes.buffer),
  );
});
parentPort?.postMessage({ state: 'ready' } satisfies WorkerMessage, []);
