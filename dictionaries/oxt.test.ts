import { strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { chooseFromOxt, dictionariesInOxt } from './oxt.ts';

const xcu = `<?xml version="1.0" encoding="UTF-8"?>
<oor:component-data xmlns:oor="http://openoffice.org/2001/registry" oor:name="Linguistic">
 <node oor:name="ServiceManager"><node oor:name="Dictionaries">
  <node oor:name="HunSpellDic_es" oor:op="fuse">
   <prop oor:name="Locations" oor:type="oor:string-list"><value>%origin%/es.aff %origin%/../dics/es.dic</value></prop>
   <prop oor:name="Format" oor:type="xs:string"><value>DICT_SPELL</value></prop>
   <prop oor:name="Locales" oor:type="oor:string-list"><value><it>es-ES</it><it>es-MX</it></value></prop>
  </node>
  <node oor:name="HyphDic_es" oor:op="fuse">
   <prop oor:name="Locations"><value>%origin%/hyph_es.dic</value></prop>
   <prop oor:name="Format"><value>DICT_HYPH</value></prop>
   <prop oor:name="Locales"><value>es-ES</value></prop>
  </node>
 </node></node>
</oor:component-data>`;

function archive(files: Record<string, string>): Uint8Array {
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
}

const spanish = { 'es/dictionaries.xcu': xcu, 'es/es.aff': 'SET UTF-8\n', 'dics/es.dic': '1\nhola\n' };

describe('reading an extension', () => {
  test('its list of dictionaries is followed; hyphenation and thesaurus are left out', () => {
    const found = dictionariesInOxt(archive({ ...spanish, 'es/hyph_es.dic': 'UTF-8\n', 'README.txt': 'x' }));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ locales: ['es-ES', 'es-MX'], name: 'es/es.aff' });
    expect(Buffer.from(found[0]?.words ?? []).toString()).toBe('1\nhola\n');
  });

  test('without a list, pairs of one name are taken and the culture read from it', () => {
    const found = dictionariesInOxt(
      archive({
        'a/de_DE.aff': 'x',
        'a/de_DE.dic': '1\na\n',
        'b/index.aff': 'y',
        'b/index.dic': '1\nb\n',
        'c/it_IT.aff': 'z',
      }),
    );
    expect(found.map((it) => [it.name, it.locales])).toEqual([
      ['a/de_DE.aff', ['de-DE']],
      ['b/index.aff', []],
    ]);
  });

  test('the dictionary is chosen by culture, then by language', () => {
    const [first, second] = [
      { locales: ['sr-Latn-RS'], name: 'latn', grammar: new Uint8Array(), words: new Uint8Array() },
      { locales: ['de-DE'], name: 'de', grammar: new Uint8Array(), words: new Uint8Array() },
    ];
    expect(chooseFromOxt([first, second], 'Lt-sr-SP')).toBe(first);
    expect(chooseFromOxt([first, second], 'de-AT')).toBe(second);
    expect(() => chooseFromOxt([first, second], 'fr-FR')).toThrow(
      'no dictionary for fr-FR, only latn (sr-Latn-RS); de (de-DE)',
    );
    expect(() => chooseFromOxt([], 'fr-FR')).toThrow('none at all');
    expect(chooseFromOxt([{ ...second, locales: [] }], 'fr-FR').name).toBe('de');
  });
});

describe('hostile archives', () => {
  test.each(['../evil.aff', '/etc/evil.aff', 'a/../../evil.aff', 'C:/evil.aff', 'a\\..\\evil.aff'])(
    'a name that leads elsewhere is refused: %s',
    (name) => {
      expect(() => dictionariesInOxt(archive({ ...spanish, [name]: 'x' }))).toThrow(/leads elsewhere/);
    },
  );

  test('data that unfolds beyond measure is refused before it unfolds', () => {
    expect(() => dictionariesInOxt(archive({ ...spanish, 'bomb.dic': 'a'.repeat(5_000_000) }))).toThrow(
      /unfolds to more than 200 times/,
    );
  });

  test('too many entries, too large files and sizes that lie are refused', () => {
    const many = Object.fromEntries(Array.from({ length: 2001 }, (_, n) => [`f${n}.txt`, '']));
    expect(() => dictionariesInOxt(archive(many))).toThrow(/more than 2000 files/);
    const lying = archive({ 'a.aff': 'x', 'a.dic': 'abcabcabc'.repeat(40) });
    const directory = Buffer.from(lying).lastIndexOf('PK\u0001\u0002');
    new DataView(lying.buffer, lying.byteOffset).setUint32(directory + 24, 5000, true);
    expect(() => dictionariesInOxt(lying)).toThrow(/damaged/);
    new DataView(lying.buffer, lying.byteOffset).setUint32(directory + 24, 0xffffff00, true);
    expect(() => dictionariesInOxt(lying)).toThrow(/too large/);
  });

  test('what is no archive and a broken list are no accident', () => {
    expect(() => dictionariesInOxt(strToU8('not a zip'))).toThrow(/not a readable .oxt/);
    expect(() => dictionariesInOxt(new Uint8Array())).toThrow(/not a readable .oxt/);
    expect(() => dictionariesInOxt(archive(spanish).slice(0, 200))).toThrow(/not a readable .oxt/);
    const broken = { ...spanish, 'es/dictionaries.xcu': xcu.slice(0, 300), 'es/es.dic': '1\na\n' };
    expect(dictionariesInOxt(archive(broken)).map((it) => it.name)).toEqual(['es/es.aff']);
  });
});
