import { Readable } from 'node:stream';
import type { SMTPServerDataStream } from 'smtp-server';
import { expect, test } from 'vitest';
import { openReceivingMemory, readMessage, type ReceivingMemory } from './read-message.ts';

const limit = 100;

function receive(size: number, memory: ReceivingMemory, keep: (raw: Buffer) => Promise<unknown>) {
  const pieces = Array.from({ length: size / 10 }, () => Buffer.alloc(10, 'x'));
  const stream = Object.assign(Readable.from(pieces), { sizeExceeded: false });
  return readMessage(stream as unknown as SMTPServerDataStream, limit, memory, keep);
}

const length = (raw: Buffer) => Promise.resolve(raw.length);

test('a message counts until it is kept: another that finds no memory is asked to come again, and then taken', async () => {
  const memory = openReceivingMemory(200, limit);
  const [reading, committed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const first = receive(100, memory, async (raw) => {
    reading.resolve();
    await committed.promise;
    return raw.length;
  });
  await reading.promise;
  await expect(receive(50, memory, length)).rejects.toMatchObject({ responseCode: 452 });
  committed.resolve();
  expect(await first).toBe(100);
  expect(await receive(50, memory, length)).toBe(50);
});

test('of many that have come only so many are whole and being stored at the same time', async () => {
  const memory = openReceivingMemory(400, limit);
  let [bytes, most] = [0, 0];
  const kept = await Promise.all(
    [100, 40, 60].map((size) =>
      receive(size, memory, async (raw) => {
        bytes += 2 * raw.length;
        most = Math.max(most, bytes);
        await new Promise(setImmediate);
        bytes -= 2 * raw.length;
        return raw.length;
      }),
    ),
  );
  expect(kept).toEqual([100, 40, 60]);
  expect(most).toBe(200);
});

test('one that could not be stored, and one that is too large, leave their memory to others', async () => {
  const memory = openReceivingMemory(200, limit);
  await expect(receive(100, memory, () => Promise.reject(new Error('no disk')))).rejects.toThrow('no disk');
  await expect(receive(110, memory, length)).rejects.toMatchObject({ responseCode: 552 });
  expect(await receive(100, memory, length)).toBe(100);
});
