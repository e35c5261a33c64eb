import { expect, test } from 'vitest';
import type { OutgoingId, TenantId } from '../../../contract/domain/ids.ts';
import { readReturnPath, tagReturnPath, withoutTag } from './return-path.ts';

const key = { id: '3', secret: Buffer.from('secret') };
const tenant = '1' as TenantId;
const mail = '127' as OutgoingId;
const path = tagReturnPath(key, tenant, mail, 'Help@example.com');

test('a return path names its mail, whatever the case it comes back in', () => {
  expect(path).toMatch(/^Help\+b3-127-[0-9a-f]{16}@example\.com$/);
  expect(readReturnPath([key], tenant, path)).toBe(mail);
  expect(readReturnPath([key], tenant, path.toUpperCase())).toBe(mail);
  expect(withoutTag(path)).toBe('Help@example.com');
});

test.each([
  ['of another mail', path.replace('-127-', '-128-'), tenant, key],
  ['of another tenant', path, '2' as TenantId, key],
  ['of another key', path, tenant, { id: '3', secret: Buffer.from('other') }],
  ['of a key that is gone', path, tenant, { ...key, id: '4' }],
  ['without tag', 'help@example.com', tenant, key],
])('an address %s names none', (_, address, ofTenant, known) => {
  expect(readReturnPath([known], ofTenant, address)).toBeNull();
});

test('an address without room for it, or with a plus of its own, stays as it is', () => {
  for (const address of [`${'a'.repeat(60)}@example.com`, 'help+now@example.com', ''])
    expect(tagReturnPath(key, tenant, mail, address)).toBe(address);
});
