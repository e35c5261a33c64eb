import { afterEach, beforeEach, expect, test } from 'vitest';
import { mailId } from '../../contract/domain/ids.ts';
import { startBackendDouble, type BackendDouble } from '../testing/backend-double.ts';
import { pixel, startPictureServer, type PictureServer } from '../testing/picture-server.ts';
import { createBackendClient } from './backend-client.ts';
import { createRemotePictures, type RemotePictures } from './remote-pictures.ts';

let backend: BackendDouble;
let server: PictureServer;
let remote: RemotePictures;
let html: string;

beforeEach(async () => {
  server = await startPictureServer((pathname, response) => {
    if (pathname.startsWith('/large')) response.end(Buffer.concat([pixel, Buffer.alloc(4_900_000)]));
    else response.end(pathname.startsWith('/vector') ? '<svg/>' : pixel);
  });
  backend = await startBackendDouble({ 'archive.read': () => ({ html }) as never });
  remote = createRemotePictures(
    createBackendClient({ backend: backend.url, token: () => 'token-1' }),
    server.net,
  );
});
afterEach(async () => {
  await backend.stop();
  await server[Symbol.asyncDispose]();
});

const load = (...addresses: string[]) => remote.load(mailId.parse('7'), addresses);

test('pictures of a mail come back each with its address, and why one does not come', async () => {
  const [one, vector] = [server.at('/one.png?a=1&b=2'), server.at('/vector')];
  html = `<img src="${one.replace('https:', 'HTTP:').replaceAll('&', '&amp;')}"><img src='${vector}'>`;
  const pictures = await load(one, vector, one);
  expect(pictures.toSorted((a, b) => (a.address < b.address ? -1 : 1))).toEqual([
    { address: one, bytes: new Uint8Array(pixel), failure: null },
    { address: vector, bytes: null, failure: 'no-picture' },
  ]);
});

test('an address that does not stand in the mail is not asked for', async () => {
  html = `<img src="${server.at('/one.png')}">`;
  const [picture] = await load(server.at('/two.png?what=was+typed'));
  expect(picture).toMatchObject({ bytes: null, failure: 'refused' });
  expect(server.requests).toEqual([]);
});

test('the pictures of one mail are bounded altogether', async () => {
  const addresses = Array.from({ length: 8 }, (_, index) => server.at(`/large/${index}`));
  html = addresses.map((address) => `<img src="${address}">`).join('');
  const pictures = await load(...addresses);
  const total = pictures.reduce((sum, { bytes }) => sum + (bytes?.length ?? 0), 0);
  expect(total).toBeLessThanOrEqual(24_000_000);
  expect(pictures.filter(({ failure }) => failure === 'too-large').length).toBeGreaterThanOrEqual(4);
});
