import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readMail } from '../mail/mime/read-mail.ts';
import { readAttachedFiles } from '../texts/attached-files.ts';
import { checkResponses } from '../texts/check-responses.ts';
import { formatFinding } from '../texts/finding.ts';
import { findIdentifiers } from '../texts/identifiers.ts';
import { parseResponses } from '../texts/parse-responses.ts';
import { sanitiseHtml } from '../texts/sanitise-html.ts';
import { demonstrationConfiguration, demonstrationFolder } from './demonstration-configuration.ts';
import { demonstrationMails } from './demonstration-mails.ts';

const tags = (source: string): number => source.match(/<\w/g)?.length ?? 0;
const now = new Date('2026-11-20T10:00:00Z');

test('the configuration fits the contract and sends to the sink only', async () => {
  const { tenants } = await demonstrationConfiguration({ smtpSinkPort: 4321 });
  const [tenant] = tenants;
  expect(tenant?.mailServers.map((server) => server.outgoing)).toMatchObject([
    { host: '127.0.0.1', port: 4321 },
  ]);
  expect(tenant?.serviceGroups).toHaveLength(3);
  expect(tenant?.agents.filter((agent) => agent.roles.includes('team-lead'))).toHaveLength(1);
  expect(tenant?.agents).toHaveLength(6);
  const names = new Set(tenant?.templates.map((template) => template.name));
  const keys = new Set(tenant?.responseFiles.map((file) => file.key));
  for (const group of tenant?.serviceGroups ?? []) {
    expect(
      names.has(group.template ?? '') &&
        names.has(group.signature ?? '') &&
        keys.has(group.responseFile ?? ''),
    ).toBe(true);
  }
});

test('templates hold no unknown identifier, and sanitising takes nothing from them', async () => {
  const { tenants } = await demonstrationConfiguration({ smtpSinkPort: 1 });
  for (const { html, text } of tenants[0]?.templates ?? []) {
    expect(
      findIdentifiers(html ?? text ?? '', html === undefined ? 'text' : 'html').filter((it) => !it.known),
    ).toEqual([]);
    expect(tags(sanitiseHtml((html ?? '').replaceAll('$', '')))).toBe(tags(html ?? ''));
  }
});

test('greeting and signature speak the languages of the demonstration’s agents', async () => {
  const { tenants } = await demonstrationConfiguration({ smtpSinkPort: 1 });
  for (const name of ['Reply', 'Signature']) {
    const versions = (tenants[0]?.templates ?? []).filter((template) => template.name === name);
    expect(versions.map(({ culture }) => culture)).toEqual([
      'en-US',
      'fr-FR',
      'de-DE',
      'es-ES',
      'sv-SE',
      'ja-JP',
    ]);
    expect(new Set(versions.map(({ html }) => html)).size).toBe(versions.length);
  }
});

test('the response files have no findings, nest, and speak several languages', async () => {
  const folder = new URL('responses/', demonstrationFolder);
  const names = (await readdir(folder)).filter((name) => name !== 'files');
  expect(names.toSorted()).toEqual(['billing.xml', 'orders.xml', 'returns.xml']);
  for (const name of names) {
    const source = await readFile(new URL(name, folder));
    expect(checkResponses(source, name).map(formatFinding)).toEqual([]);
    const parsed = parseResponses(source, name);
    expect((await readAttachedFiles(parsed, name, fileURLToPath(folder))).findings).toEqual([]);
    const { file } = parsed;
    const cultures = new Set(
      [...(file?.responses.values() ?? [])].flatMap((it) => it.bodies.map((body) => body.culture)),
    );
    expect([...cultures].toSorted()).toEqual(['de-DE', 'en-US', 'es-ES', 'fr-FR', 'sv-SE']);
    expect(file?.responses.size).toBeGreaterThanOrEqual(8);
  }
});

test('some sixty mails of the last two days come, oldest first, the same bytes every time', async () => {
  const mails = await demonstrationMails(now);
  expect(mails.length).toBeGreaterThanOrEqual(60);
  const ages = mails.map((mail) => now.getTime() - mail.date.getTime());
  expect(ages).toEqual(ages.toSorted((a, b) => b - a));
  expect(Math.max(...ages)).toBeLessThan(48 * 3_600_000);
  const digest = (list: typeof mails): string[] =>
    list.map(({ raw }) => createHash('sha256').update(raw).digest('hex'));
  expect(digest(await demonstrationMails(now))).toEqual(digest(mails));
  expect(new Set(digest(mails)).size).toBe(mails.length);
});

test('every mail can be read, is in the script of its language, and has what it speaks of', async () => {
  const mails = (await demonstrationMails(now)).map(({ raw }) => readMail(raw));
  const subjects = mails.map((mail) => mail.subject ?? '');
  for (const script of [
    /\p{Script=Arabic}/u,
    /\p{Script=Hebrew}/u,
    /\p{Script=Hiragana}/u,
    /\p{Script=Cyrillic}/u,
    /\p{Script=Greek}/u,
  ]) {
    expect(subjects.filter((subject) => script.test(subject)).length).toBeGreaterThan(0);
  }
  expect(new Set(mails.map((mail) => mail.messageId)).size).toBe(mails.length);
  for (const mail of mails) {
    expect(mail.text.trim()).not.toBe('');
    expect(mail.text).not.toMatch(/\[\[/);
    const shown = [...(mail.html ?? '').matchAll(/cid:([^"]+)/g)].map((match) => match[1] ?? '');
    const there = mail.attachments.map((attachment) => attachment.contentId);
    expect(shown.filter((cid) => !there.includes(cid))).toEqual([]);
  }
  expect(mails.filter((mail) => mail.problems.length > 0).map((mail) => mail.messageId)).toEqual([
    'broken-mime@mail.example',
  ]);
  const kinds = mails.flatMap((mail) => mail.attachments.map((attachment) => attachment.type));
  expect(kinds).toEqual(expect.arrayContaining(['image/png', 'application/pdf', 'text/csv']));
});

test('every mail goes to an address that the configuration routes, except one', async () => {
  const { tenants } = await demonstrationConfiguration({ smtpSinkPort: 1 });
  const patterns = (tenants[0]?.serviceAccesses ?? []).map(
    ({ address }) => new RegExp(`^${address.replaceAll('.', '\\.').replaceAll('*', '.*')}$`, 'i'),
  );
  const unrouted = (await demonstrationMails(now)).filter(
    ({ envelopeTo }) => !patterns.some((it) => it.test(envelopeTo)),
  );
  expect(unrouted.map(({ envelopeTo }) => envelopeTo)).toEqual(['info@example.com']);
});
