import { expect, test } from 'vitest';
import { splitMbox } from './split-mbox.ts';

async function split(text: string, chunk = text.length): Promise<{ raw: string; storedAt: Date | null }[]> {
  const bytes = Buffer.from(text, 'latin1');
  const chunks = async function* (): AsyncGenerator<Buffer> {
    for (let start = 0; start < bytes.length; start += chunk) {
      yield await Promise.resolve(bytes.subarray(start, start + chunk));
    }
  };
  const mails = [];
  for await (const { raw, storedAt } of splitMbox(chunks()))
    mails.push({ raw: raw.toString('latin1'), storedAt });
  return mails;
}

const two =
  'From ann@example.com Thu Nov 21 10:00:00 2024\nSubject: One\n\nFirst\n>From here on\n>>From there\n\n' +
  'From bob@example.com Fri Nov 22 11:00:00 2024 +0100\nSubject: Two\n\nFrom the start of a line\n';

test.each([two.length, 1, 7])('mails come out byte for byte, %i bytes at a time', async (chunk) => {
  expect(await split(two, chunk)).toEqual([
    {
      raw: 'Subject: One\n\nFirst\nFrom here on\n>From there\n',
      storedAt: new Date('2024-11-21T10:00:00Z'),
    },
    {
      raw: 'Subject: Two\n\nFrom the start of a line\n',
      storedAt: new Date('2024-11-22T10:00:00Z'),
    },
  ]);
});

test('a sentence after an empty line that begins with From is text', async () => {
  const [mail, ...others] = await split(
    'From - Thu Nov 21 10:00:00 2024\nSubject: One\n\nFrom Monday on we are closed.\n',
  );
  expect(others).toEqual([]);
  expect(mail?.raw).toContain('From Monday on we are closed.');
});

test('line ends of CR LF and bytes of eight bits stay as they are', async () => {
  const mails = await split(
    'From x Thu Nov 21 10:00:00 2024\r\nSubject: \xe9\r\n\r\nA\r\n\r\nFrom y Thu Nov 21 10:00:00 2024\r\nB: 1\r\n',
  );
  expect(mails.map(({ raw }) => raw)).toEqual(['Subject: \xe9\r\n\r\nA\r\n', 'B: 1\r\n']);
});

test('an empty file holds no mail', async () => {
  expect(await split('', 1)).toEqual([]);
});
