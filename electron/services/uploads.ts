import type { z } from 'zod';
import type { attachToDraft } from '../../contract/api/drafts.ts';
import type { HostEvent } from '../../contract/desktop.ts';
import { draftAttachment, type DraftAttachment } from '../../contract/domain/draft.ts';
import { ExpectedError } from '../../contract/error.ts';
import type { BackendClient } from './backend-client.ts';

type File = z.output<typeof attachToDraft.input>;

/** Files on their way from this host to a draft on the backend. */
export interface Uploads {
  /** Tells by events how far it has come. Fails with `cancelled` when it was, and then nothing is attached. */
  readonly attach: (key: string, file: File) => Promise<DraftAttachment>;
  /** Also of one that is still to come: a small call overtakes a large one. Nothing happens when it is through. */
  readonly cancel: (key: string) => void;
}

/** Bytes a millisecond: what is slower than this counts as not answering. */
const slowest = 16;
const patience = 60_000;
const mostEarly = 100;

export function createUploads(client: BackendClient, onEvent: (event: HostEvent) => void): Uploads {
  const cancels = new Map<string, () => void>();
  const early = new Set<string>();
  return {
    async attach(key, file) {
      if (early.delete(key)) throw cancelled(file.name);
      const total = file.bytes.length;
      const stop = new AbortController();
      let sent = 0;
      let isCancelled = false;
      cancels.set(key, () => {
        isCancelled = true;
        // Once all of it has left, the backend may have attached it: then its answer is awaited and the file taken off.
        if (sent < total) stop.abort();
      });
      try {
        const answer = await client.request('drafts.attach', file, {
          signal: stop.signal,
          timeout: Math.ceil(patience + total / slowest),
          onSent: (count) => {
            sent = count;
            onEvent({ type: 'upload', upload: key, sent, total });
          },
        });
        const attachment = draftAttachment.parse(answer);
        if (!isCancelled) return attachment;
        await client.request('drafts.detach', { id: file.id, attachment: attachment.id });
        throw cancelled(file.name);
      } finally {
        cancels.delete(key);
      }
    },
    cancel(key) {
      const stop = cancels.get(key);
      if (stop) stop();
      else early.add(key);
      for (const oldest of early) {
        if (early.size <= mostEarly) break;
        early.delete(oldest);
      }
    },
  };
}

function cancelled(name: string): ExpectedError {
  return new ExpectedError('cancelled', `attaching ${name} was cancelled`);
}
