import { z } from 'zod';
import { automaticMail, transcriptError } from '../domain/automatic-mail.ts';
import { outgoingId, serviceGroupId, automaticMailId } from '../domain/ids.ts';
import { isHeaderSafe, mailAddress } from '../domain/mail-address.ts';
import { culture } from '../domain/scalars.ts';
import { operation } from '../operation.ts';

export const listAutomaticMails = operation({
  method: 'GET',
  path: '/api/automatic-mails',
  summary:
    'Automatic mails of my groups, newest first: what was suppressed and on what evidence, what was sent',
  access: 'team-lead',
  input: z.object({
    state: z.enum(['planned', 'sent', 'suppressed']).default('suppressed'),
    limit: z.coerce.number().int().min(1).max(200).default(50),
    before: automaticMailId.optional(),
  }),
  output: z.object({ mails: z.array(automaticMail) }),
  errors: [],
});

export const releaseAutomaticMail = operation({
  method: 'POST',
  path: '/api/automatic-mails/{id}/release',
  summary: 'Send a suppressed automatic mail in spite of the evidence',
  access: 'team-lead',
  input: z.object({ id: automaticMailId }),
  output: automaticMail,
  errors: ['not-found', 'state-conflict', 'bad-address'],
});

export const sendChatTranscript = operation({
  method: 'POST',
  path: '/api/chat-transcripts',
  summary:
    'Mail the transcript of a chat to the customer (G15). Repeating the call with the same reference gives the same answer and sends nothing more',
  access: 'administrator',
  input: z.object({
    /** The chat's name where it comes from, such as its session. */
    reference: z.string().min(1).max(200),
    /** Whose address it is sent from. */
    group: serviceGroupId,
    to: mailAddress,
    /** The chat server’s XML, `<chatTranscript>`. */
    transcript: z.string().max(8_000_000),
    /** Name of a template, with `[ChatTranscript]` or `<Genesys_Chat_Transcript>` where the conversation goes. */
    template: z.string().min(1),
    /** Default: what the chat was about. */
    subject: z
      .string()
      .max(500)
      .refine(isHeaderSafe, 'holds a line end or another control character')
      .optional(),
    /** Which version of the template, and of dates; default: the group’s. */
    culture: culture.optional(),
    /** The customer’s (IANA); default: what the transcript says, else the tenant’s. */
    timeZone: z.string().max(100).optional(),
  }),
  output: z.object({
    outgoingId,
    /** 30001: a timestamp pattern was not valid, and the default one was used. */
    errors: z.array(transcriptError),
  }),
  errors: [
    'not-found',
    /** `detail.error` is 30002 where the transcript cannot be read: nothing is sent. */
    'invalid-input',
    'bad-address',
    'no-sender-address',
  ],
});
