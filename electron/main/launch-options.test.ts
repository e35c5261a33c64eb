import { expect, test } from 'vitest';
import { readLaunchOptions } from './launch-options.ts';

test('the backend comes from the command line, else from the environment', () => {
  const env = { POSTROOM_BACKEND: 'https://b.example', POSTROOM_PROFILE: '/p' };
  expect(readLaunchOptions(['.', '--backend=http://127.0.0.1:8025', '--no-sandbox'], env)).toMatchObject({
    state: 'ready',
    backend: { href: 'http://127.0.0.1:8025/' },
    profile: '/p',
  });
  expect(readLaunchOptions(['.'], env)).toMatchObject({ backend: { href: 'https://b.example/' } });
});

test('a missing or wrong address is named, with what to do', () => {
  expect(readLaunchOptions(['.'], {})).toMatchObject({
    state: 'wrong',
    reason: expect.stringContaining('--backend') as string,
  });
  for (const wrong of ['b.example', 'file:///etc', 'ftp://b.example']) {
    expect(readLaunchOptions([`--backend=${wrong}`], {})).toMatchObject({
      state: 'wrong',
      reason: expect.stringContaining(wrong) as string,
    });
  }
});
