import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { exportConfiguration, formatYaml } from './export-configuration.ts';
import { type ApplySource, applySource, fullConfiguration as full } from './test-configuration.ts';

let world: TestDatabase;
beforeEach(async () => {
  world = await openTestDatabase();
});
afterEach(() => world[Symbol.asyncDispose]());

const apply = (source: string, options: ApplySource = {}) => applySource(world.db, source, options);

async function makeFolder() {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'postroom-apply-'));
  return {
    path: folder,
    write: (name: string, text: string) => writeFile(path.join(folder, name), text),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

const storedResponses = () =>
  world.db.kysely.selectFrom('response_file').select(['source', 'problem']).executeTakeFirstOrThrow();

test('a response file with errors keeps its last good source and says so', async () => {
  await apply(full);
  expect((await apply(full.replace('<body>Hi</body>', '<body>Hi'))).lines).toEqual([
    expect.stringMatching(/^~ response file orders: problem none → orders:\d+:\d+ error /),
  ]);
  expect(await storedResponses()).toMatchObject({
    source: expect.stringContaining('<body>Hi</body>') as string,
    problem: expect.stringContaining('error') as string,
  });
  await apply(full);
  expect(await storedResponses()).toMatchObject({ problem: null });
});

function withTemplates(templates: string): string {
  return `version: 1
tenants:
  - key: acme
    name: Acme
    culture: en-US
    templates: [${templates}]
    serviceGroups: [{ key: orders, name: Orders, template: Reply }]
`;
}

test('a template has a version for each culture, each changed and set aside by itself', async () => {
  const [none, english, french] = [
    '{ name: Reply, text: Hi }',
    '{ name: Reply, culture: en-US, text: Hello }',
    '{ name: Reply, culture: fr-FR, text: Bonjour }',
  ];
  expect((await apply(withTemplates(`${none}, ${english}, ${french}`))).lines).toEqual(
    expect.arrayContaining(['+ template Reply', '+ template Reply [en-US]', '+ template Reply [fr-FR]']),
  );
  const exported = formatYaml(await exportConfiguration(world.db));
  expect((await apply(exported)).lines).toEqual([]);
  expect((await apply(withTemplates(`${english}, ${french.replace('Bonjour', 'Salut')}`))).lines).toEqual([
    '~ template Reply [fr-FR]: text changed',
    '- template Reply',
  ]);
  expect((await apply(exported)).lines).toEqual([
    '+ template Reply again',
    '~ template Reply [fr-FR]: text changed',
  ]);
  await expect(apply(withTemplates(`${english}, ${english}`))).rejects.toThrow(
    'the template “Reply [en-US]” is there already',
  );
});

/** A response file whose only response holds this. */
function responses(inner: string): string {
  return `<responses version="1" defaultCulture="en-US"><response id="a" name="A"><body>Hi</body>${inner}</response></responses>`;
}

test('files that responses attach are kept with them, by their content', async () => {
  await using folder = await makeFolder();
  const source = `version: 1
tenants:
  - { key: acme, name: Acme, culture: en-US, responseFiles: [{ key: orders, file: orders.xml }] }
`;
  const kept = async () =>
    (
      await sql<{ href: string; type: string; text: string }>`
        select href, type, convert_from(bytes, 'UTF8') as text from response_attachment join blob using (sha256)`.execute(
        world.db.kysely,
      )
    ).rows;
  await folder.write('fees.csv', 'fee;10');
  await folder.write('orders.xml', responses('<attachment href="fees.csv"/>'));
  await apply(source, { folder: folder.path });
  expect(await kept()).toEqual([{ href: 'fees.csv', type: 'text/csv', text: 'fee;10' }]);
  expect((await apply(source, { folder: folder.path })).lines).toEqual([]);

  // The export names the file, and applying it from anywhere changes nothing.
  const exported = formatYaml(await exportConfiguration(world.db));
  expect(exported).toContain(`file: ${folder.path}/orders.xml`);
  expect((await apply(exported)).lines).toEqual([]);

  await folder.write('fees.csv', 'fee;20');
  expect((await apply(source, { folder: folder.path })).lines).toEqual([
    '~ response file orders: attachment fees.csv changed',
  ]);
  expect(await kept()).toMatchObject([{ text: 'fee;20' }]);

  await folder.write('orders.xml', responses('<attachment href="gone.csv"/>'));
  expect((await apply(source, { folder: folder.path })).lines).toEqual([
    expect.stringContaining('there is no file “gone.csv”'),
  ]);
  expect(await kept()).toMatchObject([{ text: 'fee;20' }]);

  await folder.write('orders.xml', responses(''));
  expect((await apply(source, { folder: folder.path })).lines).toEqual([
    expect.stringMatching(/responses changed, attachment fees.csv removed, problem .* → none$/),
  ]);
  expect(await kept()).toEqual([]);
});
