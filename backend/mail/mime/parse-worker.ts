import type { ReadLimits } from './mail-content.ts';
import { type ReadOutcome, tryReadMail } from './read-mail.ts';

/** What the reader hands to a process. */
export interface ReadRequest {
  readonly raw: Uint8Array;
  readonly limits: ReadLimits;
}

/** What a process says: first that it is ready, then one outcome for each request. */
export type WorkerMessage = { readonly state: 'ready' } | ReadOutcome;

function say(message: WorkerMessage): void {
  process.send?.(message);
}

process.on('message', ({ raw, limits }: ReadRequest) => {
  say(tryReadMail(raw, limits));
});
// It ends with the reader, which may have to finish what it is at when the whole group is told to stop.
process.on('disconnect', () => process.exit(0));
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
say({ state: 'ready' });
