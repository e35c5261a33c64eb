import { z } from 'zod';
import { automaticMail, automaticMailId } from '../domain/automatic-mail.ts';
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
