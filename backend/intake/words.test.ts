import { describe, expect, it } from 'vitest';
import { queryWords, searchWords } from './words.ts';

const words = (text: string) => searchWords(text).split(' ');

describe('searchWords', () => {
  it('folds case, accents, width and ligatures', () => {
    expect(searchWords('Größe CAFÉ ﬁn ＡＢＣ Łódź')).toBe('grosse cafe fin abc lodz');
  });

  it('takes Chinese, Japanese and Thai apart', () => {
    expect(words('注文番号12345の件')).toEqual(expect.arrayContaining(['注文', '番号', '12345']));
    expect(words('我还没有收到商品')).toEqual(expect.arrayContaining(['没有', '商品']));
    expect(words('ฉันยังไม่ได้รับพัสดุ')).toEqual(expect.arrayContaining(['พัสดุ']));
  });

  it('keeps addresses and order numbers whole and in parts', () => {
    expect(words('Write to Ann.Doe@Example.com about AB-12/34.')).toEqual(
      expect.arrayContaining(['anndoeexamplecom', 'ann', 'doe', 'example', 'ab1234', '12']),
    );
  });

  it('is bounded', () => {
    const many = Array.from({ length: 200_000 }, (_, at) => `w${at}`).join(' ');
    expect(searchWords(many).length).toBeLessThanOrEqual(500_000);
    expect(Math.max(...words('x'.repeat(5000)).map((word) => word.length))).toBe(80);
  });
});

describe('queryWords', () => {
  it('asks for all words, the last as a beginning', () => {
    expect(queryWords('Größe par')).toBe("'grosse' & 'par':*");
    expect(queryWords('done ')).toBe("'done'");
    expect(queryWords('doe@x.com a')).toBe("('doexcom' | ('doe' & 'x' & 'com')) & 'a':*");
    expect(queryWords('AB-12')).toBe("('ab12':* | ('ab' & '12':*))");
    expect(queryWords('注文番号')).toBe("'注文' & '番号':*");
  });

  it('lets nothing through but words', () => {
    expect(queryWords(`a' | b & !c:* <-> \\ "d" (e`)).toBe("'a' & 'b' & 'c' & 'd' & 'e':*");
    expect(queryWords('  *** ')).toBeNull();
  });
});
