import { z } from 'zod';

const mostInt8 = 2n ** 63n - 1n;

/** Database identities: decimal digits in a string, since int8 does not fit a JavaScript number. */
const id = z
  .string()
  .regex(/^[1-9]\d{0,18}$/, { error: 'an id is a positive decimal number', abort: true })
  .refine((text) => BigInt(text) <= mostInt8, 'an id is smaller than that');

export const tenantId = id.brand<'TenantId'>();
export const agentId = id.brand<'AgentId'>();
export const serviceGroupId = id.brand<'ServiceGroupId'>();
export const serviceAccessId = id.brand<'ServiceAccessId'>();
export const interactionId = id.brand<'InteractionId'>();
export const mailId = id.brand<'MailId'>();
export const attachmentId = id.brand<'AttachmentId'>();
export const draftId = id.brand<'DraftId'>();
export const outgoingId = id.brand<'OutgoingId'>();
export const templateId = id.brand<'TemplateId'>();
export const threadChangeId = id.brand<'ThreadChangeId'>();
export const expertQuestionId = id.brand<'ExpertQuestionId'>();
export const automaticMailId = id.brand<'AutomaticMailId'>();

export type TenantId = z.infer<typeof tenantId>;
export type AgentId = z.infer<typeof agentId>;
export type ServiceGroupId = z.infer<typeof serviceGroupId>;
export type ServiceAccessId = z.infer<typeof serviceAccessId>;
export type InteractionId = z.infer<typeof interactionId>;
export type MailId = z.infer<typeof mailId>;
export type AttachmentId = z.infer<typeof attachmentId>;
export type DraftId = z.infer<typeof draftId>;
export type OutgoingId = z.infer<typeof outgoingId>;
export type TemplateId = z.infer<typeof templateId>;
export type ThreadChangeId = z.infer<typeof threadChangeId>;
export type ExpertQuestionId = z.infer<typeof expertQuestionId>;
export type AutomaticMailId = z.infer<typeof automaticMailId>;
