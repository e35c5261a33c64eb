import { z } from 'zod';
import { culture } from '../domain/scalars.ts';
import { draftAttachment } from '../domain/draft.ts';
import { draftId, serviceGroupId, templateId } from '../domain/ids.ts';
import { filledResponse, responseCategory } from '../domain/response.ts';
import { filledText, template } from '../domain/template.ts';
import { operation } from '../operation.ts';

export const listTemplates = operation({
  method: 'GET',
  path: '/api/templates',
  summary: "The tenant's e-mail templates",
  access: 'agent',
  input: z.object({}),
  output: z.object({ templates: z.array(template) }),
  errors: [],
});

export const fillTemplate = operation({
  method: 'POST',
  path: '/api/templates/{id}/fill',
  summary: "A template with its identifiers filled in for a draft, in the version for the draft's culture",
  access: 'agent',
  input: z.object({ id: templateId, draftId }),
  output: filledText,
  errors: ['not-found'],
});

export const listResponses = operation({
  method: 'GET',
  path: '/api/groups/{group}/responses',
  summary: "The group's response file as a tree; only what may be offered today",
  access: 'agent',
  /** `culture`: of the previews; the file's own where a response lacks it, or where none is asked for. */
  input: z.object({ group: serviceGroupId, culture: culture.optional() }),
  output: z.object({ root: responseCategory.nullable() }),
  errors: ['not-found'],
});

export const fillResponse = operation({
  method: 'POST',
  path: '/api/groups/{group}/responses/{response}/fill',
  summary: "A response with its identifiers filled in for a draft, in the draft's culture",
  access: 'agent',
  input: z.object({ group: serviceGroupId, response: z.string().max(200), draftId }),
  output: filledResponse,
  errors: ['not-found'],
});

export const attachResponseFiles = operation({
  method: 'POST',
  path: '/api/groups/{group}/responses/{response}/attach',
  summary:
    'Attach the files of a response to a draft that I hold; those that it has already are not attached again',
  access: 'agent',
  input: z.object({ group: serviceGroupId, response: z.string().max(200), draftId }),
  /** The files of the response, as the draft has them now. */
  output: z.object({ attachments: z.array(draftAttachment) }),
  errors: ['not-found', 'lease-lost', 'too-large'],
});
