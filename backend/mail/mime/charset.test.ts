import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { canonicalCharset, decodeText } from './charset.ts';

const latin1 = (text: string) => Buffer.from(text, 'latin1');

describe('decodeText', () => {
  it.each([
    ['utf-8', 'größer', Buffer.from('größer')],
    ['ISO-8859-1', 'größer', latin1('größer')],
    ['"windows-1252"', '“quoted” €', Buffer.from([0x93, ...latin1('quoted'), 0x94, 0x20, 0x80])],
    ['iso-8859-15', '€', Buffer.from([0xa4])],
    ['koi8-r', 'Привет', iconv.encode('Привет', 'koi8-r')],
    ['x-mac-cyrillic', 'Привет', iconv.encode('Привет', 'maccyrillic')],
    ['cp850', 'größer', iconv.encode('größer', 'cp850')],
    ['IBM437', 'größer', iconv.encode('größer', 'cp437')],
    ['Shift_JIS', '日本語テスト', iconv.encode('日本語テスト', 'shift_jis')],
    ['cp932', '日本語テスト', iconv.encode('日本語テスト', 'shift_jis')],
    ['x-sjis', '日本語', iconv.encode('日本語', 'shift_jis')],
    ['EUC-JP', '日本語', iconv.encode('日本語', 'euc-jp')],
    ['gb2312', '你好世界', iconv.encode('你好世界', 'gbk')],
    ['x-gbk', '你好世界', iconv.encode('你好世界', 'gbk')],
    ['big5', '你好世界', iconv.encode('你好世界', 'big5')],
    ['ks_c_5601-1987', '안녕하세요', iconv.encode('안녕하세요', 'cp949')],
    ['cp949', '안녕하세요', iconv.encode('안녕하세요', 'cp949')],
    ['ISO-2022-JP', '日本語', latin1('\u001b$BF|K\\8l\u001b(B')],
    ['iso-2022-kr', '안녕', latin1('\u001b$)C\u000e>H3g\u000f')],
    ['hz-gb-2312', '己所不欲', latin1('~{<:Ky2;S{~}')],
    ['iso-2022-cn', '你好', latin1('\u001b$)A\u000eDc:C\u000f')],
    ['johab', '가', Buffer.from([0x88, 0x61])],
    ['cp949', '가갂', Buffer.from([0xb0, 0xa1, 0x81, 0x41])],
    ['gb2312', '联通', Buffer.from([0xc1, 0xaa, 0xcd, 0xa8])],
    ['johab', '漢字、①한글', Buffer.from('f7d3f1aed932dce7d0658b69', 'hex')],
    ['utf-7', 'Hi Mom ☺!', latin1('Hi Mom +Jjo-!')],
    ['unicode-1-1-utf-7', 'A≢Α.', latin1('A+ImIDkQ.')],
    ['tis-620', 'สวัสดี', iconv.encode('สวัสดี', 'tis620')],
    ['iso-8859-8-i', 'שלום', iconv.encode('שלום', 'iso-8859-8')],
    ['utf-16', 'Hi', Buffer.from('Hi', 'utf16le')],
    ['utf-16be', 'Hi', Buffer.from([0, 72, 0, 105])],
  ])('reads %s', (label, text, bytes) => {
    expect(decodeText(bytes, label)).toMatchObject({ text, problem: null });
  });

  it.each([
    'us-ascii',
    'iso-8859-1',
    'windows-1252',
    'unknown-8bit',
    '',
    'no-such-charset',
    'koi8-r',
    'x-unknown',
  ])('recognises UTF-8 that is labelled %s', (label) => {
    const text = 'Ça coûte 5 €, größer, 日本';
    expect(decodeText(Buffer.from(text), label).text).toBe(text);
  });

  it.each(['gb2312', 'big5', 'shift_jis', 'euc-kr'])(
    'recognises short UTF-8 that is labelled %s',
    (label) => {
      expect(decodeText(Buffer.from('你好'), label).text).toBe('你好');
    },
  );

  it('does not take Chinese for UTF-8 because two of its characters could be', () => {
    expect(decodeText(iconv.encode('联通', 'gbk'), 'gb2312').text).toBe('联通');
  });

  it('recognises ISO-2022-JP without a label by its escapes', () => {
    expect(decodeText(latin1('\u001b$BF|K\\8l\u001b(B'), null).text).toBe('日本語');
  });

  it('reads labelled UTF-8 with a broken character as UTF-8, and says so', () => {
    const decoded = decodeText(Buffer.concat([Buffer.from('größer è à '), Buffer.from([0xff])]), 'utf-8');
    expect(decoded.text).toBe('größer è à \uFFFD');
    expect(decoded.problem).toMatch(/not valid UTF-8/);
  });

  it.each([
    ['windows-1252', 'Schöne Grüße und müde Füße, café à Orléans'],
    ['windows-1254', 'Müşteri hizmetlerine başvurduğumuzda yanıt alamadık, çok üzgünüm'],
    [
      'windows-1250',
      'Wysłałem zamówienie, ale paczka jeszcze nie przyszła; proszę o szybką odpowiedź, dziękuję',
    ],
    ['windows-1251', 'Добрый день, я заказал у вас товар, но до сих пор не получил посылку'],
    ['koi8-r', 'Добрый день, я заказал у вас товар, но до сих пор не получил посылку'],
    ['windows-1253', 'Καλημέρα σας, δεν έχω λάβει ακόμα την παραγγελία μου από το κατάστημα'],
    ['windows-1255', 'שלום רב, הזמנתי מכם מוצר אבל עדיין לא קיבלתי את החבילה שלי'],
    ['windows-1256', 'السلام عليكم، لقد طلبت منكم منتجا ولم يصل حتى الآن إلى المنزل'],
    ['shift_jis', 'お世話になっております。先週注文した商品がまだ届いていません。'],
    ['euc-jp', 'お世話になっております。先週注文した商品がまだ届いていません。'],
    ['gb18030', '您好，我上个星期订购的商品到现在还没有收到，请问是怎么回事？'],
    ['big5', '您好，我上個星期訂購的商品到現在還沒有收到，請問是怎麼回事？'],
    ['euc-kr', '안녕하세요, 지난주에 주문한 상품이 아직 도착하지 않았습니다.'],
  ])('guesses %s without a label', (charset, text) => {
    const bytes = iconv.encode(text, charset === 'euc-kr' ? 'cp949' : charset);
    expect(decodeText(bytes, null)).toMatchObject({ text, charset });
  });
});

describe('canonicalCharset', () => {
  it.each([
    ['ISO8859-1', 'windows-1252'],
    ['iso_8859_2', 'iso-8859-2'],
    ['WIN-1251', 'windows-1251'],
    ['windows_1250', 'windows-1250'],
    ['"UTF8"', 'utf-8'],
    ['charset=utf-8', 'utf-8'],
    ['GB2312_CHARSET', 'gb18030'],
    ['us-ascii', ''],
    ['x-nonsense', null],
  ])('knows %s', (label, name) => {
    expect(canonicalCharset(label)).toBe(name);
  });
});
