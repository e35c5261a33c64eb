import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { responses } from './responses.ts';
import { runCommand } from './run-command.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postroom-responses-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function run(args: string[], stdin = ''): Promise<{ status: number; out: string[]; err: string[] }> {
  const out: string[] = [];
  const err: string[] = [];
  const status = await runCommand(responses, args, {
    stdin: Readable.from([Buffer.from(stdin)]),
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    env: {},
    cwd: folder,
    signal: new AbortController().signal,
  });
  return { status, out, err };
}

const good =
  '<responses version="1" defaultCulture="en-US"><response id="a" name="A"><body>Hi $From.Name$</body></response></responses>';

test('files without findings pass in silence', async () => {
  await writeFile(join(folder, 'good.xml'), good);
  expect(await run(['check', 'good.xml'])).toEqual({ status: 0, out: [], err: [] });
});

test('findings of all files are printed with file, line and column, and errors fail', async () => {
  await writeFile(join(folder, 'bad.xml'), good.replace('From.Name', 'Form.Name'));
  const result = await run(['check', 'bad.xml', 'good.xml', 'missing.xml']);
  expect(result.status).toBe(1);
  expect(result.out).toEqual([
    'bad.xml:1:82 error unknown identifier $Form.Name$; did you mean $From.Name$?',
    expect.stringMatching(/^missing\.xml:1:1 error cannot be read: there is no file/),
  ]);
});

test('a file that a response attaches is looked for beside the response file', async () => {
  await writeFile(
    join(folder, 'fees.xml'),
    good.replace('</response>', '<attachment href="fees.pdf"/></response>'),
  );
  expect((await run(['check', 'fees.xml'])).out).toEqual([
    'fees.xml:1:100 error there is no file “fees.pdf” beside this file',
  ]);
  await writeFile(join(folder, 'fees.pdf'), '%PDF-');
  expect(await run(['check', 'fees.xml'])).toEqual({ status: 0, out: [], err: [] });
});

test('a warning alone does not fail', async () => {
  const result = await run(['check', '-'], good.replace('id="a"', 'id="a" x="y"'));
  expect(result).toEqual({
    status: 0,
    out: ['stdin:1:47 warning attribute x of <response> is not known'],
    err: [],
  });
});

test('wrong usage explains itself', async () => {
  const wrong = [
    [[], 'say check or import'],
    [['check'], 'name the response files'],
    [['lint', 'x'], 'say check or import'],
    [['check', '--all'], 'no option --all'],
    [['import', 'tree'], 'or say --dry-run'],
  ] as const;
  for (const [args, problem] of wrong) {
    const result = await run([...args]);
    expect(result.status).toBe(2);
    expect(result.err[0]).toContain(problem);
    expect(result.err.join('\n')).toContain('postroom responses check FILE');
  }
});

test('importing writes a response file that is right, and never over another one', async () => {
  await mkdir(join(folder, 'tree/Billing'), { recursive: true });
  await writeFile(join(folder, 'tree/Billing/Late fee.txt'), 'Dear $From.Name$');
  await writeFile(join(folder, 'tree/odd.pdf'), '');

  expect(await run(['import', 'tree', '--dry-run', '--culture', 'fr-FR'])).toEqual({
    status: 0,
    out: ['Billing / Late fee (billing/late-fee): fr-FR', '1 response; nothing was written (--dry-run).'],
    err: ['tree/odd.pdf:1:1 warning is left out: it is no .txt, .htm or .html file'],
  });
  expect(await run(['import', 'tree', 'made.xml'])).toMatchObject({
    status: 0,
    out: ['1 response written to made.xml.'],
  });
  expect(await run(['check', 'made.xml'])).toEqual({ status: 0, out: [], err: [] });
  expect((await run(['import', 'tree', 'made.xml'])).err[1]).toContain('made.xml is there already');
});

test('an import with errors names them and writes nothing', async () => {
  await writeFile(join(folder, 'bad.csv'), 'name,text\nA,\n');
  const result = await run(['import', 'bad.csv', 'from-bad.xml']);
  expect(result.status).toBe(1);
  expect(result.err).toContain('bad.csv:2:1 error has neither text nor html');
  expect((await run(['check', 'from-bad.xml'])).out).toEqual([expect.stringContaining('there is no file')]);
  expect((await run(['import', 'nowhere', 'x.xml'])).err[0]).toContain(
    'nowhere cannot be read: there is no file',
  );
  expect((await run(['import', 'bad.csv', 'x.xml', '--culture', 'french'])).err[0]).toContain(
    'is not a culture',
  );
  expect((await run(['import', 'bad.csv'])).status).toBe(2);
});
