import type { SizeTest } from '../../../contract/domain/rule.ts';
import type { Verdict } from './compile-text-test.ts';
import type { MailFacts } from './mail-facts.ts';
import { quote } from './wording.ts';

/** Judges the size of the whole mail. */
export function judgeSize(test: SizeTest, { size }: MailFacts): Verdict {
  const holds = fitsSize(test, size);
  return { holds, because: `the mail has ${size} bytes${holds ? '' : `, not ${saySize(test)}`}` };
}

/** Whether any attachment has the size. */
export function judgeAttachmentSize(test: SizeTest, { attachments }: MailFacts): Verdict {
  const found = attachments.find(({ size }) => fitsSize(test, size));
  return found
    ? { holds: true, because: `attachment ${quote(found.name)} has ${found.size} bytes` }
    : { holds: false, because: `no attachment has ${saySize(test)} bytes` };
}

function fitsSize({ over, under }: SizeTest, size: number): boolean {
  return (over === undefined || size > over) && (under === undefined || size < under);
}

function saySize({ over, under }: SizeTest): string {
  return [
    ...(over === undefined ? [] : [`more than ${over}`]),
    ...(under === undefined ? [] : [`less than ${under}`]),
  ].join(' and ');
}
