import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';

const program = path.resolve(import.meta.dirname, '../../backend/cli/postroom.ts');
let folder: string;
const running: { stop: () => Promise<void> }[] = [];
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'postroom-command-'));
});
afterEach(async () => {
  for (const { stop } of running.splice(0)) await stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

const environment = (env: Record<string, string>) => ({
  PATH: process.env['PATH'],
  POSTROOM_HTTP: '127.0.0.1:0',
  POSTROOM_LOG: 'error',
  ...env,
});

async function postroom(args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [program, ...args], { cwd: folder, env: environment(env) });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, out, err };
}

async function serve(): Promise<{ pid: number; url: string; ended: Promise<unknown> }> {
  const child = spawn(process.execPath, [program, 'serve'], { cwd: folder, env: environment({}) });
  const ended = once(child, 'exit');
  running.push({
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  });
  child.stdout.setEncoding('utf8');
  let out = '';
  for await (const chunk of child.stdout) {
    out += String(chunk);
    const url = /^Postroom is ready: (\S+)$/m.exec(out)?.[1];
    if (url !== undefined) return { pid: child.pid ?? 0, url, ended };
  }
  throw new Error(`the backend ended: ${out}`);
}

const configuration = `version: 1
tenants:
  - key: acme
    name: Acme
    culture: en-US
    mailServers: [{ key: out, outgoing: { protocol: smtp, host: 127.0.0.1, port: 9, security: none } }]
    serviceGroups: [{ key: help, name: Help, email: help@acme.example }]
    agents: [{ login: anna, roles: [administrator], password: "file:anna.secret", groups: [help] }]
`;

async function writeConfiguration(source = configuration): Promise<void> {
  await writeFile(path.join(folder, 'c.yaml'), source);
  await writeFile(path.join(folder, 'anna.secret'), 'anna-secret\n');
}

async function signIn(url: string): Promise<Response> {
  return fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login: 'anna', password: 'anna-secret' }),
  });
}

test('a command that is not known or used wrongly explains itself and exits with 2', async () => {
  const unknown = await postroom(['aply']);
  expect(unknown).toMatchObject({ code: 2, out: '' });
  expect(unknown.err).toContain('there is no command “aply”; did you mean apply?');
  const option = await postroom(['apply', '--dryrun', 'c.yaml']);
  expect(option.code).toBe(2);
  expect(option.err).toMatch(/Unknown option '--dryrun'[^]*postroom apply FILE/);
  expect(await postroom(['--version'])).toEqual({
    code: 0,
    out: expect.stringMatching(/^postroom \d/) as string,
    err: '',
  });
  expect((await postroom(['--help'])).out).toMatch(/ {2}doctor +\S/);
});

test('mistakes in a configuration are said with file, line and path, and nothing is started for them', async () => {
  await writeConfiguration(configuration.replace('culture', 'cultur').replace('smtp', 'smtpp'));
  expect(await postroom(['apply', 'c.yaml'])).toEqual({
    code: 1,
    out: '',
    err: [
      'c.yaml:3:5: tenants[0].culture: is missing',
      'c.yaml:5:5: tenants[0].cultur: unknown key; did you mean culture?',
      'c.yaml:6:53: tenants[0].mailServers[0].outgoing.protocol: expected smtp; did you mean smtp?',
      '',
    ].join('\n'),
  });
});

test('a configuration is applied and exported without a backend, and again without a change', async () => {
  await writeConfiguration();
  const first = await postroom(['apply', 'c.yaml']);
  expect(first).toMatchObject({ code: 0, err: '' });
  expect(first.out).toBe(
    '+ tenant acme\n+ mail server out\n+ service group help\n+ service group unrouted\n+ agent anna\n',
  );
  const exported = await postroom(['export']);
  await writeFile(path.join(folder, 'e.yaml'), exported.out);
  expect(await postroom(['apply', 'e.yaml'])).toEqual({ code: 0, out: 'Nothing to change.\n', err: '' });
  await writeConfiguration(configuration.replace('name: Help', 'name: Help desk'));
  const dry = await postroom(['apply', 'c.yaml', '--dry-run']);
  expect(dry.out).toBe('~ service group help: name Help → Help desk\nNothing was changed (--dry-run).\n');
});

test('beside a running backend a configuration takes effect at once; a second backend is refused', async () => {
  await writeConfiguration();
  const { pid, url } = await serve();
  expect((await signIn(url)).status).toBe(401);
  expect((await postroom(['apply', 'c.yaml'])).code).toBe(0);
  expect((await signIn(url)).status).toBe(200);
  const second = await postroom(['serve']);
  expect(second.code).toBe(1);
  expect(second.err).toContain(`Another Postroom backend (process ${pid}, since `);
  expect(second.err).toContain(`Stop it (kill ${pid}), or set POSTROOM_DATA to another folder.`);
  const examined = await postroom(['doctor', '--json']);
  expect(examined.out).toContain(`runs on this data folder (process ${pid}`);
});

test('wrong settings of the environment are all named, and stop the backend before it does anything', async () => {
  const { code, err } = await postroom(['serve'], {
    POSTROOM_HTTP: 'x',
    POSTROOM_LOG: 'loud',
    POSTROOM_DTA: '/d',
  });
  expect(code).toBe(1);
  expect(err).toMatch(/POSTROOM_HTTP is “x”; write host:port[^]*POSTROOM_LOG is “loud”/);
});

test('a reader that has seen enough ends a command quietly', async () => {
  const child = spawn('/bin/sh', ['-c', `"${process.execPath}" "${program}" --help | head -1`], {
    cwd: folder,
  });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  expect([out, err]).toEqual(['postroom <command> [arguments]\n', '']);
});
