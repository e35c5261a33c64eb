import { listOutgoing } from '../replies/list-outgoing.ts';
import { resolveOutgoing } from '../replies/resolve-outgoing.ts';
import { undoSend } from '../replies/undo-send.ts';
import type { HandlerOptions, Handlers } from './handler.ts';

type Names = Extract<keyof Handlers, `outgoing.${string}`>;

export function outgoingHandlers({ db }: HandlerOptions): Pick<Handlers, Names> {
  return {
    'outgoing.list': async (_input, { viewer }) => ({ outgoing: await listOutgoing(db, viewer) }),
    'outgoing.undo': ({ id }, { viewer }) => undoSend(db, viewer, id),
    'outgoing.resolve': ({ id, decision }, { viewer }) => resolveOutgoing(db, viewer, id, decision),
  };
}
