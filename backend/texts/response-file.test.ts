import { describe, expect, test } from 'vitest';
import { responseCategory } from '../../contract/domain/response.ts';
import { checkResponses } from './check-responses.ts';
import { formatFinding } from './finding.ts';
import { parseResponses } from './parse-responses.ts';
import { bodyFor } from './response-body.ts';
import type { ResponseFile } from './response-file.ts';
import { responseTree } from './response-tree.ts';

const sample = `<?xml version="1.0" encoding="UTF-8"?>
<responses version="1" defaultCulture="en-US">
  <category name="Billing">
    <response id="late-fee" name="Late fee" shortcut="lf" keywords="fee;late"
              channels="email chat" notBefore="2026-01-01" notAfter="2027-01-01">
      <subject>Re: $Subject$</subject>
      <body culture="en-US" format="html"><![CDATA[<p>Dear $From.Name$, the fee is <b>gone</b>.</p>]]></body>
      <body culture="fr-CA" format="text">
        Bonjour $From.Name$,

        les frais &amp; le reste sont annulés.
      </body>
      <attachment href="files/fees.pdf"/>
      <include ref="closing"/>
    </response>
    <category name="Internal">
      <response id="closing" name="Closing" status="draft">
        <body culture="en-US">Kind regards</body>
        <body culture="fr-FR">Cordialement</body>
      </response>
    </category>
  </category>
</responses>
`;

function read(source: string | Uint8Array): ResponseFile {
  const { file, findings } = parseResponses(source, 'r.xml');
  if (!file) throw new Error(findings.map(formatFinding).join('\n'));
  return file;
}

function messages(source: string | Uint8Array): string[] {
  return checkResponses(source, 'r.xml').map(formatFinding);
}

const wrap = (inner: string): string =>
  `<responses version="1" defaultCulture="en-US">\n<category name="c">\n${inner}\n</category>\n</responses>`;

const offeredIds = (today: string, channel: 'email' | 'sms'): string[] =>
  responseTree(read(sample), { today, channel }).categories.flatMap((category) =>
    category.responses.map((response) => response.id),
  );

const wrapHtml = (body: string): string =>
  wrap(`<response id="a" name="A"><body format="html"><![CDATA[${body}]]></body></response>`);

describe('reading', () => {
  test('a file as described is read without a finding', () => {
    expect(messages(sample)).toEqual([]);
    const response = read(sample).responses.get('late-fee');
    expect(response).toMatchObject({
      name: 'Late fee',
      shortcut: 'lf',
      keywords: ['fee', 'late'],
      status: 'approved',
    });
    expect([...(response?.channels ?? [])]).toEqual(['email', 'chat']);
    expect(response?.attachments).toEqual(['files/fees.pdf']);
  });

  test('text bodies lose the indentation of the XML around them', () => {
    expect(read(sample).responses.get('late-fee')?.bodies[1]?.source).toBe(
      'Bonjour $From.Name$,\n\nles frais & le reste sont annulés.',
    );
  });

  test('UTF-8 and both UTF-16 with a byte order mark are read alike', () => {
    const little = Buffer.from(`\ufeff${sample.replace('UTF-8', 'UTF-16')}`, 'utf16le');
    const big = Buffer.from(little).swap16();
    for (const bytes of [Buffer.from(sample), Buffer.from(`\ufeff${sample}`), little, big]) {
      expect(read(bytes)).toEqual(read(sample));
    }
  });

  test('bytes that are in no such encoding are refused with the reason', () => {
    expect(messages(Buffer.from(sample, 'latin1'))[0]).toContain(
      'r.xml:1:1 error the file is not valid UTF-8',
    );
    expect(messages(Buffer.from(sample, 'utf16le'))[0]).toContain('without a byte order mark');
    expect(messages(Buffer.from([0xff, 0xfe, 0, 0, 60, 0, 0, 0]))[0]).toContain('UTF-32');
  });
});

