import type { Jobs } from '../../db/jobs.ts';
import { startOutgoingRecovery } from './recover-outgoing.ts';
import { type SendTools, sendOutgoing } from './send-outgoing.ts';
import { storeSentCopy } from './sent-copy.ts';

/** How many mails are sent at a time by one backend. */
const sendsAtOnce = 4;
const copiesAtOnce = 2;

/**
 * Works on the outbox: takes up what was interrupted, then sends what is queued and stores the copies. Jobs that run
 * at the stop are waited for by the jobs themselves; the servers they talk to, only seconds more.
 */
export async function startMailOut(
  tools: SendTools & { readonly jobs: Jobs },
): Promise<{ readonly stop: () => Promise<void> }> {
  const recovery = startOutgoingRecovery(tools);
  const stopping = new AbortController();
  await tools.jobs.work('send', sendsAtOnce, (data) =>
    sendOutgoing({ ...tools, stopping: stopping.signal }, data),
  );
  await tools.jobs.work('sent-copy', copiesAtOnce, (data) => storeSentCopy(tools, data));
  return {
    async stop() {
      stopping.abort();
      await recovery.stop();
    },
  };
}
