import { expect, test } from 'vitest';
import { draftContent } from './draft.ts';

test('a tab in the subject, which no mail header takes, is a blank', () => {
  const content = { to: [], cc: [], bcc: [], subject: 'Order\t4711', html: '', culture: 'en-US' };
  expect(draftContent.parse(content)).toEqual({ ...content, subject: 'Order 4711' });
});
