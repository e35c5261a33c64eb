import { expect, test } from 'vitest';
import { filledText } from '../../contract/domain/template.ts';
import { htmlFromText } from './html-from-text.ts';
import { identifierValues } from './identifier-values.ts';
import { parseResponses } from './parse-responses.ts';
import { bodyFor } from './response-body.ts';
import { fillResponseBody, fillTemplateBody, readTemplateFile } from './template.ts';

const values = identifierValues({
  now: new Date('2026-03-05T14:07:00Z'),
  culture: 'en-US',
  timeZone: 'UTC',
  subject: 'Parcel <b>late</b>',
  from: { name: 'Eve <script>alert(1)</script>', address: 'eve@example.com' },
  received: null,
  serviceAccess: null,
  serviceGroup: { name: 'Orders', email: 'orders@example.com' },
  agent: { name: 'Amina Diallo', firstName: 'Amina', lastName: 'Diallo', chatName: 'Mina' },
  customer: null,
  callId: null,
});

test('a text template becomes paragraphs with escaped values', () => {
  const filled = fillTemplateBody(
    { format: 'text', body: 'Dear $From.Name$,\n\none\ntwo & three\n\n$Agent$' },
    values,
  );
  expect(filledText.parse(filled)).toEqual(filled);
  expect(filled.html).toBe(
    '<p>Dear Eve &lt;script&gt;alert(1)&lt;/script&gt;,</p><p>one<br />two &amp; three</p><p>Amina Diallo</p>',
  );
});

test('an HTML template is filled and sanitised, head and script left out', () => {
  const body =
    '<HTML><HEAD><TITLE>t</TITLE><style>p{}</style></HEAD><BODY onload="x()"><p>$From.<span class=SpellE>Name</span>$</p>' +
    '<a href="mailto:$ServiceGroup.Email$">us</a> $Nope$</BODY></HTML>';
  const filled = fillTemplateBody({ format: 'html', body }, values);
  expect(filled.html).toBe(
    '<p>Eve &lt;script&gt;alert(1)&lt;/script&gt;</p><a href="mailto:orders@example.com" rel="noopener noreferrer">us</a> $Nope$',
  );
  expect(filled.unknownIdentifiers).toEqual(['$Nope$']);
});

test('a response is filled in the culture of the draft, its subject as plain text', () => {
  const { file } = parseResponses(
    '<responses version="1" defaultCulture="en-US"><response id="a" name="A"><subject>Re: $Subject$ $What$</subject>' +
      '<body>Hello</body><body culture="fr-FR">Bonjour $Agent.ChatName$</body></response></responses>',
    'r.xml',
  );
  const body = file && bodyFor(file, 'a', 'fr-CA');
  expect(body && fillResponseBody(body, values)).toEqual({
    html: '<p>Bonjour Mina</p>',
    subject: 'Re: Parcel <b>late</b> $What$',
    unknownIdentifiers: ['$What$'],
  });
  expect(file && bodyFor(file, 'b', 'fr-CA')).toBeNull();
});

test('template files are read by byte order mark, as UTF-8, or by the charset they name', () => {
  expect(readTemplateFile('a.TXT', Buffer.from('\ufeffhé'))).toEqual({ format: 'text', body: 'hé' });
  expect(readTemplateFile('a.txt', Buffer.from('\ufeffhé', 'utf16le'))).toEqual({
    format: 'text',
    body: 'hé',
  });
  expect(readTemplateFile('a.htm', Buffer.from('<p>hé</p>', 'latin1'))).toEqual({
    format: 'html',
    body: '<p>hé</p>',
  });
  const greek = Buffer.concat([Buffer.from('<meta charset="iso-8859-7">'), Buffer.from([0xe1, 0xe2])]);
  expect(readTemplateFile('a.html', greek).body).toContain('αβ');
  expect(() => readTemplateFile('a.docx', Buffer.from('x'))).toThrow(
    'a.docx: a template is a .txt, .htm or .html file',
  );
});

test('plain text keeps its lines and blanks as HTML', () => {
  expect(htmlFromText('a  b\r\n  c\n\n\n<d>')).toBe('<p>a \u00a0b<br>\u00a0 c</p><p>&lt;d&gt;</p>');
  expect(htmlFromText('')).toBe('');
});
