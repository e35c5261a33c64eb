import { describe, expect, it } from 'vitest';
import { readAddresses } from './addresses.ts';

const read = (field: string) =>
  readAddresses(Buffer.from(field, 'utf8').toString('latin1'), null).map(({ name, address }) => [
    name,
    address,
  ]);

describe('readAddresses', () => {
  it.each<[string, string[][]]>([
    ['a@b.example', [['', 'a@b.example']]],
    ['<a@b.example>', [['', 'a@b.example']]],
    ['Ann Doe <a@b.example>', [['Ann Doe', 'a@b.example']]],
    [
      '"Doe, Ann" <a@b.example>, c@d.example',
      [
        ['Doe, Ann', 'a@b.example'],
        ['', 'c@d.example'],
      ],
    ],
    ['a@b.example (Ann (the) Doe)', [['Ann (the) Doe', 'a@b.example']]],
    ['"Ann \\"A\\" Doe" <a@b.example>', [['Ann "A" Doe', 'a@b.example']]],
    [
      'Team: a@b.example, "C" <c@d.example>;',
      [
        ['', 'a@b.example'],
        ['C', 'c@d.example'],
      ],
    ],
    ['undisclosed-recipients:;', []],
    ['Undisclosed recipients: ;, a@b.example', [['', 'a@b.example']]],
    ['<@relay.example,@other.example:a@b.example>', [['', 'a@b.example']]],
    ['"john doe"@b.example', [['', '"john doe"@b.example']]],
    ['Pete(A wonderful \\) chap) <pete(his account)@silly.test(his host)>', [['Pete', 'pete@silly.test']]],
    ['a @ b.example', [['', 'a@b.example']]],
    ['=?utf-8?q?J=C3=B6rg?= <j@b.example>', [['Jörg', 'j@b.example']]],
    ['"=?utf-8?b?SsO2cmc=?=" <j@b.example>', [['Jörg', 'j@b.example']]],
    ['Jörg <jörg@bücher.example>', [['Jörg', 'jörg@bücher.example']]],
  ])('reads %s', (field, addresses) => {
    expect(read(field)).toEqual(addresses);
  });

  it.each<[string, string[][]]>([
    ['Doe, Ann <a@b.example>', [['Doe, Ann', 'a@b.example']]],
    [
      'a@b.example; c@d.example',
      [
        ['', 'a@b.example'],
        ['', 'c@d.example'],
      ],
    ],
    [
      'a@b.example c@d.example',
      [
        ['', 'a@b.example'],
        ['', 'c@d.example'],
      ],
    ],
    ['"Ann Doe <a@b.example>', [['Ann Doe', 'a@b.example']]],
    ['Ann (Doe <a@b.example>', [['Ann Doe', 'a@b.example']]],
    ['Ann Doe <a@b.example', [['Ann Doe', 'a@b.example']]],
    ['Ann <<a@b.example>>', [['Ann', 'a@b.example']]],
    ['Ann Doe a@b.example', [['Ann Doe', 'a@b.example']]],
    ['a@b.example <Ann>', [['Ann', 'a@b.example']]],
    ['a@b.example <a@b.example>', [['a@b.example', 'a@b.example']]],
    ['MAILER-DAEMON (Mail Delivery System)', [['Mail Delivery System', 'MAILER-DAEMON']]],
    ['<mailto:a@b.example>', [['', 'a@b.example']]],
    ["'Ann' <a@b.example>", [['Ann', 'a@b.example']]],
    ['=?utf-8?q?Ann_Doe_=3Ca=40b.example=3E?=', [['Ann Doe', 'a@b.example']]],
    ['Nobody <>', [['Nobody', '']]],
    ['', []],
  ])('makes the best of %s', (field, addresses) => {
    expect(read(field)).toEqual(addresses);
  });

  it('never lets an encoded word bring in an address beside a real one', () => {
    expect(read('=?utf-8?q?boss=40bank.example=3E=2C?= <a@evil.example>')).toEqual([
      ['boss@bank.example>,', 'a@evil.example'],
    ]);
    expect(read('=?utf-8?q?boss=40bank.example?=@evil.example')).toEqual([
      ['', '=?utf-8?q?boss=40bank.example?=@evil.example'],
    ]);
  });

  it('takes line breaks and NUL out of names and addresses', () => {
    expect(read('=?utf-8?q?a=0D=0ABcc:_x=00?= <a@b.example>')).toEqual([['a Bcc: x', 'a@b.example']]);
  });
});
