import { expect, test } from 'vitest';
import { readLinkAddress } from './link-address.ts';

test.each([
  ['https://shop.example/a', 'https://shop.example/a'],
  ['shop.example/returns', 'https://shop.example/returns'],
  ['help@shop.example', 'mailto:help@shop.example'],
  ['+46-8-123456', 'tel:+46-8-123456'],
  ['javascript:alert(1)', null],
  ['data:text/html,x', null],
  ['file:///etc/passwd', null],
  ['two words', null],
  ['', null],
])('"%s" links to %s', (typed, address) => {
  expect(readLinkAddress(typed)).toBe(address);
});
