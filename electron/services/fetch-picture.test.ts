import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pixel, startPictureServer, type PictureServer } from '../testing/picture-server.ts';
import { fetchPicture, publicNet, type PictureNet } from './fetch-picture.ts';

let server: PictureServer;

beforeAll(async () => {
  server = await startPictureServer((pathname, response) => {
    const hop = /^\/hop\/(\d+)$/.exec(pathname)?.[1];
    if (pathname === '/pixel.png') {
      response.setHeader('set-cookie', 'seen=1').end(pixel);
    } else if (hop !== undefined) {
      response.writeHead(302, { location: hop === '0' ? '/pixel.png' : `/hop/${Number(hop) - 1}` }).end();
    } else if (pathname.startsWith('/to/')) {
      response.writeHead(301, { location: decodeURIComponent(pathname.slice(4)) }).end();
    } else if (pathname === '/vector.svg') {
      response.setHeader('content-type', 'image/png').end('<svg xmlns="http://www.w3.org/2000/svg"/>');
    } else if (pathname === '/declared-large') {
      response.writeHead(200, { 'content-length': 5_000_000 });
      response.write(pixel);
    } else if (pathname === '/endless') {
      const more = (): void => {
        while (!response.destroyed && response.write(pixel));
      };
      response.on('drain', more);
      more();
    } else if (pathname === '/silent') {
      response.flushHeaders();
    } else {
      response.writeHead(404).end(pixel);
    }
  });
});
afterAll(() => server[Symbol.asyncDispose]());

function get(address: string, net: PictureNet = server.net, signal = AbortSignal.timeout(20_000)) {
  return fetchPicture(address, { net, signal, most: 100_000, onPiece: () => undefined });
}

describe('a picture on the net', () => {
  test('is fetched over https, and the other side learns nothing of who wants it', async () => {
    expect(Buffer.compare(await get(server.at('/pixel.png')), pixel)).toBe(0);
    await get(server.at('/pixel.png'));
    for (const { headers } of server.requests.slice(-2)) {
      expect(Object.keys(headers).toSorted()).toEqual([
        'accept',
        'accept-encoding',
        'connection',
        'host',
        'user-agent',
      ]);
      expect(headers['user-agent']).toBe('Mozilla/5.0');
      expect(headers.host).toBe(`pictures.example:${server.port}`);
    }
  });

  test('is followed over a few redirects and no more', async () => {
    expect((await get(server.at('/hop/2'))).length).toBe(pixel.length);
    await expect(get(server.at('/hop/3'))).rejects.toMatchObject({ failure: 'unreachable' });
  });

  test.each([
    'http://pictures.example/pixel.png',
    'ftp://pictures.example/pixel.png',
    'file:///etc/passwd',
    'data:image/png;base64,AAAA',
    'https://user:secret@pictures.example/pixel.png',
    'no address',
  ])('is not fetched from %s, also not by a redirect', async (address) => {
    await expect(get(address)).rejects.toMatchObject({ failure: 'refused' });
    if (address === 'no address') return;
    const redirected = get(server.at(`/to/${encodeURIComponent(address)}`));
    await expect(redirected).rejects.toMatchObject({ failure: 'refused' });
  });

  test.each([
    'https://127.0.0.1/',
    'https://localhost/',
    'https://0x7f.1/',
    'https://2130706433/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[fe80::1]/',
    'https://[fd00::1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://10.0.0.1/',
    'https://100.64.0.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://172.16.0.1/',
    'https://192.168.0.1/',
    'https://224.0.0.1/',
    'https://0.0.0.0/',
    'https://8.8.8.8:8443/',
  ])('is refused at %s', async (address) => {
    await expect(get(address, publicNet)).rejects.toMatchObject({ failure: 'refused' });
    const redirected = get(server.at(`/to/${encodeURIComponent(address)}`));
    await expect(redirected).rejects.toMatchObject({ failure: 'refused' });
  });

  test('is refused where one of the addresses of its name is not public', async () => {
    const net: PictureNet = { ...publicNet, resolve: async () => ['93.184.215.14', '10.0.0.1'] };
    await expect(get('https://rebind.example/', net)).rejects.toMatchObject({
      failure: 'refused',
    });
  });

  test('is fetched from the address that was looked at, whatever the name resolves to afterwards', async () => {
    const asked: string[] = [];
    const answers = [['127.0.0.1'], ['10.0.0.1']];
    const net: PictureNet = {
      ...server.net,
      async resolve(host) {
        asked.push(host);
        return answers.shift() ?? [];
      },
    };
    expect((await get(server.at('/pixel.png'), net)).length).toBe(pixel.length);
    expect(asked).toEqual(['pictures.example']);
    // The name is looked at again at each redirect.
    answers.unshift(['127.0.0.1']);
    await expect(get(server.at('/hop/0'), net)).rejects.toMatchObject({ failure: 'refused' });
    expect(asked).toHaveLength(3);
  });

  test('is not fetched under a certificate of another name', async () => {
    await expect(get(server.at('/pixel.png', 'other.example'))).rejects.toMatchObject({
      failure: 'unreachable',
    });
  });

  test('is no drawing that runs, no page and no error, whatever its type says', async () => {
    await expect(get(server.at('/vector.svg'))).rejects.toMatchObject({ failure: 'no-picture' });
    await expect(get(server.at('/missing'))).rejects.toMatchObject({ failure: 'unreachable' });
  });

  test('is given up when it is too large, as it says or as it comes', async () => {
    await expect(get(server.at('/declared-large'))).rejects.toMatchObject({ failure: 'too-large' });
    await expect(get(server.at('/endless'))).rejects.toMatchObject({ failure: 'too-large' });
  });

  test('is given up when its time is over, at any stage', async () => {
    const stuck: PictureNet = { ...server.net, resolve: () => new Promise(() => undefined) };
    await expect(get(server.at('/pixel.png'), stuck, AbortSignal.timeout(30))).rejects.toMatchObject({
      failure: 'unreachable',
    });
    await expect(get(server.at('/silent'), server.net, AbortSignal.timeout(300))).rejects.toMatchObject({
      failure: 'unreachable',
    });
  });
});
