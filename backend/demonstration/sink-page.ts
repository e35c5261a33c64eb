import { createReadStream } from 'node:fs';
import { readFile, readdir, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ReadAddress } from '../../contract/domain/mail-address.ts';
import { readMail } from '../mail/mime/read-mail.ts';
import { listPage, style } from './sink-html.ts';
import type { SunkMail } from './sink-html.ts';

const mostShown = 200;
const largestRead = 5 * 1024 * 1024;
/** As `store` names them: nothing else is ever opened. */
const fileName = /^[0-9TZ-]{20,40}-[0-9a-f]{6}\.eml$/;

const headers = {
  'Content-Security-Policy': `default-src 'none'; style-src '${style.hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

/** Serves the list of a sink's mails on a free port of 127.0.0.1: text only, mails themselves as text/plain. */
export async function startSinkPage(
  folder: string,
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const known = new Map<string, SunkMail>();
  const server = createServer((request, response) => {
    const port = (server.address() as AddressInfo | null)?.port;
    const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
    // Another name that leads here is a page elsewhere that wants to read our mail (DNS rebinding).
    if (!hosts.includes(request.headers.host ?? '')) return answer(response, 403, 'Not this host');
    if (request.method !== 'GET' && request.method !== 'HEAD') return answer(response, 405, 'Only GET');
    serve(folder, known, request.url ?? '/', response).catch(() => {
      if (!response.headersSent) answer(response, 500, 'The sink could not be read');
      else response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(
  folder: string,
  known: Map<string, SunkMail>,
  path: string,
  response: ServerResponse,
): Promise<void> {
  if (path === '/') {
    const mails = await readMails(folder, known);
    response.writeHead(200, { ...headers, 'Content-Type': 'text/html; charset=utf-8' }).end(listPage(mails));
    return;
  }
  const name = path.startsWith('/mail/') ? path.slice('/mail/'.length) : '';
  const file = fileName.test(name) ? join(folder, name) : null;
  const status = file === null ? null : await stat(file).catch(() => null);
  if (file === null || !status?.isFile()) return answer(response, 404, 'No such mail');
  response.writeHead(200, { ...headers, 'Content-Type': 'text/plain; charset=utf-8' });
  await pipeline(createReadStream(file), response);
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { ...headers, 'Content-Type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}

/** Newest first; a mail is read once. */
async function readMails(folder: string, known: Map<string, SunkMail>): Promise<SunkMail[]> {
  const names = (await readdir(folder))
    .filter((name) => fileName.test(name))
    .toSorted()
    .toReversed();
  const shown = names.slice(0, mostShown);
  for (const name of known.keys()) if (!shown.includes(name)) known.delete(name);
  for (const name of shown) {
    if (!known.has(name)) known.set(name, await sunkMail(join(folder, name), name));
  }
  return shown.flatMap((name) => known.get(name) ?? []);
}

async function sunkMail(path: string, name: string): Promise<SunkMail> {
  const { size, mtime } = await stat(path);
  const facts = { name, size, arrived: mtime };
  if (size > largestRead) {
    return { ...facts, from: '', to: '', subject: '(too large to show)', text: '', attachments: [] };
  }
  const mail = readMail(await readFile(path));
  return {
    ...facts,
    from: mail.from ? nameAndAddress(mail.from) : '',
    to: [...mail.to, ...mail.cc].map(nameAndAddress).join(', '),
    subject: mail.subject ?? '',
    text: mail.text,
    attachments: mail.attachments.map((attachment) => attachment.name ?? attachment.type),
  };
}

function nameAndAddress({ name, address }: ReadAddress): string {
  return name === '' ? address : `${name} <${address}>`;
}
