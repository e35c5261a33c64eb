import { describe, expect, it } from 'vitest';
import { cleanFileName } from './attachment-name.ts';

describe('cleanFileName', () => {
  it.each([
    ['report.pdf', 'report.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\ann\\report.pdf', 'report.pdf'],
    ['folder/', 'folder'],
    ['invoice\u202Efdp.exe', 'invoicefdp.exe'],
    ['a\u0000b\r\nc.txt', 'abc.txt'],
    ['con.txt', '_con.txt'],
    ['LPT1', '_LPT1'],
    ['a<b>:"|?*.txt', 'a_b______.txt'],
    ['.bashrc', 'bashrc'],
    ['name. . .', 'name'],
    ['file.txt:stream', 'file.txt_stream'],
    ['  spaced   name .doc ', 'spaced name .doc'],
    ['日本語.pdf', '日本語.pdf'],
  ])('makes %j into %j', (name, clean) => {
    expect(cleanFileName(name)).toBe(clean);
  });

  it.each(['', '...', '///', '\u202E', '?'])('finds nothing in %j', (name) => {
    expect(cleanFileName(name)).toBeNull();
  });

  it('keeps the extension of a name that is too long', () => {
    const clean = cleanFileName(`${'é'.repeat(1000)}.pdf`);
    expect(clean).toHaveLength(200);
    expect(clean).toMatch(/é\.pdf$/);
  });
});
