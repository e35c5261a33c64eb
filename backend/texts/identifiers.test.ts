import { describe, expect, test } from 'vitest';
import { identifierNames } from '../../contract/domain/template.ts';
import { identifierValues } from './identifier-values.ts';
import type { IdentifierContext } from './identifier-values.ts';
import { escapeHtml, fillHtml, fillText, findIdentifiers } from './identifiers.ts';

const context: IdentifierContext = {
  now: new Date('2026-03-05T14:07:00Z'),
  culture: 'en-US',
  timeZone: 'UTC',
  subject: 'Where is my parcel?',
  from: { name: 'John Smith', address: 'john.smith@example.com' },
  received: new Date('2026-03-04T08:30:00Z'),
  serviceAccess: { name: 'Orders (web)' },
  serviceGroup: { name: 'Orders', email: 'orders@example.com' },
  agent: { name: 'Amina Diallo', firstName: 'Amina', lastName: 'Diallo', chatName: null },
  customer: null,
  callId: '4711',
};
const values = identifierValues(context);

describe('the values of identifiers', () => {
  test('every identifier of the source has a value, empty where it does not apply', () => {
    expect(Object.keys(values).sort()).toEqual([...identifierNames].sort());
    expect(values['Customer.Name']).toBe('');
    expect(values.From).toBe('John Smith (john.smith@example.com)');
    expect(values['Agent.ChatName']).toBe('Amina Diallo');
  });

  test('new outgoing mail has nothing received and no sender', () => {
    const outgoing = identifierValues({ ...context, received: null, from: null });
    expect(outgoing.Received).toBe('');
    expect(outgoing.From).toBe('');
    expect(outgoing['From.Name']).toBe('');
  });

  test('a sender without a name is shown by the address alone', () => {
    const anonymous = identifierValues({ ...context, from: { name: ' ', address: 'x@example.com' } });
    expect(anonymous.From).toBe('x@example.com');
    expect(anonymous['From.Name']).toBe('');
  });

  test('dates and times take the short formats of the culture and the time zone', () => {
    expect(values.Date).toBe('3/5/26');
    expect(values.Time).toBe('2:07 PM');
    expect(values.Received).toBe('3/4/26 8:30 AM');
    const german = identifierValues({ ...context, culture: 'de-DE', timeZone: 'Europe/Berlin' });
    expect(german.Date).toBe('05.03.26');
    expect(german.Time).toBe('15:07');
    const swedish = identifierValues({ ...context, culture: 'sv-SE', timeZone: 'Europe/Stockholm' });
    expect(swedish.Received).toBe('2026-03-04 09:30');
  });

  test('old culture names work and senseless ones do no harm', () => {
    for (const culture of ['Lt-sr-SP', 'zh-CHS', 'en-CB', 'div-MV', '../../etc', '']) {
      expect(identifierValues({ ...context, culture }).Date).not.toBe('');
    }
    expect(identifierValues({ ...context, received: new Date(Number.NaN) }).Received).toBe('');
  });

  test('line ends and direction marks of a hostile subject do not get through', () => {
    const hostile = identifierValues({ ...context, subject: 'Hi\r\nBcc: x@example.com\u202egpj.exe\0' });
    expect(hostile.Subject).toBe('Hi Bcc: x@example.comgpj.exe');
  });
});

describe('filling plain text', () => {
  test('identifiers are replaced by their values as they are', () => {
    const subject = { ...values, Subject: 'A & B <c>' };
    expect(fillText('Re: $Subject$ ($CallID$)', subject).text).toBe('Re: A & B <c> (4711)');
  });

  test('a value that looks like an identifier is not filled again', () => {
    const tricky = { ...values, 'From.Name': '$Agent.Name$', Subject: '$$' };
    expect(fillText('$From.Name$ $Subject$From$', tricky).text).toBe('$Agent.Name$ $$From$');
  });

  test('unknown identifiers stay and are reported once, as written', () => {
    const filled = fillText('$Frm.Name$, $From.Name$, $Frm.Name$ $Agent.Age$', values);
    expect(filled.text).toBe('$Frm.Name$, John Smith, $Frm.Name$ $Agent.Age$');
    expect(filled.unknownIdentifiers).toEqual(['$Frm.Name$', '$Agent.Age$']);
  });

  test('amounts of money are not identifiers', () => {
    const text = 'It costs $5 to $10, in US$ or A$; $ 5 $';
    expect(fillText(text, values)).toEqual({ text, unknownIdentifiers: [] });
  });

  test('the dollar sign that ends an unknown one may begin a known one', () => {
    expect(fillText('US$total$From.Name$', values).text).toBe('US$totalJohn Smith');
  });

  test('characters without width inside an identifier do not matter', () => {
    expect(fillText('$From\u200b.Na\u00adme$', values).text).toBe('John Smith');
  });
});

