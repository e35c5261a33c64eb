import { expect, test } from 'vitest';
import { sampleOutgoing } from '../../testing/sample-mails.ts';
import { applyToOutgoing, selectOutgoing } from './outgoing-store.ts';

const now = Date.parse('2026-11-21T10:00:00.000Z');
const queued = sampleOutgoing(now, 1, 'queued', {});
const uncertain = sampleOutgoing(now, 30, 'uncertain', {});

test('what needs a decision stands before what is newer', () => {
  const mails = new Map([queued, uncertain].map((mail) => [mail.id, mail]));
  expect(selectOutgoing(mails).map(({ state }) => state)).toEqual(['uncertain', 'queued']);
});

test('a mail that was called back leaves, a sent one stays to be seen', () => {
  const mails = new Map([[queued.id, queued]]);
  const event = { type: 'outgoing.changed', revision: 2 } as const;
  expect(applyToOutgoing(mails, { ...event, outgoing: { ...queued, state: 'withdrawn' } }).size).toBe(0);
  expect(applyToOutgoing(mails, { ...event, outgoing: { ...queued, state: 'accepted' } }).size).toBe(1);
});
