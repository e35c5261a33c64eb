import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { program, runPostroom, servePostroom, type ServingPostroom } from './postroom-process.ts';

let folder: string;
const running: ServingPostroom[] = [];
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'postroom-command-'));
});
afterEach(async () => {
  for (const { stop } of running.splice(0)) await stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

const postroom = (args: readonly string[], env: Record<string, string> = {}) =>
  runPostroom(args, folder, env);

async function serve(): Promise<ServingPostroom> {
  const serving = await servePostroom(folder);
  running.push(serving);
  return serving;
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
  const extra = await postroom(['migrate', 'x']);
  expect(extra).toMatchObject({ code: 2, out: '' });
  expect(extra.err).toMatch(/Unexpected argument 'x'[^]*postroom migrate/);
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
      'c.yaml:6:53: tenants[0].mailServers[0].outgoing.protocol: expected one of smtp, graph, ews; did you mean smtp?',
      '',
    ].join('\n'),
  });
});

test('a configuration with one mistake changes nothing of what is there', async () => {
  await writeConfiguration();
  expect((await postroom(['apply', 'c.yaml'])).code).toBe(0);
  const before = await postroom(['export']);
  await writeConfiguration(configuration.replace('name: Help', 'name: Desk').replace('[help]', '[hlep]'));
  const refused = await postroom(['apply', 'c.yaml']);
  expect(refused).toMatchObject({ code: 1, out: '' });
  expect(refused.err).toMatch(
    /^c\.yaml:8:\d+: tenants\[0\]\.agents\[0\]\.groups\[0\]: .*did you mean help\?\n$/,
  );
  expect(await postroom(['export'])).toEqual(before);
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
  const exported = await postroom(['export']);
  expect(exported).toMatchObject({ code: 0, err: '' });
  expect(exported.out).toContain('key: acme');
  const second = await postroom(['serve']);
  expect(second.code).toBe(1);
  expect(second.err).toContain(`Another Postroom backend (process ${pid}, since `);
  expect(second.err).toContain(`Stop it (kill ${pid}), or set POSTROOM_DATA to another folder.`);
  expect((await fetch(`${url}/api/health`)).status).toBe(200);
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

test('every command that reads the environment points out a variable that is none of ours', async () => {
  const env = { DATABASE_URL: 'postgres://127.0.0.1:9/x', POSTROOM_HTPP: 'x' };
  for (const command of ['serve', 'migrate', 'export']) {
    expect((await postroom([command], env)).err).toContain(
      'the environment variable POSTROOM_HTPP is no setting of Postroom; did you mean POSTROOM_HTTP?',
    );
  }
});

test('an inspection that is stopped with all its processes ends without a word', async () => {
  await writeFile(path.join(folder, 'a.eml'), 'Subject: x\r\n\r\ny');
  const files = Array.from({ length: 50 }, () => 'a.eml');
  const child = spawn(process.execPath, [program, 'inspect', ...files, '--json'], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const pid = child.pid ?? 0;
  const children = () => readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  await expect.poll(children).toMatch(/\d/);
  // As a terminal or a supervisor does: those that are starting know no better than to end at once.
  process.kill(-pid, 'SIGTERM');
  expect(await text(child.stderr)).not.toMatch(/^ {4}at |Unhandled|node:internal/m);
});
