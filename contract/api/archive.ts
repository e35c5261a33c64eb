import { z } from 'zod';
import { archivedMail } from '../domain/archive.ts';
import { mailId } from '../domain/ids.ts';
import { message } from '../domain/message.ts';
import { operation } from '../operation.ts';

export const searchArchive = operation({
  method: 'GET',
  path: '/api/archive',
  summary:
    'Find sent and received mail of my groups by words, part of an address or number, in any language; newest first',
  access: 'agent',
  input: z.object({
    text: z.string().max(500),
    limit: z.coerce.number().int().min(1).max(200).default(50),
    before: mailId.optional(),
  }),
  output: z.object({ mails: z.array(archivedMail) }),
  errors: [],
});

export const readArchivedMail = operation({
  method: 'GET',
  path: '/api/archive/{id}',
  summary: 'One archived mail',
  access: 'agent',
  input: z.object({ id: mailId }),
  output: message,
  errors: ['not-found'],
});
