import { expect, test } from 'vitest';
import type { ListedMail } from './list-mails.ts';
import { findGone, planLook } from './plan-look.ts';

const mail = (number: number, more: Partial<ListedMail> = {}): ListedMail => ({
  number,
  uid: `u${number}`,
  unique: true,
  size: 10,
  ...more,
});
const known = (...uids: readonly string[]) => new Map(uids.map((uid) => [uid, { sha256: 's', size: 10 }]));

function plan(listed: readonly ListedMail[], about: Partial<Parameters<typeof planLook>[1]> = {}) {
  const { mails, more } = planLook(listed, {
    known: known(),
    due: new Set(),
    troubled: new Set(),
    isUnchanged: false,
    maximumMessageBytes: 100,
    top: true,
    atOnce: 500,
    ...about,
  });
  return [mails.map(({ number }) => number), more];
}

test('new mails come first, then what is to be deleted and was not read by this connection', () => {
  const listed = [mail(1), mail(2), mail(3), mail(4)];
  expect(plan(listed, { known: known('u1', 'u2'), due: new Set(['u1']) })).toEqual([[3, 4, 1], false]);
  expect(plan(listed, { known: known('u1', 'u2', 'u3', 'u4') })).toEqual([[], false]);
});

test('what made trouble is read when nothing else is to be, and what costs the connection alone', () => {
  const listed = [mail(1), mail(2), mail(3, { size: 200 }), mail(4, { size: 200 })];
  const about = { troubled: new Set(['u1']), top: false };
  expect(plan(listed, about)).toEqual([[2], true]);
  expect(plan(listed, { ...about, known: known('u2') })).toEqual([[3], true]);
  const later = new Map([
    ...known('u2'),
    ...['u3', 'u4'].map((uid) => [uid, { sha256: 's', size: 200 }] as const),
  ]);
  expect(plan(listed, { ...about, known: later })).toEqual([[1], false]);
});

test('a mail whose size has changed is read again', () => {
  expect(plan([mail(1, { size: 11 })], { known: known('u1') })).toEqual([[1], false]);
  const unseen = new Map([['u1', { sha256: 's', size: null }]]);
  expect(plan([mail(1, { size: 11 })], { known: unseen })).toEqual([[], false]);
});

test('one connection reads a bounded number, but all of those that only their content tells apart', () => {
  const single = [1, 2, 3].map((number) => mail(number));
  expect(plan(single, { atOnce: 2 })).toEqual([[1, 2], true]);
  const several = [1, 2, 3].map((number) => mail(number, { uid: 'same', unique: false }));
  expect(plan(several, { atOnce: 2 })).toEqual([[1, 2, 3], false]);
  expect(plan(several, { isUnchanged: true })).toEqual([[], false]);
  expect(plan(several, { isUnchanged: true, due: new Set([' abc']) })).toEqual([[1, 2, 3], false]);
});

test('gone are the names that no listed mail can have', () => {
  const listed = [mail(1), mail(2, { uid: 'x', unique: false }), mail(3, { uid: 'x', unique: false })];
  expect(findGone(['u1', 'u9', 'x', ' abc'], listed)).toEqual(['u9', 'x']);
  expect(findGone(['u1', ' abc'], listed.slice(0, 1))).toEqual([' abc']);
});
