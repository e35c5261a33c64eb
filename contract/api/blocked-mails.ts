import { z } from 'zod';
import { blockedMail } from '../domain/blocked-mail.ts';
import { mailId } from '../domain/ids.ts';
import { operation } from '../operation.ts';

export const listBlockedMails = operation({
  method: 'GET',
  path: '/api/blocked-mails',
  summary:
    'Mail of my groups that a blocked list keeps back, newest first; with released=true what was let through',
  access: 'team-lead',
  input: z.object({
    released: z.enum(['true', 'false']).default('false'),
    limit: z.coerce.number().int().min(1).max(200).default(50),
    before: mailId.optional(),
  }),
  output: z.object({ mails: z.array(blockedMail) }),
  errors: [],
});

export const releaseBlockedMail = operation({
  method: 'POST',
  path: '/api/blocked-mails/{mail}/release',
  summary: 'Let a mail through: it is queued at the place that it came at. Repeating it changes nothing more',
  access: 'team-lead',
  input: z.object({ mail: mailId }),
  output: blockedMail,
  errors: ['not-found'],
});
