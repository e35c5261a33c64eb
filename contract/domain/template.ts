import { z } from 'zod';
import { templateId } from './ids.ts';
import { culture } from './scalars.ts';

/** The replaceable identifiers (M18), without the dollar signs. */
export const identifierNames = [
  'Subject',
  'From',
  'From.Name',
  'From.Address',
  'Date',
  'Time',
  'Received',
  'Received.Date',
  'Received.Time',
  'ServiceAccess',
  'ServiceAccess.Name',
  'ServiceGroup',
  'ServiceGroup.Name',
  'ServiceGroup.Email',
  'Agent',
  'Agent.Name',
  'Agent.FirstName',
  'Agent.LastName',
  'Agent.ChatName',
  'Customer',
  'Customer.Name',
  'Customer.Email',
  'Customer.ID',
  'Customer.Number',
  'CallID',
] as const;
export const identifierName = z.enum(identifierNames);
export type IdentifierName = z.infer<typeof identifierName>;

/** A template of all its versions, one a culture and perhaps one without; the draft's culture decides between them. */
export const template = z.object({
  id: templateId,
  name: z.string(),
  /** Those that it has a version for. */
  cultures: z.array(culture),
});
export type Template = z.infer<typeof template>;

/** A template or response after its identifiers were filled in: HTML-escaped, sanitised, ready for the editor. */
export const filledText = z.object({
  html: z.string(),
  subject: z.string().nullable(),
  /** Identifiers that the text holds and Postroom does not know, as written. */
  unknownIdentifiers: z.array(z.string()),
});
export type FilledText = z.infer<typeof filledText>;
