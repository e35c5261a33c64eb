import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { arc, dkimVerify, spf } from 'mailauth';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import type { Lookup } from '../../backend/mail/authentication/dns-lookups.ts';
import { corporaFolder } from './corpora.ts';

const corpora = corporaFolder();
const folder = corpora === null ? null : join(corpora, 'spf-arc-mailauth');
if (folder === null) {
  console.warn(
    'The suites for SPF and ARC are not here, so they are not run: put the collections at ../shared/corpora or name their folder in POSTROOM_CORPORA.',
  );
}

const missing = () => Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });

const spfScenario = z.object({
  description: z.string(),
  tests: z.record(
    z.string(),
    z.object({
      host: z.union([z.string(), z.number()]).transform(String),
      helo: z.string(),
      mailfrom: z.string(),
      result: z.union([z.string(), z.array(z.string())]).transform((one) => [one].flat()),
    }),
  ),
  zonedata: z.record(z.string(), z.array(z.unknown())).default({}),
});

/** The zone of a scenario: SPF records stand for TXT where it has none; TIMEOUT is a server that does not answer. */
function zoneOf(zonedata: Readonly<Record<string, readonly unknown[]>>): Lookup {
  const zone = new Map(Object.entries(zonedata).map(([name, entries]) => [name.toLowerCase(), entries]));
  return (name, type) => {
    const entries = zone.get(name.toLowerCase().replace(/\.$/, ''));
    if (!entries) return Promise.reject(missing());
    const found: (string | string[] | { exchange: string; priority: number })[] = [];
    const hasText = entries.some((entry) => isRecord(entry) && 'TXT' in entry);
    for (const entry of entries) {
      if (!isRecord(entry)) continue;
      for (const [kind, value] of Object.entries(entry)) {
        const as = kind === 'SPF' ? (hasText ? 'SPF' : 'TXT') : kind;
        if (as !== type || value === 'NONE') continue;
        if (type === 'TXT') found.push([value].flat().map(String));
        else if (type === 'MX' && Array.isArray(value))
          found.push({ priority: Number(value[0]), exchange: String(value[1]) });
        else found.push(String(value));
      }
    }
    if (found.length > 0) return Promise.resolve(found as string[]);
    const code = entries.includes('TIMEOUT') ? 'ETIMEOUT' : 'ENODATA';
    return Promise.reject(Object.assign(new Error(code), { code }));
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

test.runIf(folder !== null)('the SPF suite of RFC 7208 passes', async () => {
  const text = readFileSync(join(folder ?? '', 'spf/rfc7208-tests.yml'), 'utf8');
  const misses: string[] = [];
  let run = 0;
  for (const document of parseAllDocuments(text)) {
    const { description, tests, zonedata } = spfScenario.parse(document.toJS());
    for (const [name, { host, helo, mailfrom, result }] of Object.entries(tests)) {
      run++;
      const { status } = await spf({
        ip: host,
        helo,
        ...(mailfrom === '' ? {} : { sender: mailfrom }),
        mta: 'receiver.example',
        resolver: zoneOf(zonedata),
        strict: true,
      });
      if (!result.includes(status.result))
        misses.push(`${description}/${name}: ${status.result} instead of ${result.join(' or ')}`);
    }
  }
  console.info(`SPF: ${run - misses.length} of ${run} passed`);
  expect(run).toBeGreaterThan(150);
  expect(misses).toEqual([]);
});

/** Tests of the drafts before RFC 8617 that the RFC decides otherwise: each with the reason. */
const explained: Readonly<Record<string, string>> = {
  ams_fields_c_na:
    'a signature without c= is simple/simple (RFC 6376 section 3.5), and this one verifies as relaxed only',
  ams_fields_h_empty: 'h= must not be empty and must name From (RFC 6376 sections 3.5 and 5.4)',
};

const arcSuite = z.array(
  z.object({
    description: z.string(),
    tests: z.record(z.string(), z.object({ message: z.string(), cv: z.string() })),
    'txt-records': z.record(z.string(), z.string()).optional(),
    txt_records: z.record(z.string(), z.string()).optional(),
  }),
);

test.runIf(folder !== null)('the ARC validation suite passes', async () => {
  const suite = arcSuite.parse(
    JSON.parse(readFileSync(join(folder ?? '', 'arc/arc-draft-validation-tests.json'), 'utf8')),
  );
  const misses: string[] = [];
  let run = 0;
  for (const scenario of suite) {
    const records = new Map(Object.entries(scenario['txt-records'] ?? scenario.txt_records ?? {}));
    const resolver: Lookup = (name, type) => {
      const found = type === 'TXT' ? records.get(name) : undefined;
      return found === undefined ? Promise.reject(missing()) : Promise.resolve([[found]]);
    };
    for (const [name, { message, cv }] of Object.entries(scenario.tests)) {
      run++;
      const signatures = await dkimVerify(Buffer.from(message.replaceAll(/\r?\n/g, '\r\n')), {
        resolver,
        strict: true,
      });
      const chain = signatures.arc ?? { chain: false };
      const { status } = await arc(chain as never, { resolver, strict: true });
      // An empty expectation asks nothing.
      if (cv !== '' && status.result !== cv.toLowerCase()) misses.push(name);
    }
  }
  console.info(
    `ARC: ${run - misses.length} of ${run} passed; missed: ${misses.map((name) => `${name} (${explained[name]})`).join(', ')}`,
  );
  expect(run).toBeGreaterThan(50);
  expect(misses).toEqual(Object.keys(explained));
});