describe('the tree that agents see', () => {
  test('it fits the contract and shows the first words', () => {
    const tree = responseTree(read(sample), { today: '2026-06-01', channel: 'email' });
    expect(responseCategory.parse(tree)).toEqual(tree);
    expect(tree.categories[0]?.responses[0]).toMatchObject({
      id: 'late-fee',
      cultures: ['en-US', 'fr-CA'],
      preview: 'Dear [From Name], the fee is gone. Kind regards',
    });
    const french = responseTree(read(sample), { today: '2026-06-01', channel: 'email', culture: 'fr-CA' });
    expect(french.categories[0]?.responses[0]?.preview).toContain(
      'Bonjour [From Name], les frais & le reste sont annulés.',
    );
  });

  test('drafts, other channels and responses outside their dates are not offered', () => {
    expect(offeredIds('2026-01-01', 'email')).toEqual(['late-fee']);
    expect(offeredIds('2027-01-01', 'email')).toEqual(['late-fee']);
    expect(offeredIds('2027-01-02', 'email')).toEqual([]);
    expect(offeredIds('2025-12-31', 'email')).toEqual([]);
    expect(offeredIds('2026-06-01', 'sms')).toEqual([]);
  });

  test('categories without anything to offer are left out', () => {
    const tree = responseTree(read(sample), { today: '2026-06-01', channel: 'email' });
    expect(tree.categories[0]?.categories).toEqual([]);
  });
});

describe('bodies', () => {
  test("the draft's culture comes first, then its language, then the default", () => {
    const file = read(sample);
    expect(bodyFor(file, 'closing', 'fr-FR')?.source).toBe('Cordialement');
    expect(bodyFor(file, 'closing', 'fr-BE')?.source).toBe('Cordialement');
    expect(bodyFor(file, 'closing', 'ja-JP')?.source).toBe('Kind regards');
    expect(bodyFor(file, 'none', 'en-US')).toBeNull();
  });

  test('includes are put together, and one HTML part makes the whole HTML', () => {
    const file = read(sample);
    expect(bodyFor(file, 'late-fee', 'en-US')).toEqual({
      format: 'html',
      source: '<p>Dear $From.Name$, the fee is <b>gone</b>.</p>\n<p>Kind regards</p>',
      subject: 'Re: $Subject$',
      attachments: ['files/fees.pdf'],
    });
    expect(bodyFor(file, 'late-fee', 'fr-CA')?.source).toMatch(/annulés\.\n\nCordialement$/);
  });

  test('an include before the body comes first', () => {
    const file = read(
      wrap(
        '<response id="a" name="A"><include ref="b"/><body>two</body></response><response id="b" name="B"><body>one</body></response>',
      ),
    );
    expect(bodyFor(file, 'a', 'en-US')?.source).toBe('one\n\ntwo');
  });
});

