import { afterEach, describe, expect, it } from 'vitest';
import { type MailReader, type MailReaderOptions, createMailReader } from './mail-reader.ts';

const header = 'From: Ann <a@b.example>\r\nSubject: Hello\r\nMIME-Version: 1.0\r\n';
const sound = Buffer.from(`${header}\r\nHow are you?`);

const part = '--x\r\n\r\na\r\n';

function multipart(boundary: string): string {
  return `Content-Type: multipart/mixed; boundary=${boundary}\r\n\r\n--${boundary}\r\n`;
}

let reader: MailReader | null = null;
afterEach(async () => {
  await reader?.stop();
  reader = null;
});

function open(options: Partial<MailReaderOptions> = {}): MailReader {
  reader = createMailReader({ threads: 1, ...options });
  return reader;
}

describe('createMailReader', () => {
  it('reads many mails at once, each for whom it was asked', async () => {
    const reader = open({ threads: 2 });
    const mails = Array.from({ length: 200 }, (_, index) =>
      Buffer.from(`${header}X: y\r\n\r\nmail ${index}`),
    );
    const read = await Promise.all(mails.map((mail) => reader.read(mail)));
    expect(read.map((mail) => mail.text)).toEqual(mails.map((_, index) => `mail ${index}`));
  });

  it('brings attachments across with their bytes, and leaves the given mail as it was', async () => {
    const raw = Buffer.from(
      `${header}Content-Type: image/png; name=a.png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=`,
    );
    const mail = await open().read(raw);
    expect(Buffer.from(mail.attachments[0]?.bytes ?? []).toString('hex')).toBe('89504e470d0a1a0a');
    expect(raw.length).toBeGreaterThan(100);
  });

  it('wraps a mail that takes too long, with its sender and subject, and reads the next', async () => {
    const reader = open({ timeoutMs: 1 });
    const long = Buffer.from(`${header}Content-Type: text/html\r\n\r\n${'<p>a'.repeat(500_000)}`);
    const mail = await reader.read(long);
    expect(mail).toMatchObject({ from: { address: 'a@b.example' }, subject: 'Hello', isComplete: false });
    expect(mail.attachedData['_WrappingMessageReason']).toBe('The mail could not be read within 0.001 s.');
    expect(Buffer.from(mail.attachments[0]?.bytes ?? []).equals(long)).toBe(true);
    await reader.stop();
    expect((await open().read(sound)).text).toBe('How are you?');
  });

  it('does not blame a mail for time in which the machine did not come to it', async () => {
    const reader = open({ timeoutMs: 300 });
    await reader.read(sound);
    const reading = reader.read(sound);
    // As if others had the processor: the answer is there, and nobody comes to look at it.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);
    expect(await reading).toMatchObject({ text: 'How are you?', problems: [] });
  });

  it('wraps a mail that takes too much memory, and reads the next', async () => {
    const reader = open({ memoryMb: 24 });
    const large = Buffer.from(
      `${header}Content-Type: text/plain; format=flowed\r\n\r\n${'line\n'.repeat(3_000_000)}`,
    );
    const [mail, next] = await Promise.all([reader.read(large), reader.read(sound)]);
    expect(mail.subject).toBe('Hello');
    expect(mail.problems[0]).toMatch(/more than 24 MB of memory/);
    expect(next).toMatchObject({ text: 'How are you?', problems: [] });
  });

  it('gives the unknown sender of a wrapped mail the domain that the configuration names', async () => {
    const { from, subject } = await open({ maxBytes: 10 }).read(Buffer.from('\r\nno header'), 'desk.example');
    expect({ from, subject }).toEqual({
      from: { name: '', address: 'unknown@desk.example' },
      subject: 'Unknown subject',
    });
  });

  it('rejects what is asked of it after it was stopped', async () => {
    const reader = open();
    await reader.read(sound);
    await reader.stop();
    await expect(reader.read(sound)).rejects.toThrow('stopped');
  });

  it.each<[string, () => string]>([
    ['a million parts', () => `${header}${multipart('x')}${part.repeat(1_000_000)}`],
    [
      'nesting of 10,000',
      () => header + Array.from({ length: 10_000 }, (_, depth) => multipart(`b${depth}`)).join(''),
    ],
    ['10,000 mails within mails', () => header + 'Content-Type: message/rfc822\r\n\r\n'.repeat(10_000)],
    [
      '10,000 mails within multiparts',
      () =>
        Array.from(
          { length: 10_000 },
          (_, depth) => `${header}${multipart(`b${depth}`)}Content-Type: message/rfc822\r\n\r\n`,
        ).join(''),
    ],
    ['a header line of megabytes', () => `X-Long: ${'a'.repeat(8_000_000)}\r\n${header}\r\nbody`],
    ['header lines of megabytes', () => `${`X: ${'a'.repeat(2_000_000)}\r\n`.repeat(5)}${header}\r\nbody`],
    ['a million header fields', () => `${'X-A: b\r\n'.repeat(1_000_000)}${header}\r\nbody`],
    ['a million folds', () => `${header}X-A: b\r\n${' c\r\n'.repeat(1_000_000)}\r\nbody`],
  ])('makes a wrapping message of %s', async (_, source) => {
    const raw = Buffer.from(source(), 'latin1');
    const mail = await open().read(raw);
    expect(mail).toMatchObject({ from: { address: 'a@b.example' }, subject: 'Hello', isComplete: false });
    expect(mail.text).toBe(
      `Error encountered during preprocessing of this message + ${mail.attachedData['_WrappingMessageReason']} + Original Incoming Email is attached to this Email`,
    );
    expect(mail.attachments.map(({ name, size }) => [name, size])).toEqual([['original.eml', raw.length]]);
  });

  it.each<[string, () => string]>([
    [
      'comments within comments',
      () => `${header}To: ${'('.repeat(500_000)}${')'.repeat(500_000)} a@b.example\r\n\r\nbody`,
    ],
    ['comments that never close', () => `${header}To: ${'('.repeat(1_000_000)} a@b.example\r\n\r\nbody`],
    ['angles that never close', () => `${header}To: ${'<'.repeat(1_000_000)}\r\n\r\nbody`],
    ['groups without end', () => `${header}To: ${'a:'.repeat(500_000)}\r\n\r\nbody`],
    [
      'a million encoded words',
      () => `${header}X: y\r\nSubject: ${'=?utf-8?q?'.repeat(300_000)}\r\n\r\nbody`,
    ],
    [
      'a million parameters',
      () => `${header}Content-Type: text/plain; ${'a=b; '.repeat(1_000_000)}\r\n\r\nbody`,
    ],
    ['carriage returns only', () => `${header}\r\n${'\r'.repeat(3_000_000)}x`],
    ['deep HTML', () => `${header}Content-Type: text/html\r\n\r\n${'<div>'.repeat(1_000_000)}`],
    ['deep tables', () => `${header}Content-Type: text/html\r\n\r\n${'<table><tr><td>'.repeat(200_000)}`],
    [
      'quotes within quotes',
      () => `${header}Content-Type: text/html\r\n\r\n${'<blockquote>'.repeat(90)}${'a<br>'.repeat(300_000)}`,
    ],
  ])('reads %s in good time', async (_, source) => {
    const mail = await open().read(Buffer.from(source(), 'latin1'));
    expect(mail.from?.address).toBe('a@b.example');
  });
});
