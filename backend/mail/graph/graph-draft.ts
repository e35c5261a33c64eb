import { z } from 'zod';
import type { Parcel } from '../outbox/delivery.ts';
import type { GraphClient } from './graph-client.ts';
import { GraphRefusal } from './graph-refusal.ts';
import { takeOutFiles } from './take-out-files.ts';
import { uploadFile } from './upload-file.ts';

/** Microsoft Graph takes requests of 4 MB, and MIME only in base64, which is longer by a third. */
const largestMime = 3 * 1024 * 1024 - 64 * 1024;

const recipient = z.object({ emailAddress: z.looseObject({ address: z.string().default('') }) });
const recipients = z.array(recipient).default([]);

const draft = z.object({
  id: z.string().min(1),
  internetMessageId: z.string().nullish(),
  toRecipients: recipients,
  ccRecipients: recipients,
  bccRecipients: recipients,
});
type Draft = z.infer<typeof draft>;

/** The mail cannot be handed over by Microsoft Graph, whenever it is tried. */
export class TooLargeForGraph extends Error {
  override readonly name = 'TooLargeForGraph';
  constructor() {
    super('the text of the mail is larger than the 3 MB that Microsoft Graph takes');
  }
}

/**
 * Puts the mail into the mailbox's Drafts, ready to be sent to exactly the envelope's recipients.
 * @param onCreated told the draft's id as soon as there is one, so that it can be removed should the rest fail
 * @returns its id, which stays the same when it is sent
 */
export async function prepareDraft(
  client: GraphClient,
  parcel: Parcel,
  onCreated: (id: string) => void,
): Promise<string> {
  const mail = takeOutFiles(parcel.raw, largestMime);
  if (mail === null) throw new TooLargeForGraph();
  const created = await client.askJson(
    {
      method: 'POST',
      path: '/messages',
      headers: { 'content-type': 'text/plain' },
      body: mail.raw.toString('base64'),
      permission: 'Mail.ReadWrite',
    },
    draft,
  );
  onCreated(created.id);
  const changes = adjust(created, parcel);
  if (Object.keys(changes).length > 0) {
    await client.ask(
      {
        method: 'PATCH',
        path: `/messages/${encodeURIComponent(created.id)}`,
        json: changes,
        permission: 'Mail.ReadWrite',
        prefer: 'return=minimal',
      },
      drain,
    );
  }
  for (const file of mail.files) await uploadFile(client, created.id, file);
  return created.id;
}

/**
 * What must be changed so that the draft goes where the envelope says: Microsoft Graph knows none, and sends to all
 * whom a mail names. Who is in the envelope and not in the header gets a blind copy; who is in the header only, nothing.
 */
function adjust(created: Draft, { to, messageId, envelopeId }: Parcel): Record<string, unknown> {
  const wanted = new Map(to.map((address) => [address.toLowerCase(), address]));
  const inEnvelope = ({ emailAddress }: Draft['toRecipients'][number]): boolean =>
    wanted.delete(emailAddress.address.toLowerCase());
  const toRecipients = created.toRecipients.filter(inEnvelope);
  const ccRecipients = created.ccRecipients.filter(inEnvelope);
  const bccRecipients = [...wanted.values()].map((address) => ({ emailAddress: { address } }));
  const named = new Set(created.bccRecipients.map(({ emailAddress }) => emailAddress.address.toLowerCase()));
  const sameBlind = named.size === wanted.size && [...wanted.keys()].every((address) => named.has(address));
  return {
    ...(toRecipients.length === created.toRecipients.length ? {} : { toRecipients }),
    ...(ccRecipients.length === created.ccRecipients.length ? {} : { ccRecipients }),
    ...(sameBlind ? {} : { bccRecipients }),
    ...(created.internetMessageId === messageId ? {} : { internetMessageId: messageId }),
    ...(envelopeId === null || envelopeId === undefined ? {} : { isDeliveryReceiptRequested: true }),
  };
}

/** Removes a draft that is not sent; one that is gone is well. */
export async function removeDraft(client: GraphClient, id: string): Promise<void> {
  await client
    .ask(
      { method: 'DELETE', path: `/messages/${encodeURIComponent(id)}`, permission: 'Mail.ReadWrite' },
      drain,
    )
    .catch((error: unknown) => {
      if (!(error instanceof GraphRefusal && error.status === 404)) throw error;
    });
}

const state = z.object({ isDraft: z.boolean() });

/** True if the mail has left its draft; false while it has not, or where it is in neither place at the moment. */
export async function hasLeft(client: GraphClient, id: string): Promise<boolean> {
  const path = `/messages/${encodeURIComponent(id)}?$select=isDraft`;
  try {
    return !(await client.askJson({ path, permission: 'Mail.Read' }, state)).isDraft;
  } catch (error) {
    if (error instanceof GraphRefusal && error.status === 404) return false;
    throw error;
  }
}

async function drain(answer: Response): Promise<void> {
  await answer.arrayBuffer();
}
