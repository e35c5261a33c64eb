import { expect, test } from 'vitest';
import { hashPassword, verifyPassword } from './password.ts';

test('a password verifies against its own hash and no other does', async () => {
  const hash = await hashPassword('correct horse');
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  expect(await verifyPassword('correct horse', hash)).toBe(true);
  expect(await verifyPassword('Correct horse', hash)).toBe(false);
  expect(await hashPassword('correct horse')).not.toBe(hash);
});

test('the same letters typed in another form are the same password', async () => {
  expect(await verifyPassword('Zoe\u0308', await hashPassword('Zo\u00eb'))).toBe(true);
});

test('a hash made elsewhere verifies by its own parameters', async () => {
  // argon2(1): echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1 -l 24
  const hash = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
  expect(await verifyPassword('password', hash)).toBe(true);
});

test('nobody signs in without a hash, or with one that cannot be read', async () => {
  expect(await verifyPassword('', null)).toBe(false);
  expect(await verifyPassword('x', '$2b$10$abcdefghijklmnopqrstuv')).toBe(false);
  expect(await verifyPassword('x', '$argon2id$v=19$m=99999999,t=2,p=1$c29tZXNhbHQ$c29tZXNhbHQ')).toBe(false);
});

test('many at once all get their answer', async () => {
  const hash = await hashPassword('a');
  const answers = await Promise.all(['a', 'b', 'a', 'c', 'a'].map((word) => verifyPassword(word, hash)));
  expect(answers).toEqual([true, false, true, false, true]);
});
