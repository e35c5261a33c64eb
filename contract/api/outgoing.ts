import { z } from 'zod';
import { draft } from '../domain/draft.ts';
import { outgoingId } from '../domain/ids.ts';
import { outgoing } from '../domain/outgoing.ts';
import { operation } from '../operation.ts';

export const listOutgoing = operation({
  method: 'GET',
  path: '/api/outgoing',
  summary:
    'What I sent that needs me or is under way: queued, sending, rejected, uncertain. Team leads see their groups',
  access: 'agent',
  input: z.object({}),
  output: z.object({ outgoing: z.array(outgoing) }),
  errors: [],
});

export const undoSend = operation({
  method: 'POST',
  path: '/api/outgoing/{id}/undo',
  summary: 'Withdraw before the undo time has passed; the draft and the interaction are open again',
  access: 'agent',
  input: z.object({ id: outgoingId }),
  output: draft,
  errors: ['not-found', 'already-sent'],
});

export const resolveOutgoing = operation({
  method: 'POST',
  path: '/api/outgoing/{id}/resolve',
  summary: 'A person decides on an uncertain or rejected mail: it arrived, send it again, or give it up',
  access: 'agent',
  input: z.object({ id: outgoingId, decision: z.enum(['arrived', 'send-again', 'give-up']) }),
  output: outgoing,
  errors: ['not-found', 'state-conflict'],
});
