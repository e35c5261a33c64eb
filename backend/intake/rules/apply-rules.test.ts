import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { rule, type RuleCondition } from '../../../contract/domain/rule.ts';
import { readMail } from '../../mail/mime/read-mail.ts';
import { readMailHeaders } from '../mail-headers.ts';
import { createAddressTable } from '../tables/address-table.ts';
import { applyRules, compileRules } from './apply-rules.ts';
import { compileCondition } from './compile-condition.ts';
import { UnusableCondition } from './compile-text-test.ts';
import { gatherFacts, type MailFacts } from './mail-facts.ts';

const raw = Buffer.from(
  'From: Ann Bell <ann@vip.example>\r\nTo: orders@example.com, Bob <bob@example.com>\r\nCc: legal@example.com\r\n' +
    'Subject: =?utf-8?Q?Remboursement_imm=C3=A9diat?=\r\nX-Shop: Nord\r\nX-Shop: S=C3=BCd\r\nX-Spam-Flag: YES\r\n' +
    'Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nI want my\r\nmoney back for A-4711.\r\n\r\n> an offer\r\n' +
    '--x\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=bill.PDF\r\n\r\nPDF!\r\n--x--\r\n',
);

function factsOf(source = raw): MailFacts {
  return gatherFacts(readMail(source), readMailHeaders(source), {
    language: 'en',
    serviceAccess: 'Orders',
    group: 'orders',
    size: source.length,
  });
}

const tables = new Map([
  ['vip', createAddressTable(['*@vip.example', 'boss@example.com'], (value) => value)],
  ['quiet', createAddressTable<string>([], (value) => value)],
]);

const judge = (condition: RuleCondition, facts = factsOf()) => compileCondition(condition, tables)(facts);

describe('a condition', () => {
  it.each<[RuleCondition, string]>([
    [{ from: { endsWith: '@VIP.example' } }, 'the sender “ann@vip.example” ends with “@VIP.example”'],
    [{ from: { contains: 'bell' } }, 'the sender “Ann Bell” contains “bell”'],
    [
      { to: { is: ['x@y', 'bob@example.com'] } },
      'recipient (To) “bob@example.com” is “x@y” or “bob@example.com”',
    ],
    [{ cc: { startsWith: 'legal@' } }, 'recipient (Cc) “legal@example.com” begins with “legal@”'],
    [{ subject: { contains: 'IMMÉDIAT' } }, 'the subject “Remboursement immédiat” contains “IMMÉDIAT”'],
    [
      { body: { contains: 'my money back' } },
      'the text “I want my money back for A-4711. > an offer” contains “my money back”',
    ],
    [
      { replyText: { matches: '\\ba-\\d{4}\\b' } },
      'the text without quotes “I want my money back for A-4711.” matches “\\ba-\\d{4}\\b”',
    ],
    [{ header: { name: 'x-shop', is: 'nord' } }, 'header x-shop “Nord” is “nord”'],
    [{ header: { name: 'X-Shop' } }, 'there is a header X-Shop'],
    [{ attachmentName: { endsWith: '.pdf' } }, 'attachment “bill.PDF” ends with “.pdf”'],
    [
      { attachmentType: { is: 'application/pdf' } },
      'attachment of type “application/pdf” is “application/pdf”',
    ],
    [{ attachmentSize: { over: 3, under: 5 } }, 'attachment “bill.PDF” has 4 bytes'],
    [{ kind: ['ndr', 'message'] }, 'the kind of mail is “message”'],
    [{ language: 'EN' }, 'the language is “en”'],
    [{ serviceAccess: 'Orders' }, 'the service access is “Orders”'],
    [{ size: { under: 100_000 } }, `the mail has ${raw.length} bytes`],
    [{ spam: true }, 'the mail is marked as spam'],
    [
      { from: { inTable: ['quiet', 'vip'] } },
      'the sender “ann@vip.example” is in the table “quiet” or “vip”',
    ],
    [{ all: [{ spam: true }, { language: 'en' }] }, 'the mail is marked as spam; the language is “en”'],
    [{ any: [{ spam: false }, { language: 'en' }] }, 'the language is “en”'],
    [{ not: { subject: { is: 'x' } } }, 'the subject “Remboursement immédiat” is not “x”'],
    [
      { subject: { startsWith: 'remb', endsWith: 'diat' } },
      'the subject “Remboursement immédiat” begins with “remb” and ends with “diat”',
    ],
  ])('%j holds', (condition, because) => {
    expect(judge(condition)).toEqual({ holds: true, because });
  });

  it.each<[RuleCondition, string]>([
    [{ from: { is: 'bob@example.com' } }, 'none of 2 in the sender is “bob@example.com”'],
    [
      { subject: { startsWith: 'remb', endsWith: 'x' } },
      'the subject “Remboursement immédiat” does not end with “x”',
    ],
    [
      { replyText: { contains: 'offer' } },
      'the text without quotes “I want my money back for A-4711.” does not contain “offer”',
    ],
    [{ header: { name: 'X-Other', is: 'x' } }, 'there is no header X-Other'],
    [{ header: { name: 'X-Other' } }, 'there is no header X-Other'],
    [{ attachmentSize: { over: 100 } }, 'no attachment has more than 100 bytes'],
    [{ size: { over: 100_000 } }, `the mail has ${raw.length} bytes, not more than 100000`],
    [{ kind: 'ndr' }, 'the kind of mail is “message”, not “ndr”'],
    [{ all: [{ spam: true }, { language: 'fr' }, { spam: false }] }, 'the language is “en”, not “fr”'],
    [
      { any: [{ spam: false }, { language: 'fr' }] },
      'the mail is marked as spam; the language is “en”, not “fr”',
    ],
    [{ not: { spam: true } }, 'the mail is marked as spam, and must not'],
  ])('%j does not hold', (condition, because) => {
    expect(judge(condition)).toEqual({ holds: false, because });
  });

  it('needs no time to speak of for an expression that others cannot get through', () => {
    const facts = factsOf(Buffer.from(`Subject: x\r\n\r\n${'a'.repeat(90_000)}!`));
    expect(judge({ body: { matches: '^(a+)+$' } }, facts).holds).toBe(false);
    expect(judge({ body: { matches: '(a|aa)+b' } }, facts).holds).toBe(false);
  });

  it.each<[RuleCondition, string, RegExp]>([
    [{ subject: { matches: '(x' } }, 'subject.matches', /“\(x” is no usable expression: missing closing \)/],
    [
      { any: [{ spam: true }, { body: { matches: ['x', 'a(?=b)'] } }] },
      'any.1.body.matches.1',
      /no usable expression/,
    ],
    [{ not: { header: { name: 'X', matches: '(a{1000}){1000}' } } }, 'not.header.matches', /repeat count/],
    [{ from: { inTable: 'vipp' } }, 'from.inTable', /there is no table “vipp”/],
  ])('%j is refused with its place', (condition, path, message) => {
    const error = (() => {
      try {
        compileCondition(condition, tables);
        return null;
      } catch (caught) {
        return caught as UnusableCondition;
      }
    })();
    expect(error).toBeInstanceOf(UnusableCondition);
    expect(error?.path.join('.')).toBe(path);
    expect(error?.message).toMatch(message);
  });
});

