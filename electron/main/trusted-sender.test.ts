import { expect, test } from 'vitest';
import { isTrustedSender } from './trusted-sender.ts';

const isOwn = (id: number) => id === 1;
const own = { url: 'app://bundle/index.html', parent: null };

test('only the main frame of our own window on our own origin is trusted', () => {
  expect(isTrustedSender({ sender: { id: 1 }, senderFrame: own }, isOwn)).toBe(true);
  expect(isTrustedSender({ sender: { id: 2 }, senderFrame: own }, isOwn)).toBe(false);
  expect(isTrustedSender({ sender: { id: 1 }, senderFrame: null }, isOwn)).toBe(false);
  expect(isTrustedSender({ sender: { id: 1 }, senderFrame: { ...own, parent: {} } }, isOwn)).toBe(false);
});

test.each([
  'https://bundle/index.html',
  'app://bundle.evil/index.html',
  'app://evil/bundle',
  'app://bundle@evil/',
  'app:bundle',
  'file:///app://bundle/',
  'about:srcdoc',
  'data:text/html,app://bundle/',
  '',
])('a page at %j is not', (url) => {
  expect(isTrustedSender({ sender: { id: 1 }, senderFrame: { url, parent: null } }, isOwn)).toBe(false);
});
