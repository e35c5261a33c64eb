import { z } from 'zod';
import { ConnectionFailure } from '../connection-problem.ts';
import type { GraphClient } from './graph-client.ts';
import type { LargeFile } from './take-out-files.ts';

/** Of one request (https://learn.microsoft.com/graph/outlook-large-attachments). */
const rangeBytes = 3 * 1024 * 1024;

const session = z.object({ uploadUrl: z.url() });

/**
 * Attaches a file to a draft, range by range.
 * @throws GraphRefusal, ConnectionFailure or what the network throws
 */
export async function uploadFile(client: GraphClient, draftId: string, file: LargeFile): Promise<void> {
  const { name, type, bytes, contentId } = file;
  const { uploadUrl } = await client.askJson(
    {
      method: 'POST',
      path: `/messages/${encodeURIComponent(draftId)}/attachments/createUploadSession`,
      json: {
        AttachmentItem: {
          attachmentType: 'file',
          name,
          size: bytes.length,
          contentType: type,
          ...(contentId === null ? {} : { isInline: true, contentId }),
        },
      },
      permission: 'Mail.ReadWrite',
    },
    session,
  );
  for (let from = 0; from < bytes.length; from += rangeBytes) {
    const range = bytes.subarray(from, from + rangeBytes);
    // The address carries its own permission, and must not get our token.
    const answer = await client.fetch(uploadUrl, {
      method: 'PUT',
      headers: {
        'content-type': 'application/octet-stream',
        'content-range': `bytes ${from}-${from + range.length - 1}/${bytes.length}`,
      },
      body: Buffer.from(range),
      redirect: 'error',
    });
    await answer.arrayBuffer();
    if (!answer.ok) throw notTaken(uploadUrl, name, answer.status);
  }
}

function notTaken(address: string, name: string, status: number): ConnectionFailure {
  return new ConnectionFailure({
    step: 'mail',
    sentence: `${new URL(address).host} does not take the file ${name} (HTTP ${status}).`,
    mend: 'Postroom tries again; if it lasts, check how large files the mailbox may send.',
    lasting: false,
  });
}
