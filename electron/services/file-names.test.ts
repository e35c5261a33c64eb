import { describe, expect, test } from 'vitest';
import { cleanFileName, numberedName } from './file-names.ts';

describe('the name of a saved file', () => {
  test.each([
    ['invoice.pdf', 'invoice.pdf'],
    ['請求書 2026.pdf', '請求書 2026.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Windows\\system32\\evil.dll', 'evil.dll'],
    ['invoice\u202Efdp.exe', 'invoicefdp.exe'],
    ['a\u0000b\r\nc\u200B.txt', 'abc.txt'],
    ['file.txt:stream', 'file.txt_stream'],
    ['what?<is>|"this"*.doc', 'what__is___this__.doc'],
    ['con', '_con'],
    ['NUL.txt', '_NUL.txt'],
    ['com1.tar.gz', '_com1.tar.gz'],
    ['Lpt¹.pdf', '_Lpt¹.pdf'],
    ['report.pdf. . .', 'report.pdf'],
    ['...hidden', 'hidden'],
    ['', 'attachment'],
    ['..', 'attachment'],
    ['///', 'attachment'],
    ['\u202E\u200F', 'attachment'],
    ['e\u0301.txt', 'é.txt'],
  ])('%j becomes %j', (name, clean) => {
    expect(cleanFileName(name)).toBe(clean);
    expect(cleanFileName(clean)).toBe(clean);
  });

  test('is cut at 150 characters, with its extension and no half characters', () => {
    const long = cleanFileName(`${'𝒳'.repeat(300)}.docx`);
    expect(long.length).toBeLessThanOrEqual(150);
    expect(long.endsWith('𝒳.docx')).toBe(true);
    expect(long.isWellFormed()).toBe(true);
    expect(cleanFileName(`a.${'x'.repeat(300)}`).length).toBeLessThanOrEqual(150);
  });

  test('is numbered before its extension', () => {
    expect([1, 2, 3].map((number) => numberedName('a.pdf', number))).toEqual([
      'a.pdf',
      'a (2).pdf',
      'a (3).pdf',
    ]);
    expect(numberedName('README', 2)).toBe('README (2)');
  });
});