const decide = (source: string) =>
  applyRules(compileRules(z.array(rule).parse(parse(source)), tables), factsOf(), (key) => key.toUpperCase());

describe('rules', () => {
  it('do what those that hold want, the last route counting, and say why', () => {
    const decision = decide(`
      - { name: VIP, when: { from: { inTable: vip } }, then: { priority: 10, tags: [vip, vip], route: gold } }
      - { name: Never, when: { spam: false }, then: { close: true } }
      - name: Refunds
        when: { body: { contains: money } }
        then: { route: billing, language: fr, tags: refund, autoReply: Sorry }`);
    expect(decision).toMatchObject({
      route: 'billing',
      priority: 10,
      tags: ['vip', 'refund'],
      language: 'fr',
      closes: false,
      mails: [{ purpose: 'auto-reply', rule: 'Refunds', template: 'Sorry' }],
    });
    expect(decision.outcomes.map(({ fired }) => fired)).toEqual([true, false, true]);
    expect(decision.outcomes[2]).toEqual({
      name: 'Refunds',
      fired: true,
      because: 'the text “I want my money back for A-4711. > an offer” contains “money”',
      did: [
        'routed to BILLING',
        'tagged “refund”',
        'set the language to fr',
        'answered with the template “Sorry”',
      ],
    });
  });

  it('end at one that stops', () => {
    const decision = decide(`
      - { name: One, then: { stop: true, forward: a@b.example } }
      - { name: Two, then: { close: true } }`);
    expect(decision).toMatchObject({ closes: false, mails: [{ purpose: 'forward', to: 'a@b.example' }] });
    expect(decision.outcomes).toHaveLength(1);
  });

  it('of which one cannot be used any more do without it', () => {
    const decision = decide(`
      - { name: Gone, when: { from: { inTable: gone } }, then: { close: true } }
      - { name: Fine, then: { tags: fine } }`);
    expect(decision).toMatchObject({ closes: false, tags: ['fine'] });
    expect(decision.outcomes[0]?.because).toBe('the rule cannot be used: there is no table “gone”');
  });

  it('are asked only where they belong, and not at all when they are not active', () => {
    const decision = decide(`
      - { name: Elsewhere, serviceAccesses: [Sales], then: { close: true } }
      - { name: Other group, groups: [sales], then: { close: true } }
      - { name: Off, active: false, then: { close: true } }
      - { name: Here, serviceAccesses: [Orders], groups: [orders], then: { tags: x } }`);
    expect(decision.outcomes.map(({ name, because }) => [name, because])).toEqual([
      ['Elsewhere', 'the mail came by “Orders”, not by “Sales”'],
      ['Other group', 'the mail goes to “orders” by its address, not to “sales”'],
      ['Here', 'it holds for every mail'],
    ]);
    expect(decision.closes).toBe(false);
  });
});
