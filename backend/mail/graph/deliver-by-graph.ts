import { setTimeout as delay } from 'node:timers/promises';
import type { GraphSender } from '../../../contract/domain/mail-server.ts';
import { ConnectionFailure } from '../connection-problem.ts';
import type { Deliver, Delivery } from '../outbox/delivery.ts';
import { type GraphClient, openGraphClient } from './graph-client.ts';
import { hasLeft, prepareDraft, removeDraft, TooLargeForGraph } from './graph-draft.ts';
import { findByMessageId, isAmongSent } from './find-by-message-id.ts';
import { GraphRefusal } from './graph-refusal.ts';

/** A sender has other mails to send meanwhile. */
const patience = 10_000;
/** When to look whether a mail has left of which Microsoft did not say so, in milliseconds after one another. */
const looks = [0, 1_000, 4_000];

const foundSent: Delivery = { outcome: 'taken', words: 'found among the sent mails', refused: [] };

/**
 * Hands one message to a mailbox of Microsoft Graph: as a draft first, which nobody gets, and then by the one request
 * that sends it. The draft keeps its id when it is sent, so that where no answer comes to that request the mailbox can
 * tell; only where it cannot is the delivery `unknown`. The envelope's sender is the mailbox.
 */
export const deliverByGraph: Deliver<GraphSender> = async (
  server,
  credentials,
  parcel,
  beforeHandOver,
  { log } = {},
): Promise<Delivery> => {
  await using client = openGraphClient(server, credentials, { patience, ...(log ? { log } : {}) });
  const left: { draft: string | null } = { draft: null };
  let draft: string | null;
  try {
    const isFirst = (parcel.number ?? 1) === 1;
    // What an earlier attempt has left behind must not be sent by hand later.
    if (!isFirst) await removeEarlier(client, parcel.messageId);
    // Somebody has had an uncertain mail sent again; where it can be known, it is.
    const wasSent = !isFirst && (await isAmongSent(client, parcel.messageId));
    const noteDraft = (id: string): void => {
      left.draft = id;
    };
    draft = wasSent ? null : await prepareDraft(client, parcel, noteDraft);
  } catch (error) {
    await tidyUp(client, left.draft);
    return judgeRefusal(error);
  }
  try {
    await beforeHandOver();
  } catch (error) {
    await tidyUp(client, draft);
    return { outcome: 'interrupted', error };
  }
  if (draft === null) return foundSent;
  try {
    const words = await client.ask(
      { method: 'POST', path: `/messages/${encodeURIComponent(draft)}/send`, permission: 'Mail.Send' },
      async (answer) => {
        // Accepted with the head of the answer, whatever becomes of the rest.
        await answer.arrayBuffer().catch(() => undefined);
        return `${answer.status} ${answer.headers.get('request-id') ?? ''}`.trim();
      },
    );
    return { outcome: 'taken', words, refused: [] };
  } catch (error) {
    if (isAnswered(error)) {
      // A mail that was taken by a request that was answered as busy, and made again, is no draft any more.
      if (await hasLeft(client, draft).catch(() => false)) return foundSent;
      await tidyUp(client, draft);
      return judgeRefusal(error);
    }
    return (await lookLater(client, draft)) ? foundSent : { outcome: 'unknown', error };
  }
};

async function removeEarlier(client: GraphClient, messageId: string): Promise<void> {
  for (const { id, isDraft } of await findByMessageId(client, 'drafts', messageId)) {
    if (isDraft !== false) await removeDraft(client, id);
  }
}

/** A draft that stays behind harms nobody, and the next attempt removes it. */
async function tidyUp(client: GraphClient, draft: string | null): Promise<void> {
  if (draft !== null) await removeDraft(client, draft).catch(() => undefined);
}

/** Of a connection that never came about. */
const neverConnected = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/**
 * True if the mail is surely not sent: Microsoft has said so, or was never asked. After an error of Microsoft's own, or
 * where the draft is gone, it may be on its way all the same.
 */
function isAnswered(error: unknown): boolean {
  if (error instanceof GraphRefusal) {
    const { status, problem } = error;
    return problem.retryAt !== undefined || (status < 500 && status !== 404 && status !== 408);
  }
  if (error instanceof ConnectionFailure) return true;
  return error instanceof Error && 'code' in error && neverConnected.has(String(error.code));
}

async function lookLater(client: GraphClient, draft: string): Promise<boolean> {
  for (const pause of looks) {
    await delay(pause);
    if (await hasLeft(client, draft).catch(() => false)) return true;
  }
  return false;
}

/** Of an answer that speaks of this mail, not of the mailbox or the application: it will be the same again. */
function isAboutMail({ status, code, problem }: GraphRefusal): boolean {
  return (
    (!problem.lasting && [400, 413, 422].includes(status)) ||
    /^Error(SendAsDenied|SendOnBehalf\w*|InvalidRecipients|MessageSizeExceeded|InvalidMimeContent)/i.test(
      code,
    )
  );
}

function judgeRefusal(error: unknown): Delivery {
  if (error instanceof TooLargeForGraph) return { outcome: 'refused', words: error.message };
  if (error instanceof GraphRefusal && isAboutMail(error))
    return { outcome: 'refused', words: `${error.code}: ${error.words}` };
  return { outcome: 'deferred', error };
}
