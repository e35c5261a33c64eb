import { setTimeout as delay } from 'node:timers/promises';
import type { EwsSender } from '../../../contract/domain/mail-server.ts';
import { ConnectionFailure } from '../connection-problem.ts';
import type { Deliver, Delivery } from '../outbox/delivery.ts';
import { compareRecipients, createMessage } from './create-message.ts';
import { mailboxOf } from './ews-account.ts';
import { type EwsClient, openEwsClient, UnreadableAnswer } from './ews-client.ts';
import { openFolder } from './ews-folder.ts';
import { EwsRefusal } from './ews-refusal.ts';
import { isAmongSent } from './find-sent.ts';

/** A sender has other mails to send meanwhile. */
const patience = 10_000;
/** When to look whether a mail was sent of which Exchange did not say so, in milliseconds after one another. */
const looks = [0, 1_000, 4_000];
const foundSent: Delivery = { outcome: 'taken', words: 'found among the sent mails', refused: [] };

/**
 * Hands one message to a mailbox by Exchange Web Services, by one request that is made once. What can go wrong before is
 * found out before: the mailbox is signed in to, and its sent mails are looked for. Where no answer comes to the request
 * they can tell; only where they do not is the delivery `unknown`. The envelope's sender is the mailbox.
 */
export const deliverByEws: Deliver<EwsSender> = async (
  server,
  credentials,
  parcel,
  beforeHandOver,
  { log } = {},
): Promise<Delivery> => {
  const { blind, uncalled } = compareRecipients(parcel);
  if (uncalled.length > 0) return { outcome: 'refused', words: sayUncalled(uncalled) };
  await using client = openEwsClient(server, credentials, { patience, ...(log ? { log } : {}) });
  let sentItems: string;
  let wasSent: boolean;
  try {
    sentItems = (await openFolder(client, 'sentitems', mailboxOf(server))).id;
    // Somebody has had an uncertain mail sent again; where it can be known, it is.
    wasSent = (parcel.number ?? 1) > 1 && (await isAmongSent(client, sentItems, parcel.messageId));
  } catch (error) {
    return { outcome: 'deferred', error };
  }
  try {
    await beforeHandOver();
  } catch (error) {
    return { outcome: 'interrupted', error };
  }
  if (wasSent) return foundSent;
  try {
    const [response] = await client.ask(createMessage(parcel, blind), { tries: 1 });
    if (response?.error) throw client.refusalOf(response.error);
    return { outcome: 'taken', words: 'sent, and kept among the sent mails', refused: [] };
  } catch (error) {
    const delivery = judgeFailure(error);
    return delivery.outcome === 'unknown' && (await lookLater(client, sentItems, parcel.messageId))
      ? foundSent
      : delivery;
  }
};

function sayUncalled(addresses: readonly string[]): string {
  return `The header names ${addresses.join(', ')}, who shall not get the mail; Exchange sends to all whom a header names. Such mail is not sent.`;
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

/** Exchange has broken off and does not say where. */
const unclear = /^Error(InternalServerError|TimeoutExpired|BatchProcessingStopped|ProxyCallFailed)$/;
/** Of the server or the account, not of this mail: it may be otherwise later. */
const passing =
  /^Error(\w*Transient\w*|\w*Unavailable|\w*(Move|Failover)\w*|AD\w+|InsufficientResources|NotEnoughMemory|ConnectionFailed|SubmissionQuotaExceeded|SavedItemFolderNotFound|FolderNotFound)$/;

function judgeFailure(error: unknown): Delivery {
  if (error instanceof EwsRefusal) return judgeRefusal(error);
  // What answered may be what stands before an Exchange that has taken the mail.
  if (error instanceof UnreadableAnswer) return { outcome: 'unknown', error };
  if (error instanceof ConnectionFailure) return { outcome: 'deferred', error };
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return { outcome: neverConnected.has(code) ? 'deferred' : 'unknown', error };
}

function judgeRefusal(error: EwsRefusal): Delivery {
  const { code, status, words, problem } = error;
  if (problem.retryAt) return { outcome: 'deferred', error };
  if (status === 413) return { outcome: 'refused', words: `the mail is too large for ${words}` };
  if (code === '') return { outcome: status >= 500 || status === 408 ? 'unknown' : 'deferred', error };
  if (unclear.test(code)) return { outcome: 'unknown', error };
  // Lasting is what somebody must mend at the account; the mail waits for it.
  if (problem.lasting || passing.test(code)) return { outcome: 'deferred', error };
  return { outcome: 'refused', words: `${code}: ${words}` };
}

async function lookLater(client: EwsClient, sentItems: string, messageId: string): Promise<boolean> {
  for (const pause of looks) {
    await delay(pause);
    if (await isAmongSent(client, sentItems, messageId).catch(() => false)) return true;
  }
  return false;
}
