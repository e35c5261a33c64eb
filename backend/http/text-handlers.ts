import { attachResponseFiles } from '../replies/attach-response-files.ts';
import { fillResponse, fillTemplate, listResponses, listTemplates } from '../replies/fill.ts';
import type { HandlerOptions, Handlers } from './handler.ts';

type Names = Extract<keyof Handlers, `templates.${string}` | `responses.${string}`>;

export function textHandlers({ db }: HandlerOptions): Pick<Handlers, Names> {
  return {
    'templates.list': async (_input, { viewer }) => ({ templates: await listTemplates(db, viewer) }),
    'templates.fill': ({ id, draftId }, { viewer }) => fillTemplate(db, viewer, id, draftId),
    'responses.list': async ({ group, culture }, { viewer }) => ({
      root: await listResponses(db, viewer, group, culture),
    }),
    'responses.fill': ({ group, response, draftId }, { viewer }) =>
      fillResponse(db, viewer, group, response, draftId),
    'responses.attach': async ({ group, response, draftId }, { viewer }) => ({
      attachments: await attachResponseFiles(db, viewer, group, response, draftId),
    }),
  };
}
