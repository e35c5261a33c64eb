import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { formatFinding } from '../finding.ts';
import { bodyFor } from '../response-body.ts';
import type { ResponseFile, ResponseFolder } from '../response-file.ts';
import { importResponses } from './import-responses.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'postroom-import-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function write(name: string, content: string | Uint8Array): Promise<void> {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, content);
}

async function take(name: string, culture = 'en-US') {
  const { made, findings } = await importResponses(path.join(folder, name), name, culture);
  return { file: made?.file ?? null, text: made?.text ?? '', findings: findings.map(formatFinding) };
}

/** `Category / Name` of all responses. */
function namesOf({ folders, responses }: ResponseFolder, before = ''): string[] {
  return [
    ...responses.map(({ name }) => before + name),
    ...folders.flatMap((inner) => namesOf(inner, `${before}${inner.name} / `)),
  ];
}
const textOf = (file: ResponseFile | null, id: string, culture = 'en-US') =>
  file && bodyFor(file, id, culture)?.source;

const awkward = 'A ]]> & <b> "q" \'s\' 😀 שלום\n\n  indented\n$From.Name$';

test('a folder tree becomes categories and responses, with the versions of one name together', async () => {
  await write('r/Late fee.txt', `${awkward.replaceAll('\n', '\r\n')}\r\n`);
  await write('r/Late fee.fr-FR.html', '<p>Bonjour <b>$From.Name$</b></p>');
  await write('r/Billing/Reminders/Version 2.0.htm', '<p>Two</p>');
  await write('r/Billing/10 last.txt', 'x');
  await write('r/Billing/9 first.txt', 'x');
  const { file, findings } = await take('r');
  expect(findings).toEqual([]);
  expect(file && namesOf(file.root)).toEqual([
    'Late fee',
    'Billing / 9 first',
    'Billing / 10 last',
    'Billing / Reminders / Version 2.0',
  ]);
  expect(textOf(file, 'late-fee')).toBe(awkward);
  expect(textOf(file, 'late-fee', 'fr-CA')).toBe('<p>Bonjour <b>$From.Name$</b></p>');
  expect(textOf(file, 'billing/reminders/version-2-0')).toBe('<p>Two</p>');
});

test('files of a tree are read in the encoding that they are in', async () => {
  await write('r/a.txt', Buffer.from('\ufeffhé', 'utf8'));
  await write('r/b.txt', Buffer.from('\ufeffhé', 'utf16le'));
  await write('r/c.txt', Buffer.from([0x68, 0xe9]));
  const { file } = await take('r');
  expect(['a', 'b', 'c'].map((id) => textOf(file, id))).toEqual(['hé', 'hé', 'hé']);
});

test('what is no response in a tree is left out and named, what is too large stops', async () => {
  await write('r/a.txt', 'x');
  await write('r/notes.docx', 'x');
  await write('r/.hidden/x.txt', 'x');
  await write('secret.txt', 'secret');
  await symlink(path.join(folder, 'secret.txt'), path.join(folder, 'r/link.txt'));
  const small = await take('r');
  expect(small.file && namesOf(small.file.root)).toEqual(['a']);
  expect(small.findings).toEqual([
    'r/link.txt:1:1 warning is left out: it is no .txt, .htm or .html file',
    'r/notes.docx:1:1 warning is left out: it is no .txt, .htm or .html file',
  ]);
  await write('r/big.txt', 'x');
  await truncate(path.join(folder, 'r/big.txt'), 9 * 1024 * 1024);
  const { file, findings } = await take('r');
  expect(file).toBeNull();
  expect(findings).toContain('r/big.txt:1:1 error with it the texts are larger than 8 MB together');
});

test('a table becomes what its columns say, rows of one response its versions', async () => {
  await write(
    'r.csv',
    `\ufeffName;Category;Culture;Text;HTML;Shortcut;Keywords;Status;NotAfter;Subject
Late fee;Billing / Reminders;;"${awkward.replaceAll('"', '""')}";;lf;fee, late;approved;2030-01-31;Re: $Subject$
Late fee;Billing/Reminders;fr-FR;;<p>Bonjour</p>;;;;;
Plan;Billing;;In parts;;;;draft;;
`,
  );
  const { file, findings } = await take('r.csv');
  expect(findings).toEqual([]);
  expect(file && namesOf(file.root)).toEqual(['Billing / Plan', 'Billing / Reminders / Late fee']);
  expect(file?.responses.get('billing/reminders/late-fee')).toMatchObject({
    shortcut: 'lf',
    keywords: ['fee, late'],
    status: 'approved',
    notAfter: '2030-01-31',
    subject: 'Re: $Subject$',
  });
  expect(textOf(file, 'billing/reminders/late-fee')).toBe(awkward);
  expect(textOf(file, 'billing/reminders/late-fee', 'fr-FR')).toBe('<p>Bonjour</p>');
  expect(file?.responses.get('billing/plan')?.status).toBe('draft');
});

