import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inspection } from '../../contract/domain/inspection.ts';
import { inspect } from './inspect.ts';
import { runCommand } from './run-command.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postroom-inspect-'));
  await mkdir(join(folder, 'mails/deeper'), { recursive: true });
  await writeFile(join(folder, 'mails/b.eml'), mail);
  await writeFile(join(folder, 'mails/deeper/a.EML'), mail);
  await writeFile(join(folder, 'mails/notes.txt'), 'no mail');
  await writeFile(
    join(folder, 'config.yaml'),
    `version: 1
tenants:
  - key: t
    name: T
    culture: en-US
    defaultDomain: desk.example
    mailServers:
      - key: main
        incoming: { protocol: imap, host: mail.example.com, user: master@example.com, password: "\${MAIL_PASSWORD}" }
    serviceGroups: [{ key: orders, name: Orders }]
    serviceAccesses:
      - { name: Off, address: orders@example.com, group: orders, active: false }
      - { name: Order desk, address: "order*@example.com", group: orders }
`,
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const mail =
  'From joe Fri Nov 21 09:55:06 1997\r\nDelivered-To: master@example.com\r\nFrom: Ann <ann@customer.example>\r\nTo: orders@example.com\r\n' +
  'Subject: \u001b[31mHello\r\nDate: Fri, 21 Nov 1997 09:55:06 -0600\r\n\r\nWhere is the parcel that I ordered last week?\r\n';

async function run(args: string[], stdin: string | Readable = '') {
  const out: string[] = [];
  const err: string[] = [];
  const status = await runCommand(inspect, args, {
    stdin: typeof stdin === 'string' ? Readable.from([Buffer.from(stdin)]) : stdin,
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    env: {},
    cwd: folder,
    signal: new AbortController().signal,
  });
  return { status, out, err };
}

test('each mail is one JSON line of the contract, in the order given', async () => {
  const { status, out } = await run(
    ['mails', '-', '--json', 'mails/b.eml'],
    'Subject: from standard input\n\nx',
  );
  expect(status).toBe(0);
  const lines = out.map((line) => inspection.parse(JSON.parse(line)));
  expect(lines.map(({ file }) => file.replace(folder, ''))).toEqual([
    '/mails/b.eml',
    '/mails/deeper/a.EML',
    '-',
    'mails/b.eml',
  ]);
  expect(lines[0]).toMatchObject({
    ok: true,
    from: { name: 'Ann', address: 'ann@customer.example' },
    date: '1997-11-21T15:55:06.000Z',
    text: 'Where is the parcel that I ordered last week?\n',
    language: 'en',
    serviceAccess: null,
    serviceGroup: null,
    why: 'No configuration was given, so no route was sought.',
    problems: [],
  });
});

test('an unparsable mail becomes a wrapping message', async () => {
  const bomb = `X-Long: ${'x'.repeat(1_000_000)}\r\n\r\ntext`;
  const { out, status } = await run(['--json', '--config', 'config.yaml', '-'], bomb);
  expect(status).toBe(0);
  const reason = 'The header field "x-long" is longer than 512 KB.';
  expect(inspection.parse(JSON.parse(out[0] ?? ''))).toMatchObject({
    ok: true,
    from: { name: '', address: 'unknown@desk.example' },
    subject: 'Unknown subject',
    text: `Error encountered during preprocessing of this message + ${reason} + Original Incoming Email is attached to this Email`,
    attachments: [{ name: 'original.eml', type: 'message/rfc822', size: bomb.length }],
    kind: 'wrapped',
    attachedData: { _AttachmentFileNames: 'original.eml', _WrappingMessageReason: reason },
  });
});

test('a configuration tells the service access and the group, and why', async () => {
  const { out } = await run(
    ['mails/b.eml', '--json', '--config', 'config.yaml', '-'],
    'To: x@y.example\n\nx',
  );
  const [routed, unrouted] = out.map((line) => inspection.parse(JSON.parse(line)));
  expect(routed).toMatchObject({ serviceAccess: 'Order desk', serviceGroup: 'Orders' });
  expect(routed?.why).toContain('orders@example.com in To fits the service access “Order desk”');
  expect(unrouted).toMatchObject({ serviceAccess: null, serviceGroup: 'unrouted' });
});

test('the word of a trusted server is believed, and without --dns nobody is asked', async () => {
  const servers = `- key: main
        incoming: { protocol: imap, host: mail.example.com, user: a, authservId: mx.example.com, password: "\${MAIL_PASSWORD}" }
`;
  await writeFile(
    join(folder, 'trust.yaml'),
    `version: 1\ntenants:\n  - key: t\n    name: T\n    culture: en-US\n    mailServers:\n      ${servers}`,
  );
  const said = `Authentication-Results: mx.example.com; dmarc=pass header.from=customer.example\r\nFrom: a@customer.example\r\n\r\nx`;
  const trusted = await run(['-', '--json', '--config', 'trust.yaml'], said);
  expect(inspection.parse(JSON.parse(trusted.out[0] ?? '')).authentication).toMatchObject({
    verdict: 'authentic',
    reason: 'server-vouches',
  });
  const untrusted = await run(['-', '--json'], said);
  expect(inspection.parse(JSON.parse(untrusted.out[0] ?? '')).authentication).toMatchObject({
    verdict: 'unknown',
    reason: 'not-checked',
    server: null,
  });
});

const returned = (text: string) =>
  'From: returns@relay.example\r\nTo: a@b.example\r\nSubject: Something\r\n' +
  'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n' +
  `${text}\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <1@b.example>\r\n\r\nDear customer\r\n--b--\r\n`;
const kindOf = async (args: string[], raw: string) =>
  inspection.parse(JSON.parse((await run(['-', '--json', ...args], raw)).out[0] ?? '')).kind;

test('of a mail that is split the copies are named, and who is left out', async () => {
  await writeFile(
    join(folder, 'split.yaml'),
    `version: 1
tenants:
  - key: t
    name: T
    culture: en-US
    splitting: { copyMessageToRecipients: true, inboundMsgCopyLimit: 2 }
    serviceGroups: [{ key: sales, name: Sales }, { key: orders, name: Orders }]
    serviceAccesses:
      - { name: Orders, address: orders@example.com, group: orders }
      - { name: Sales, address: "sales*@example.com", group: sales }
`,
  );
  const raw =
    'From: a@b.example\r\nTo: sales@example.com, other@b.example\r\nCc: orders@example.com, sales.uk@example.com\r\n\r\nx';
  const { out } = await run(['--json', '--config', 'split.yaml', '-'], raw);
  expect(inspection.parse(JSON.parse(out[0] ?? ''))).toMatchObject({
    serviceGroup: 'Sales',
    why: expect.stringMatching(
      /^sales@example\.com in To fits .* The mail is split: copies go for orders@example\.com to Orders\. The limit of copies leaves out sales\.uk@example\.com\.$/,
    ),
  });
});

test('the configuration says who returns mail, and how large a mail its server delivers', async () => {
  await writeFile(
    join(folder, 'limits.yaml'),
    `version: 1
tenants:
  - key: t
    name: T
    culture: en-US
    ndrSenders: [returns]
    mailServers:
      - key: main
        incoming: { protocol: imap, host: mail.example.com, user: a, password: "\${MAIL_PASSWORD}", maximumMessageBytes: 2000 }
`,
  );
  expect(await kindOf([], returned('See below.'))).toBe('message');
  expect(await kindOf(['--config', 'limits.yaml'], returned('See below.'))).toBe('ndr');
  const long = returned('See below. '.repeat(300));
  expect(await kindOf([], long)).toBe('message');
  expect(await kindOf(['--config', 'limits.yaml'], long)).toBe('wrapped');
});

test('the rules are tried without storing anything: which fired, and with --explain why the others did not', async () => {
  await writeFile(
    join(folder, 'rules.yaml'),
    `version: 1
tenants:
  - key: t
    name: T
    culture: en-US
    serviceGroups: [{ key: orders, name: Orders }, { key: parcels, name: Parcels }]
    serviceAccesses: [{ name: Order desk, address: "order*@example.com", group: orders }]
    rules:
      - { name: Parcels, when: { body: { matches: "where is the (parcel|box)" } }, then: { route: parcels } }
      - { name: Complaints, when: { subject: { contains: [complaint, refund] } }, then: { priority: 5 } }
`,
  );
  const short = await run(['mails/b.eml', '--json', '--config', 'rules.yaml']);
  expect(inspection.parse(JSON.parse(short.out[0] ?? ''))).toMatchObject({
    serviceGroup: 'Parcels',
    serviceAccess: 'Order desk',
    rules: [{ name: 'Parcels', fired: true, did: ['routed to Parcels'] }],
  });
  const explained = await run(['mails/b.eml', '--explain', '--config', 'rules.yaml']);
  expect(explained.out.filter((line) => line.startsWith('  Rule'))).toEqual([
    '  Rule       “Parcels” fired: the text “Where is the parcel that I ordered last week?” matches “where is the (parcel|box)”; routed to Parcels',
    '  Rule       “Complaints” did not fire: the subject “[31mHello” does not contain “complaint” or “refund”',
  ]);
  const bare = await run(['mails/b.eml', '--json', '--explain']);
  expect(inspection.parse(JSON.parse(bare.out[0] ?? '')).rules).toEqual([]);
  expect(bare.err).toEqual([expect.stringContaining('--config FILE')]);
});

test('a file that cannot be opened has its line as well and fails the command', async () => {
  const { status, out } = await run(['missing.eml', 'mails/b.eml', '--json']);
  expect(status).toBe(1);
  const [missing, found] = out.map((line) => inspection.parse(JSON.parse(line)));
  expect(missing).toMatchObject({ file: 'missing.eml', ok: false });
  expect(missing?.problems[0]).toMatch(/^The file cannot be read: there is no file/);
  expect(found?.ok).toBe(true);
});

test('a folder without mails is said to have none', async () => {
  await mkdir(join(folder, 'empty'));
  const { status, out } = await run(['empty', '--json']);
  expect(status).toBe(1);
  expect(inspection.parse(JSON.parse(out[0] ?? ''))).toMatchObject({
    ok: false,
    problems: ['The folder holds no .eml files.'],
  });
});

const tooLong = 'The file cannot be read: it has more than 200 MB, the limit of this command';

test('what never ends, and what is far too large, is left after the limit, each with its line', async () => {
  await writeFile(join(folder, 'large.eml'), '');
  await truncate(join(folder, 'large.eml'), 3 * 1024 ** 3);
  const megabyte = Buffer.alloc(1024 * 1024, 'x');
  let given = 0;
  const endless = new Readable({
    read() {
      given += 1;
      this.push(megabyte);
    },
  });
  const { status, out } = await run(['-', '/dev/zero', 'large.eml', 'mails/b.eml', '--json'], endless);
  expect(status).toBe(1);
  const lines = out.map((line) => inspection.parse(JSON.parse(line)));
  expect(lines.map(({ ok, problems }) => (ok ? 'read' : problems.join()))).toEqual([
    tooLong,
    tooLong,
    tooLong,
    'read',
  ]);
  expect(given).toBeLessThan(220);
  expect(endless.destroyed).toBe(true);
});

test('bad mail does not fail the command', async () => {
  const { status, out } = await run(['-', '--json'], '\0\0\0');
  expect(status).toBe(0);
  expect(inspection.parse(JSON.parse(out[0] ?? '')).ok).toBe(true);
});

test('without --json it is a summary that cannot control the terminal', async () => {
  const { out } = await run(['mails/b.eml', '--config', 'config.yaml']);
  expect(out).toEqual([
    'mails/b.eml',
    '  From       Ann <ann@customer.example>',
    '  To         orders@example.com',
    '  Subject    [31mHello',
    '  Date       1997-11-21T15:55:06.000Z',
    '  Text       Where is the parcel that I ordered last week?',
    '  Language   en',
    '  Authentic  unknown: without --dns nobody is asked',
    '  Goes to    Orders by “Order desk”',
    expect.stringMatching(/^ {2}Why {8}orders@example\.com in To fits/),
  ]);
});

test.each([
  [[], 'name the mail files'],
  [['--nonsense', 'x'], "Unknown option '--nonsense'"],
  [['--config'], "'--config <value>' argument missing"],
])('wrong usage %j is explained', async (args, problem) => {
  const { status, err } = await run(args);
  expect(status).toBe(2);
  expect(err[0]).toContain(problem);
  expect(err.join()).toContain('postroom inspect FILE');
});

test('a configuration with errors is refused with its findings', async () => {
  await writeFile(join(folder, 'wrong.yaml'), 'version: 2\n');
  const { status, err } = await run(['mails', '--config', 'wrong.yaml']);
  expect(status).toBe(2);
  expect(err[0]).toMatch(/^wrong\.yaml:1:/);
});

test('thousands of files are taken in one call', async () => {
  const many = join(folder, 'many');
  await mkdir(many);
  const names = Array.from({ length: 2000 }, (_, at) => `${String(at).padStart(4, '0')}.eml`);
  await Promise.all(names.map((name, at) => writeFile(join(many, name), `Subject: mail ${at}\n\nx`)));
  const { status, out } = await run(['many', '--json']);
  expect(status).toBe(0);
  expect(out.map((line) => inspection.parse(JSON.parse(line)).subject)).toEqual(
    names.map((_, at) => `mail ${at}`),
  );
});
