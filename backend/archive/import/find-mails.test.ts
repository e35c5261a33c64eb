import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findMails } from './find-mails.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postroom-import-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}

async function placesIn(path: string): Promise<string[]> {
  const places = [];
  for await (const mail of findMails(join(folder, path), path))
    places.push(
      mail.state === 'found' ? `${mail.place}: ${mail.raw.toString()}` : `${mail.place} unreadable`,
    );
  return places;
}

test('a folder gives its .eml files, mailbox files and Maildirs at any depth, and nothing else', async () => {
  await put('all/a.eml', 'A');
  await put('all/b.EML', 'B');
  await put('all/note.txt', 'not a mail');
  await put('all/old/archive', 'From x Thu Nov 21 10:00:00 2024\nC\n\nFrom y Thu Nov 21 10:00:00 2024\nD\n');
  await put('all/user/cur/1700000000.M1P1.host:2,S', 'E');
  await put('all/user/new/1700000001.M1P1.host', 'F');
  await put('all/user/tmp/1700000002.M1P1.host', 'never delivered');
  await put('all/user/dovecot-uidlist', '3 V1 N2');
  await put('all/user/.Sent/cur/1700000003.M1P1.host:2,S', 'G');
  await put('all/user/.Sent/new/.keep.eml', 'H');
  expect(await placesIn('all')).toEqual([
    'all/a.eml: A',
    'all/b.EML: B',
    'all/old/archive, mail 1: C\n',
    'all/old/archive, mail 2: D\n',
    'all/user/.Sent/cur/1700000003.M1P1.host:2,S: G',
    'all/user/.Sent/new/.keep.eml: H',
    'all/user/cur/1700000000.M1P1.host:2,S: E',
    'all/user/new/1700000001.M1P1.host: F',
  ]);
});

test('a file that is named is a mail whatever it is called', async () => {
  await put('mail', 'Subject: x');
  expect(await placesIn('mail')).toEqual(['mail: Subject: x']);
});

test('what is not there is said, and ends nothing', async () => {
  expect(await placesIn('missing')).toEqual(['missing unreadable']);
});
