import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { PictureNet } from '../services/fetch-picture.ts';

const run = promisify(execFile);

export const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M/wHwAEBgIApD5fRAAAAABJRU5ErkJggg==',
  'base64',
);

export interface PictureServer extends AsyncDisposable {
  readonly port: number;
  /** What came in, in order. */
  readonly requests: readonly { readonly url: string; readonly headers: IncomingHttpHeaders }[];
  /** The net as it leads here and nowhere else: `pictures.example` is this server. */
  readonly net: PictureNet;
  /** The address of a path on it. */
  readonly at: (pathname: string, host?: string) => string;
}

/** A web server with a certificate for `pictures.example`, on loopback, where no picture may be fetched from. */
export async function startPictureServer(
  answer: (pathname: string, response: ServerResponse, request: IncomingMessage) => void,
): Promise<PictureServer> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'postroom-pictures-'));
  const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=pictures.example', '-addext', 'subjectAltName=DNS:pictures.example'];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  await run('openssl', ['req', '-x509', ...kind, ...subject, '-keyout', key, '-out', cert]);
  const ca = await readFile(cert, 'utf8');
  const requests: { url: string; headers: IncomingHttpHeaders }[] = [];
  const server = createServer({ key: await readFile(key), cert: ca }, (request, response) => {
    requests.push({ url: request.url ?? '', headers: request.headers });
    answer(request.url ?? '', response, request);
  });
  await rm(folder, { recursive: true });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    requests,
    at: (pathname, host = 'pictures.example') => `https://${host}:${port}${pathname}`,
    net: {
      ca,
      resolve: async () => ['127.0.0.1'],
      allows: (address, wanted) => address === '127.0.0.1' && wanted === port,
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
