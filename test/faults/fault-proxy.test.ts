import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { startFaultProxy, type WireFault } from './fault-proxy.ts';

interface Heard {
  text: string;
  ended: boolean;
  failed: boolean;
}

function listen(socket: Socket): Heard {
  const heard: Heard = { text: '', ended: false, failed: false };
  socket.on('data', (piece: Buffer) => {
    heard.text += piece.toString();
  });
  socket.on('end', () => {
    heard.ended = true;
  });
  socket.on('error', () => {
    heard.failed = true;
  });
  return heard;
}

/** A client and a server on both ends of a proxy with one fault. */
async function talk(fault?: WireFault) {
  const server = createServer({ allowHalfOpen: true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy = await startFaultProxy({ port: (server.address() as AddressInfo).port, latency: () => 1 });
  if (fault) void proxy.arm(fault);
  const client = connect({ host: proxy.host, port: proxy.port, allowHalfOpen: true });
  const [peer] = (await once(server, 'connection')) as [Socket];
  const [atClient, atServer] = [listen(client), listen(peer)];
  return {
    client,
    peer,
    atClient,
    atServer,
    proxy,
    async [Symbol.asyncDispose]() {
      client.destroy();
      peer.destroy();
      await proxy[Symbol.asyncDispose]();
      server.close();
    },
  };
}

test('a connection without a fault carries all both ways, and its ends', async () => {
  await using both = await talk();
  both.client.end('question');
  await expect.poll(() => both.atServer).toEqual({ text: 'question', ended: true, failed: false });
  both.peer.end('answer');
  await expect.poll(() => both.atClient).toEqual({ text: 'answer', ended: true, failed: false });
  expect(both.proxy.struck).toEqual([]);
});

test('a pattern is found across pieces, and so many bytes after it arrive', async () => {
  const fault = { direction: 'to-server', pattern: 'DATA', bytes: 2, how: 'reset' } as const;
  await using both = await talk(fault);
  for (const piece of ['xxD', 'A', 'TA1', '234']) {
    both.client.write(piece);
    await expect.poll(() => both.atServer.text.length + Number(both.atServer.failed)).toBeGreaterThan(0);
  }
  await expect.poll(() => both.atServer).toEqual({ text: 'xxDATA12', ended: false, failed: true });
  await expect.poll(() => both.atClient.failed).toBe(true);
  expect(both.proxy.struck).toEqual([{ ...fault, connection: 1 }]);
});

test('cut at a byte, the receiver is told of an end, as is the sender', async () => {
  await using both = await talk({ direction: 'to-client', bytes: 3, how: 'close' });
  both.peer.write('answer');
  await expect.poll(() => both.atClient).toEqual({ text: 'ans', ended: true, failed: false });
  await expect.poll(() => both.atServer.ended).toBe(true);
});

test('half closed, the other direction goes on', async () => {
  await using both = await talk({ direction: 'to-server', bytes: 3, how: 'half-close' });
  both.client.write('question');
  await expect.poll(() => both.atServer).toEqual({ text: 'que', ended: true, failed: false });
  both.peer.write('answer');
  await expect.poll(() => both.atClient.text).toBe('answer');
});

test('a place that is passed is told of, and nothing is lost', async () => {
  await using both = await talk({ direction: 'to-server', pattern: 'es', bytes: 0, how: 'pass' });
  both.client.write('question');
  await expect.poll(() => both.atServer.text).toBe('question');
  expect(both.proxy.struck).toHaveLength(1);
});

test('silenced, neither hears anything', async () => {
  await using both = await talk({ direction: 'to-server', bytes: 3, how: 'silence' });
  both.client.write('question');
  await expect.poll(() => both.atServer.text).toBe('que');
  both.peer.write('answer');
  both.client.write('more');
  await expect.poll(() => both.peer.writableLength + both.client.writableLength).toBe(0);
  expect([both.atClient, both.atServer.text]).toEqual([{ text: '', ended: false, failed: false }, 'que']);
});
