import { expect, test } from 'vitest';
import { type Lookup, cachedLookup, lookupUntil, systemLookup } from './dns-lookups.ts';

function counting(answer: () => Promise<string[][]>) {
  const asked: string[] = [];
  const lookup: Lookup = (name, type) => {
    asked.push(`${type} ${name}`);
    return answer();
  };
  return { asked, lookup };
}

test('each question is asked once in five minutes, also by mails at the same moment', async () => {
  const { asked, lookup } = counting(() => Promise.resolve([['v=spf1']]));
  let now = 0;
  const cached = cachedLookup(lookup, () => now);
  await Promise.all([cached('a.example', 'TXT'), cached('A.example', 'TXT'), cached('a.example', 'A')]);
  expect(asked).toEqual(['TXT a.example', 'A a.example']);
  now = 299_999;
  await cached('a.example', 'TXT');
  expect(asked).toHaveLength(2);
  now = 300_001;
  await cached('a.example', 'TXT');
  expect(asked).toHaveLength(3);
});

test('a failure is asked again after some seconds, a missing name after a minute', async () => {
  const codes = ['ESERVFAIL', 'ENOTFOUND'];
  const { asked, lookup } = counting(() =>
    Promise.reject(Object.assign(new Error('no'), { code: codes[asked.length - 1] })),
  );
  let now = 0;
  const cached = cachedLookup(lookup, () => now);
  await expect(cached('a.example', 'TXT')).rejects.toMatchObject({ code: 'ESERVFAIL' });
  now = 10_001;
  await expect(cached('a.example', 'TXT')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  now = 70_000;
  await expect(cached('a.example', 'TXT')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  expect(asked).toHaveLength(2);
});

const silent: Lookup = () => new Promise(() => undefined);

test('a question that nobody answers ends at the deadline', async () => {
  await expect(lookupUntil(silent, Date.now() + 20)('a.example', 'TXT')).rejects.toMatchObject({
    code: 'ETIMEOUT',
  });
  await expect(lookupUntil(silent, Date.now() - 1)('a.example', 'TXT')).rejects.toMatchObject({
    code: 'ETIMEOUT',
  });
});

test('names that are never public are not asked for', async () => {
  await expect(systemLookup()('_dmarc.customer.example', 'TXT')).rejects.toMatchObject({ code: 'ENOTFOUND' });
});
