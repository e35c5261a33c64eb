import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ExpertQuestionId, TenantId } from '../../contract/domain/ids.ts';
import type { ThreadingKey } from '../intake/threading/thread-token.ts';

/**
 * The token by which an expert's answer finds back: key, question, and a signature over the question and its tenant. It
 * stands in the Message-ID and, for programs that lose references, in the subject.
 */
export function makeExpertToken(key: ThreadingKey, tenantId: TenantId, question: ExpertQuestionId): string {
  return `x${key.id}-${question}-${seal(key, tenantId, question)}`;
}

/** The subject with a token at its end. */
export function subjectWithToken(subject: string, token: string): string {
  return `${subject} [${token}]`.trim();
}

/**
 * The tenant's questions that a mail answers, by the mails that it names and by its subject; one whose token is forged,
 * altered or too old is none.
 */
export function readExpertTokens(
  keys: readonly ThreadingKey[],
  tenantId: TenantId,
  mail: { readonly references: readonly string[]; readonly subject: string },
): readonly ExpertQuestionId[] {
  const inReferences = mail.references.map((id) => /^[0-9a-f-]{36}\.(x[0-9a-f-]+)@/i.exec(id)?.[1] ?? '');
  const inSubject = [...mail.subject.matchAll(/\[(x[0-9a-f-]+)\]/gi)].map(([, token = '']) => token);
  const read = [...inReferences, ...inSubject].flatMap((token) => verify(keys, tenantId, token) ?? []);
  return [...new Set(read)];
}

function verify(keys: readonly ThreadingKey[], tenantId: TenantId, token: string): ExpertQuestionId | null {
  const [, keyId, question, given] = /^x(\d{1,19})-(\d{1,19})-([0-9a-f]{20})$/i.exec(token) ?? [];
  const key = keys.find(({ id }) => id === keyId);
  if (!key || question === undefined || given === undefined) return null;
  const id = question as ExpertQuestionId;
  const isOurs = timingSafeEqual(Buffer.from(seal(key, tenantId, id)), Buffer.from(given.toLowerCase()));
  return isOurs ? id : null;
}

function seal(key: ThreadingKey, tenantId: TenantId, question: ExpertQuestionId): string {
  return createHmac('sha256', key.secret).update(`expert.${tenantId}.${question}`).digest('hex').slice(0, 20);
}