describe('findings', () => {
  test('an unknown identifier is found with file, line and column and a likely name', () => {
    const source = sample
      .replace('$From.Name$, the fee', '$Frm.Name$, the fee')
      .replace('le reste', '$reste$');
    expect(messages(source)).toEqual([
      'r.xml:7:60 error unknown identifier $Frm.Name$; did you mean $From.Name$?',
      'r.xml:11:25 error unknown identifier $reste$',
    ]);
    expect(parseResponses(source, 'r.xml').file).not.toBeNull();
  });

  test('an identifier that an editor split is known; an unknown split one is found where it begins', () => {
    expect(messages(wrapHtml('<p>$From.<span>Name</span>$</p>'))).toEqual([]);
    expect(messages(wrapHtml('<p>\n$Fom.<span>Name</span>$</p>'))).toEqual([
      'r.xml:4:1 error unknown identifier $Fom.Name$; did you mean $From.Name$?',
    ]);
  });

  test.each([
    [
      '<response id="a" name="A"><body>x</body></response><response id="a" name="B"><body>y</body></response>',
      /r\.xml:3:\d+ error id "a" is used already in line 3/,
    ],
    ['<response name="A"><body>x</body></response>', /needs id=/],
    ['<response id="a" name="A"/>', /neither <body> nor <include>/],
    [
      '<response id="a" name="A"><body>x</body><include ref="zz"/></response>',
      /include of "zz", which is not in this file/,
    ],
    [
      '<response id="a" name="A"><include ref="b"/></response><response id="b" name="B"><include ref="a"/></response>',
      /include in a circle: a → b → a/,
    ],
    ['<response id="a" name="A"><include ref="a"/></response>', /include in a circle: a → a/],
    ['<response id="a" name="A" notBefore="2026-02-30"><body>x</body></response>', /not a day/],
    [
      '<response id="a" name="A" notBefore="2026-03-01" notAfter="2026-02-01"><body>x</body></response>',
      /never be offered/,
    ],
    [
      '<response id="a" name="A" status="final"><body>x</body></response>',
      /status "final" is not one of approved, draft/,
    ],
    ['<response id="a" name="A" channels="email fax"><body>x</body></response>', /channel "fax"/],
    ['<response id="a" name="A"><body culture="../x">x</body></response>', /not a culture name/],
    [
      '<response id="a" name="A"><body format="html"><p>x</p></body></response>',
      /<p> inside <body>: put HTML into/,
    ],
    ['<response id="a" name="A"><body>x</body><body>y</body></response>', /a second text body for en-US/],
    [
      '<response id="a" name="A"><body>x</body><attachment href="../../etc/passwd"/></response>',
      /must be a path below/,
    ],
    [
      '<response id="a" name="A"><body>x</body><attachment href="file:///etc/passwd"/></response>',
      /must be a path below/,
    ],
    ['<reply id="a"/>', /<reply> is not known in <category>/],
    ['<body>x</body>', /<body> does not belong into <category>/],
    ['stray', /text outside a <body>/],
  ])('%s', (inner, expected) => {
    const found = messages(wrap(inner));
    expect(found.join('\n')).toMatch(expected);
    expect(parseResponses(wrap(inner), 'r.xml').file).toBeNull();
  });

  test('an attribute that is not known is a warning and the file is used', () => {
    const { file, findings } = parseResponses(
      wrap('<response id="a" name="A" colour="red"><body>x</body></response>'),
      'r',
    );
    expect(findings).toMatchObject([{ severity: 'warning', line: 3 }]);
    expect(file?.responses.size).toBe(1);
  });

  test('what is not well-formed is reported once, where it is', () => {
    expect(messages('<responses version="1">\n  <category name="x">\n</responses>')).toEqual([
      expect.stringMatching(/^r\.xml:3:\d+ error not well-formed XML: unexpected close tag/),
    ]);
    for (const source of [
      '',
      'x',
      '<',
      '<responses',
      '<responses version="1"><![CDATA[',
      '<responses version="2"/>',
      '<x/>',
    ]) {
      const [first] = messages(source);
      expect(first).toMatch(/^r\.xml:1:\d+ error /);
    }
  });
});

describe('hostile files', () => {
  test('document types, entities of their own and external entities are refused', () => {
    const bomb =
      '<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>\n' +
      wrap('<response id="a" name="A"><body>&b;</body></response>');
    expect(messages(bomb)).toEqual([expect.stringMatching(/^r\.xml:2:1 error a document type declaration/)]);
    expect(messages(wrap('<response id="a" name="A"><body>&copy;</body></response>'))[0]).toMatch(/entity/);
  });

  test('deep nesting, large files and includes that double themselves are refused', () => {
    expect(messages('<responses version="1">'.repeat(200))[0]).toContain('nest deeper than 100');
    expect(messages(Buffer.alloc(9 * 1024 * 1024, ' '))[0]).toContain('larger than 8 MB');
    const doubling = Array.from(
      { length: 18 },
      (_, n) =>
        `<response id="r${n}" name="n">${n === 0 ? `<body>${'x'.repeat(100)}</body>` : `<include ref="r${n - 1}"/><include ref="r${n - 1}"/>`}</response>`,
    );
    expect(messages(wrap(doubling.join('\n'))).join('\n')).toContain('longer than 2000000 characters');
    const chain = Array.from(
      { length: 30 },
      (_, n) => `<response id="r${n}" name="n"><include ref="r${n + 1}"/></response>`,
    );
    expect(messages(wrap(chain.join('\n'))).join('\n')).toContain('nest deeper than 20');
  });

  test('names out of the prototype are names like others', () => {
    expect(
      messages(wrap('<response id="__proto__" name="constructor" toString="x"><body>x</body></response>')),
    ).toEqual(['r.xml:3:1 warning attribute toString of <response> is not known']);
    expect(messages(wrap('<constructor/>'))[0]).toContain('<constructor> is not known');
  });

  test('control and direction characters of a file do not reach the terminal', () => {
    expect(
      messages(wrap('<response id="a" name="A" status="\u202e\u009b31m"><body>x</body></response>'))[0],
    ).toContain('status "\ufffd\ufffd31m"');
  });
});
