import { mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import pino from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { TenantId } from '../../contract/domain/ids.ts';
import { openTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { checkTenant } from '../doctor/check-tenant.ts';
import { applyConfiguration } from './apply-configuration.ts';
import { loadResponseFile } from './load-response-file.ts';
import { readConfiguration } from './read-configuration.ts';
import { readResponseFile } from './read-response-file.ts';
import { keepResponsesLoaded } from './reload-responses.ts';
import { readStoredTenant } from './stored-tenant.ts';
import { WatchedFile } from './watched-file.ts';

let world: TestDatabase;
let folder: string;
const running: (() => Promise<void>)[] = [];
const logged: string[] = [];
const log = pino({ level: 'info' }, { write: (line: string) => logged.push(line) });

beforeEach(async () => {
  world = await openTestDatabase();
  folder = await mkdtemp(path.join(os.tmpdir(), 'postroom-reload-'));
  logged.length = 0;
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((stop) => stop()));
  await world[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const responses = (body: string, inner = '') =>
  `<responses version="1" defaultCulture="en-US"><response id="a" name="A"><body>${body}</body>${inner}</response></responses>`;

/** As editors save: a new file takes the place of the old one. */
async function save(name: string, text: string): Promise<void> {
  await writeFile(path.join(folder, `${name}~`), text);
  await rename(path.join(folder, `${name}~`), path.join(folder, name));
}

async function apply(): Promise<void> {
  const source = `version: 1
tenants:
  - { key: acme, name: Acme, culture: en-US, responseFiles: [{ key: help, file: help.xml }] }
`;
  const { configuration } = await readConfiguration(Buffer.from(source), 'c.yaml', folder);
  if (!configuration) throw new Error('the configuration cannot be read');
  await applyConfiguration(world.db, configuration, { env: {} });
}

function start(): () => Promise<void> {
  const ending = new AbortController();
  const ended = keepResponsesLoaded(world.db, log, ending.signal, 5);
  const stop = async () => {
    ending.abort();
    await ended;
  };
  running.push(stop);
  return stop;
}

async function stored() {
  const { rows } = await sql<{ source: string; problem: string | null }>`
    select source, problem from response_file`.execute(world.db.kysely);
  return rows[0];
}
async function eventCount(): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from event where payload ->> 'type' = 'responses.changed'`.execute(
    world.db.kysely,
  );
  return rows[0]?.count ?? 0;
}
const eventually = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 20_000, interval: 10 });

test('a file that was saved is taken up once, by however many backends, audited and told to agents', async () => {
  await save('help.xml', responses('One'));
  await apply();
  const before = await eventCount();
  start();
  start();
  await save('help.xml', responses('Two'));
  await eventually(async () => {
    expect((await stored())?.source).toContain('Two');
  });
  await save('help.xml', responses('Three'));
  await eventually(async () => {
    expect((await stored())?.source).toContain('Three');
  });
  expect(await eventCount()).toBe(before + 2);
  const { rows } = await sql`select from audit where actor = 'response file'`.execute(world.db.kysely);
  expect(rows).toHaveLength(2);
});

test('one with errors leaves the last good in use and is told in the log and by doctor, until it is mended', async () => {
  await save('help.xml', responses('Good'));
  await apply();
  start();
  await save('help.xml', responses('Bad').replace('</body>', ''));
  await eventually(async () => {
    expect((await stored())?.problem).toMatch(/^help\.xml:1:\d+ error /);
  });
  expect((await stored())?.source).toContain('Good');
  await eventually(async () => {
    expect(await Promise.resolve(logged.join(''))).toContain('the last good one stays in use');
  });
  const tenant = await readStoredTenant(world.db.kysely, 'acme');
  const [diagnosis] = tenant
    ? checkTenant(tenant).filter(({ subject }) => subject.startsWith('response file'))
    : [];
  expect(diagnosis).toMatchObject({
    state: 'warn',
    text: expect.stringContaining('help.xml:1:') as string,
    mend: expect.stringContaining(path.join(folder, 'help.xml')) as string,
  });
  await save('help.xml', responses('Good'));
  await eventually(async () => {
    expect(await stored()).toMatchObject({ problem: null });
  });
});

test('an attached file that changes is taken up like the response file itself', async () => {
  await save('fees.csv', 'old');
  await save('help.xml', responses('Fees', '<attachment href="fees.csv"/>'));
  await apply();
  start();
  await save('fees.csv', 'new');
  await eventually(async () => {
    const { rows } = await sql`
      select convert_from(bytes, 'UTF8') as text from response_attachment join blob using (sha256)`.execute(
      world.db.kysely,
    );
    expect(rows).toEqual([{ text: 'new' }]);
  });
});

test('a file that is gone keeps its responses in use, and is taken up when it is back', async () => {
  await save('help.xml', responses('Here'));
  await apply();
  start();
  // So that its going is seen: another save has been taken up first.
  await save('help.xml', responses('Seen'));
  await eventually(async () => {
    expect((await stored())?.source).toContain('Seen');
  });
  await rm(path.join(folder, 'help.xml'));
  await eventually(async () => {
    expect((await stored())?.problem).toContain('cannot be read: there is no file');
  });
  expect((await stored())?.source).toContain('Seen');
  await save('help.xml', responses('Back'));
  await eventually(async () => {
    expect(await stored()).toMatchObject({
      problem: null,
      source: expect.stringContaining('Back') as string,
    });
  });
});

test('what was saved while no backend ran is taken up at the start', async () => {
  await save('help.xml', responses('Before'));
  await apply();
  await save('help.xml', responses('Meanwhile'));
  await utimes(path.join(folder, 'help.xml'), new Date(), new Date(Date.now() + 5_000));
  start();
  await eventually(async () => {
    expect((await stored())?.source).toContain('Meanwhile');
  });
});

test('an older file on another machine is left alone, a newer one is loaded, a change before our eyes always', async () => {
  const file = path.join(folder, 'help.xml');
  await save('help.xml', responses('Mine'));
  const { read } = await readResponseFile('help', file);
  const shifted = (milliseconds: number) => new Date(read.modifiedAt.getTime() + milliseconds);
  const theirs = { sha256: 'theirs', modifiedAt: shifted(1000) };
  expect(
    await new WatchedFile('help', file).look({ sha256: 'theirs', modifiedAt: shifted(-1000) }),
  ).toMatchObject({
    source: responses('Mine'),
  });
  const watched = new WatchedFile('help', file);
  expect(await watched.look(theirs)).toBe(null);
  expect(await watched.look(theirs)).toBe(null);

  await save('help.xml', responses('Restored'));
  await utimes(file, shifted(-9_000), shifted(-9_000));
  // Seen once it may still be being written.
  expect(await watched.look(theirs)).toBe(null);
  expect(await watched.look(theirs)).toMatchObject({ source: responses('Restored') });
  expect(await watched.look(theirs)).toBe(null);
  expect(await new WatchedFile('help', path.join(folder, 'elsewhere.xml')).look(theirs)).toBe(null);
});

test('what was read before another backend loaded something does not come back over it', async () => {
  await save('help.xml', responses('One'));
  await apply();
  const { rows } = await sql<{ id: string; tenant_id: TenantId; read_sha256: string }>`
    select id, tenant_id, read_sha256 from response_file`.execute(world.db.kysely);
  const [row] = rows;
  if (!row) throw new Error('there is no response file');
  const last = { sha256: row.read_sha256, modifiedAt: null };
  const file = {
    id: row.id,
    tenantId: row.tenant_id,
    tenantKey: 'acme',
    key: 'help',
    path: path.join(folder, 'help.xml'),
    last,
  };
  await save('help.xml', responses('Two'));
  const slow = await readResponseFile('help', file.path);
  await save('help.xml', responses('Three'));
  expect(await loadResponseFile(world.db, file, await readResponseFile('help', file.path))).toHaveLength(1);
  expect(await loadResponseFile(world.db, file, slow)).toEqual([]);
  expect((await stored())?.source).toContain('Three');
});