describe('filling HTML', () => {
  test('values are escaped', () => {
    const hostile = { ...values, 'From.Name': '<img src=x onerror=alert(1)> "O\'Neil" & $Subject$' };
    expect(fillHtml('<p>Dear $From.Name$,</p>', hostile).html).toBe(
      '<p>Dear &lt;img src=x onerror=alert(1)&gt; &quot;O&#39;Neil&quot; &amp; $Subject$,</p>',
    );
  });

  test.each([
    ['$From.<span>Name</span>$', 'John Smith'],
    ['$From.<span class="SpellE">Name</span>$', 'John Smith'],
    ['$<span class=SpellE>From.Name</span>$', '<span class=SpellE>John Smith</span>'],
    ['<b>$From</b>.Name$', '<b>John Smith</b>'],
    ['$<b>From.Name</b>$', '<b>John Smith</b>'],
    ['<i>$</i><i>From</i><i>.</i><i>Name</i><i>$</i>', '<i></i><i>John Smith</i><i></i>'],
    ['$From<!-- spell -->.Name$', 'John Smith'],
    ['$From<![if !supportLists]>.Name<![endif]>$', 'John Smith'],
    ['$From<o:p></o:p>.Name$', 'John Smith'],
    ['&#36;From&period;Name&dollar;', 'John Smith'],
    ['$From.&#8203;Name&shy;$', 'John Smith'],
    ['$From.<span title="a > b">Name</span>$', 'John Smith'],
  ])('an identifier split by an editor is found: %s', (source, expected) => {
    const { html, unknownIdentifiers } = fillHtml(source, values);
    expect(html).toBe(expected);
    expect(html.replace(/<[^>]*>/g, '')).toBe('John Smith');
    expect((html.match(/<span/g) ?? []).length).toBe((html.match(/<\/span/g) ?? []).length);
    expect(unknownIdentifiers).toEqual([]);
  });

  test('what stands in two paragraphs or cells is not one identifier', () => {
    for (const source of ['<p>$From</p><p>.Name$</p>', '$From<br>.Name$', '<td>$From</td><td>$</td>']) {
      expect(fillHtml(source, values).html).toBe(source);
    }
  });

  test('a split identifier that is unknown is reported whole and left as it is', () => {
    const filled = fillHtml('$Frm.<b>Name</b>$', values);
    expect(filled.html).toBe('$Frm.<b>Name</b>$');
    expect(filled.unknownIdentifiers).toEqual(['$Frm.Name$']);
  });

  test('attributes are filled, and no value can break out of one or choose a scheme', () => {
    const hostile = { ...values, Subject: 'javascript:alert(1)"><script>', 'From.Name': 'A"b' };
    const filled = fillHtml(
      '<a href="mailto:$From.Address$?subject=$Subject$" title=\'$From.Name$\'>x</a><a href=$Subject$>y</a>',
      hostile,
    );
    expect(filled.html).toBe(
      '<a href="mailto:john.smith@example.com?subject=javascript%3Aalert(1)%22%3E%3Cscript%3E" ' +
        'title=\'A&quot;b\'>x</a><a href="javascript%3Aalert(1)%22%3E%3Cscript%3E">y</a>',
    );
  });

  test('nothing is filled in comments, scripts and style sheets', () => {
    const source = '<style>.x{content:"$Agent$"}</style><!-- $Agent$ --><script>var a="$Agent$"</script>';
    expect(fillHtml(source, values)).toEqual({ html: source, unknownIdentifiers: [] });
  });

  test('broken markup comes through unchanged where nothing is to fill', () => {
    for (const source of [
      '<',
      'a < b $5',
      '<a href="',
      '<!-- x',
      '<style> $Agent$',
      '</',
      '&#',
      '$From.<span',
    ]) {
      expect(fillHtml(source, values).html).toBe(source);
    }
  });

  test('hostile sizes are filled in linear work', () => {
    for (const part of ['$', '$a', '<!--', '<a "', '$<b>', '&#', '<style>', '$From.<i>']) {
      const source = part.repeat(50_000);
      expect(fillHtml(source, values).html.length).toBeGreaterThan(0);
    }
  });
});

test('found identifiers come with place, whether known, and whether split', () => {
  expect(findIdentifiers('<p>$Agent$ and $Fro<b>m</b>$ and $Nope$</p>', 'html')).toEqual([
    { name: 'Agent', known: true, split: false, offset: 3 },
    { name: 'From', known: true, split: true, offset: 15 },
    { name: 'Nope', known: false, split: false, offset: 33 },
  ]);
});

test('escaped text is harmless in content and in attributes', () => {
  expect(escapeHtml(`<a b="c" d='e'>&`)).toBe('&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;');
});