test('errors of a table are said with the line of the row that has them', async () => {
  await write(
    'bad.csv',
    `name,text,culture,status,notAfter,shortcutt
One,"several
lines",english,,,
Two,x,,approvd,2026-02-30,
Three,,,,,
Four,$Form.Name$,,,,
,x,,,,
`,
  );
  const { file, findings } = await take('bad.csv');
  expect(file).toBeNull();
  expect(findings).toEqual([
    'bad.csv:1:1 warning the column “shortcutt” is not known and left out; did you mean shortcut?',
    'bad.csv:2:1 error culture "english" is not a culture name such as en-US',
    'bad.csv:4:1 error notAfter "2026-02-30" is not a day of the form 2026-12-31',
    'bad.csv:4:1 error status "approvd" is not one of approved, draft',
    'bad.csv:5:1 error has neither text nor html',
    'bad.csv:6:1 error unknown identifier $Form.Name$; did you mean $From.Name$?',
    'bad.csv:7:1 error has no name',
  ]);
});

test.each([
  ['open.csv', 'name,text\na,"never closed\n', 'open.csv:2:1 error the quote is never closed'],
  [
    'few.csv',
    'name,words\na,b\n',
    'few.csv:1:1 error the first row has to name the columns name and text or html',
  ],
  [
    'wide.csv',
    'name,text\na,b,c\n',
    'wide.csv:2:1 error has more cells than there are columns; put texts with separators in quotes',
  ],
  ['empty.csv', '', /^empty\.csv:1:1 error is empty/],
  [
    'own.xml',
    '<responses version="1"/>',
    'own.xml:1:1 error the file begins with <responses>; templates of Quicktext begin with <quicktext>',
  ],
  [
    'bomb.xml',
    '<!DOCTYPE x [<!ENTITY a "b">]><quicktext/>',
    /^bomb\.xml:1:1 error a document type declaration/,
  ],
  ['cut.xml', '<quicktext>\n<menu>', /^cut\.xml:2:\d+ error not well-formed/],
  [
    'scripts.xml',
    '<quicktext>\n<filetype>scripts</filetype></quicktext>',
    /scripts of Quicktext; export its templates/,
  ],
  ['x.json', '{}', 'x.json:1:1 error import a folder, a .csv file, or an .xml file of Quicktext'],
] as const)('%s is refused with its place', async (name, content, expected) => {
  await write(name, content);
  const { file, findings } = await take(name);
  expect(file).toBeNull();
  expect(findings.join('\n')).toMatch(expected);
});

test('templates of Quicktext keep groups, keywords and subjects, and their tags become identifiers', async () => {
  await write(
    'q.xml',
    `<?xml version="1.0"?>
<quicktext version="2">
	<filetype>templates</filetype>
	<menu>
		<title><![CDATA[Bills & fees]]></title>
		<texts>
			<text shortcut="1" type="1">
				<name><![CDATA[Greeting]]></name>
				<keyword><![CDATA[hi]]></keyword>
				<subject><![CDATA[About [[SUBJECT]]]]></subject>
				<body><![CDATA[<p>Hi [[TO=firstname]], [[CURSOR]]$5</p>]]></body>
			</text>
			<text shortcut="2" type="0">
				<name><![CDATA[Greeting]]></name>
				<body><![CDATA[[[SCRIPT=x]] Yours [[FROM=fullname]]]]></body>
				<attachments><![CDATA[C:\\fees.pdf]]></attachments>
			</text>
		</texts>
	</menu>
</quicktext>
`,
  );
  const { file, findings } = await take('q.xml', 'sv-SE');
  expect(file && namesOf(file.root)).toEqual(['Bills & fees / Greeting', 'Bills & fees / Greeting']);
  expect(file?.defaultCulture).toBe('sv-SE');
  expect(file?.responses.get('bills-fees/greeting')).toMatchObject({
    shortcut: 'hi',
    subject: 'About $Subject$',
    bodies: [{ culture: 'sv-SE', format: 'html', source: '<p>Hi $From.Name$, $5</p>' }],
  });
  expect(textOf(file, 'bills-fees/greeting-2')).toBe('[[SCRIPT=x]] Yours $Agent.Name$');
  expect(findings).toEqual([
    expect.stringMatching(/^q\.xml:13:4 warning attaches “C:\\fees\.pdf”/),
    'q.xml:13:4 warning [[SCRIPT=x]] has no counterpart and stays as it is',
  ]);
});

test('importing the same again gives the same file, and hostile characters leave it well-formed', async () => {
  await write('r/\u0007"<&>.txt', 'a\u0000b\u0007c\ufffe');
  await write('r/x.txt', '   blanks first\n   and later');
  const first = await take('r');
  expect(first.findings).toEqual([]);
  expect(first.text).toBe((await take('r')).text);
  expect(
    [...(first.file?.responses.values() ?? [])].map(({ name, bodies }) => [name, bodies[0]?.source]),
  ).toEqual([
    ['"<&>', 'abc'],
    ['x', 'blanks first\nand later'],
  ]);
});
