import type { Message } from '../../../contract/domain/message.ts';
import type { Times } from '../../strings/times.ts';

/** Characters that set what stands between them apart from what is around: FIRST STRONG ISOLATE and its end. */
const isolate = ['\u2068', '\u2069'] as const;

/** What tells a mail from another of the same subject: who wrote it and when. */
export function describeMail(
  { from, date, receivedAt }: Pick<Message, 'from' | 'date' | 'receivedAt'>,
  times: Times,
): string {
  const [start, end] = isolate;
  return [from.name || from.address, times.full(date ?? receivedAt)]
    .filter(Boolean)
    .map((part) => start + part + end)
    .join(' · ');
}
