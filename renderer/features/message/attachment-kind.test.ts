import { expect, test } from 'vitest';
import { extensionOf, isRisky } from './attachment-kind.ts';

test.each([
  ['invoice.pdf', 'pdf'],
  ['invoice.pdf.exe', 'exe'],
  ['invoice.PDF.EXE. ', 'exe'],
  ['README', ''],
  ['archive.tar.gz', 'gz'],
])('the extension that counts of %s is %j', (name, extension) => {
  expect(extensionOf(name)).toBe(extension);
});

test.each(['a.exe', 'a.pdf.js', 'a.docm', 'a.LNK', 'a.html', 'a.iso'])('%s may run programs', (name) => {
  expect(isRisky(name)).toBe(true);
});

test.each(['a.pdf', 'a.jpg', 'a.docx', 'exe', 'a.txt'])('%s does not', (name) => {
  expect(isRisky(name)).toBe(false);
});
