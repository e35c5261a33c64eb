import { describe, expect, it } from 'vitest';
import { tidyLine, decodeHeaderText } from './header-text.ts';

const read = (field: string) => decodeHeaderText(field, null);

describe('decodeHeaderText', () => {
  it.each([
    ['=?iso-8859-1?Q?a?= b', 'a b'],
    ['=?iso-8859-1?Q?a?= =?iso-8859-1?Q?b?=', 'ab'],
    ['=?iso-8859-1?Q?a_b?=', 'a b'],
    ['=?UTF-8*en?B?w6k=?=', 'é'],
    ['=?utf-8?q?=C3?= =?utf-8?q?=A9?=', 'é'],
    ['=?utf-8?b?w6?= =?utf-8?b?k=?=', 'é'],
    ['=?ISO-2022-JP?B?GyRCRnxLXBsoQg==?= =?ISO-2022-JP?B?GyRCOGwbKEI=?=', '日本語'],
    ['=?gb2312?B?xOO6ww==?=', '你好'],
    ['=?utf-8?q?a b?=', 'a b'],
    ['=?utf-8?q?what??=', 'what?'],
    ['x=?utf-8?q?=C3=A9?=y', 'xéy'],
    ['=?utf-8?q?caf=C3=A9', 'café'],
    ['=?utf-8?b?w6k', 'é'],
    ['=?NONE?B?VEVTVA=?=', 'TEST'],
    ['=?utf-8?q?=zz?=', '=zz'],
    ['1 =? 2', '1 =? 2'],
    ['=?utf-8?x?abc?=', '=?utf-8?x?abc?='],
  ])('decodes %s', (field, text) => {
    expect(read(field)).toBe(text);
  });

  it('reads bytes that were never encoded, as UTF-8 or by the charset of the body', () => {
    expect(read(Buffer.from('Größe').toString('latin1'))).toBe('Größe');
    expect(decodeHeaderText(Buffer.from([0xcf, 0xf0, 0xe8]).toString('latin1'), 'windows-1251')).toBe('При');
  });
});

it('lets no sign through by which a name could show itself turned round', () => {
  expect(tidyLine('Bill \u202egpj.exe')).toBe('Bill gpj.exe');
  expect(tidyLine('\u2067\u05e9\u05dc\u05d5\u05dd\u2069 \u200fok')).toBe('\u05e9\u05dc\u05d5\u05dd \u200fok');
});
