import { expect, test } from 'vitest';
import { compareFields, formatChange } from './change.ts';

test('settings within lists are said one by one, and what is empty is none', () => {
  const key = { domain: 'acme.example', selector: 's1', privateKey: '${KEY}', holdUntilPublished: false };
  const fields = compareFields({ sending: null }, { sending: { domains: [key], headers: {} } });
  const change = { tenant: 'acme', kind: 'tenant', name: 'acme', action: 'changed', fields } as const;
  expect(formatChange(change, false)).toBe(
    '~ tenant acme: sending none → (domains (domain acme.example, selector s1, privateKey ${KEY}, holdUntilPublished false), headers none)',
  );
});
