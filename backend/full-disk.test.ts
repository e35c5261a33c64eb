import { DatabaseError } from 'pg';
import { expect, test } from 'vitest';
import { ExpectedError } from '../contract/error.ts';
import { explainFullDisk } from './full-disk.ts';

const folder = { databaseUrl: null, dataFolder: '/tmp' };
const server = { databaseUrl: 'postgres://database.example/postroom', dataFolder: '/tmp' };

function diskFull(): Error {
  const error = new DatabaseError('could not write init file: No space left on device', 0, 'error');
  error.code = '53100';
  return error;
}

test('where the disk of the database is full it is said what to do', async () => {
  expect(await explainFullDisk(folder, diskFull())).toMatchObject({
    code: 'storage-full',
    message: expect.stringContaining('Make room'),
  });
  expect(await explainFullDisk(server, diskFull())).toMatchObject({
    code: 'storage-full',
    message: expect.stringContaining('DATABASE_URL is full'),
  });
});

test('it is found among causes, and behind what went wrong while all was taken down', async () => {
  const around = new Error('the job could not be made', { cause: diskFull() });
  expect(await explainFullDisk(server, around)).toMatchObject({ code: 'storage-full' });
  const taken = new SuppressedError(new Error('the connection is gone'), diskFull());
  expect(await explainFullDisk(server, taken)).toMatchObject({ code: 'storage-full' });
});

test('all else is told as it is', async () => {
  const other = new Error('a bug');
  expect(await explainFullDisk(folder, other)).toBe(other);
  const expected = new ExpectedError('state-conflict', 'Another backend uses the folder.');
  expect(await explainFullDisk(folder, expected)).toBe(expected);
});
