import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startSink } from './sink.ts';
import type { Sink } from './sink.ts';

let folder: string;
let sink: Sink;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postroom-sink-'));
  sink = await startSink({ folder });
});
afterEach(async () => {
  await sink.stop();
  await rm(folder, { recursive: true, force: true });
});

async function send(mail: { subject: string; text: string; from?: string; html?: string }): Promise<void> {
  const transport = createTransport({
    host: '127.0.0.1',
    port: sink.smtpPort,
    secure: false,
    ignoreTLS: true,
  });
  await transport.sendMail({ from: 'orders@example.com', to: 'customer@mail.example', ...mail });
  transport.close();
}

async function get(
  path: string,
  host?: string,
): Promise<{ status: number; headers: Record<string, unknown>; body: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{
    status: number;
    headers: Record<string, unknown>;
    body: string;
  }>();
  const call = request(
    new URL(sink.url),
    { path, ...(host === undefined ? {} : { headers: { host } }) },
    (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (body += chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    },
  );
  call.on('error', reject);
  call.end();
  return promise;
}

test('a mail is kept as a file once it is acknowledged, and nothing half written is left', async () => {
  await send({ subject: 'Your parcel', text: 'It is on its way.' });
  const names = await readdir(folder);
  expect(names).toEqual([expect.stringMatching(/^\d{4}-\d\d-\d\dT.*\.eml$/)]);
  expect(await readFile(join(folder, names[0] ?? ''), 'utf8')).toMatch(
    /Subject: Your parcel\r\n[^]*It is on its way\.\r\n$/,
  );
});

test('a dot at the start of a line and long texts come through unchanged', async () => {
  const text = `.\n..two\n${'word '.repeat(20_000)}`;
  await send({ subject: 'dots', text });
  const [name = ''] = await readdir(folder);
  const raw = await readFile(join(folder, name), 'utf8');
  expect(raw).toContain('\r\n.\r\n..two\r\n');
});

describe('the page', () => {
  test('it lists the mails newest first with their text', async () => {
    await send({ subject: 'first', text: 'one' });
    await send({ subject: 'second – مرحبا', text: 'two' });
    const { status, body } = await get('/');
    expect(status).toBe(200);
    expect(body.indexOf('second – مرحبا')).toBeLessThan(body.indexOf('>first<'));
    expect(body).toContain('two');
  });

  test('hostile mail is shown as text under a policy that lets nothing in', async () => {
    await send({
      subject: '<script>alert(1)</script>',
      text: '</pre><img src=x onerror=alert(2)>',
      from: '"<b>x</b>" <a@mail.example>',
    });
    const { body, headers } = await get('/');
    expect(body).not.toMatch(/<script|<img|<b>/);
    expect(body).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-/);
    const link = /href="(\/mail\/[^"]+)"/.exec(body)?.[1] ?? '';
    const raw = await get(link);
    expect(raw.headers).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'x-content-type-options': 'nosniff',
    });
    expect(raw.body).toContain('onerror=alert(2)');
  });

  test('other files, other hosts and other methods are refused', async () => {
    for (const path of [
      '/mail/../../etc/passwd',
      '/mail/%2e%2e%2fx',
      '/mail/',
      '/mail/x.eml',
      '/favicon.ico',
    ]) {
      expect((await get(path)).status).toBe(404);
    }
    expect((await get('/', 'evil.example')).status).toBe(403);
    expect((await fetch(sink.url, { method: 'POST' })).status).toBe(405);
  });
});

test('it stops when its signal says so, and can be stopped twice', async () => {
  const controller = new AbortController();
  const other = await startSink({ folder, signal: controller.signal });
  controller.abort();
  await other.stop();
  await other.stop();
  await expect(fetch(other.url)).rejects.toThrow('fetch failed');
  await expect(startSink({ folder, signal: controller.signal })).rejects.toThrow('aborted');
});

test('a full disk is answered so that the sender tries again', async () => {
  await rm(folder, { recursive: true });
  await expect(send({ subject: 'x', text: 'x' })).rejects.toMatchObject({ responseCode: 452 });
});
