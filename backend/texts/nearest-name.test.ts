import { expect, test } from 'vitest';
import { nearestName, suggestName } from './nearest-name.ts';

test('a slip of the finger leads to the name that was meant', () => {
  const known = ['serviceGroups', 'From.Name', 'apply'];
  expect(nearestName('service_group', known)).toBe('serviceGroups');
  expect(nearestName('Form.Name', known)).toBe('From.Name');
  expect(suggestName('aply', known)).toBe('; did you mean apply?');
});

test('what resembles nothing leads nowhere', () => {
  expect(nearestName('weather', ['apply', 'serve'])).toBe(null);
  expect(nearestName('apply', [])).toBe(null);
  expect(suggestName('x'.repeat(5000), ['apply'])).toBe('');
});
