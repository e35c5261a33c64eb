import { expect, test } from 'vitest';
import { readMail } from './read-mail.ts';

function withFiles(...headers: readonly string[]): Buffer {
  const parts = headers.map((header) => `--x\r\n${header}\r\n\r\ndata\r\n`).join('');
  return Buffer.from(
    `From: a@b.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nText\r\n${parts}--x--\r\n`,
  );
}

test('the names of the files of a mail are attached data, in their order', () => {
  const mail = readMail(
    withFiles(
      'Content-Type: application/pdf; name="a|b.pdf"',
      'Content-Type: image/png',
      "Content-Disposition: attachment; filename*=utf-8''%C3%BC.txt",
    ),
  );
  expect(mail.attachedData).toEqual({ _AttachmentFileNames: 'a_b.pdf|attachment-2.png|ü.txt' });
});

test('pictures that the text shows are no attached files', () => {
  const html = 'Content-Type: text/html\r\n\r\n<img src="cid:1">\r\n--x';
  const mail = readMail(withFiles(`${html}\r\nContent-Type: image/png; name=a.png\r\nContent-ID: <1>`));
  expect(mail.attachments[0]?.inline).toBe(true);
  expect(mail.attachedData).toEqual({});
});
