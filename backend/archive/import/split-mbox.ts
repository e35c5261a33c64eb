const lf = 0x0a;
const cr = 0x0d;
const from = Buffer.from('From ');

/**
 * The mails of a mailbox file (RFC 4155), in bytes as they were stored, without their `From ` lines. A line
 * `>From ` loses one `>`, as mboxo and mboxrd write it. Holds one mail at a time.
 */
export async function* splitMbox(
  file: AsyncIterable<Buffer>,
): AsyncGenerator<{ readonly raw: Buffer; readonly storedAt: Date | null }> {
  let lines: Buffer[] = [];
  let storedAt: Date | null = null;
  let isOpen = false;
  let afterEmptyLine = true;
  for await (const line of linesOf(file)) {
    if (afterEmptyLine && isSeparator(line)) {
      if (isOpen) yield { raw: withoutLastEmptyLine(lines), storedAt };
      isOpen = true;
      lines = [];
      storedAt = dateOf(line);
    } else {
      lines.push(isQuoted(line) ? line.subarray(1) : line);
    }
    afterEmptyLine = line[0] === lf || (line[0] === cr && line[1] === lf);
  }
  if (isOpen) yield { raw: withoutLastEmptyLine(lines), storedAt };
}

/** With their line ends. */
async function* linesOf(file: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer[] = [];
  for await (const chunk of file) {
    let start = 0;
    for (let end = chunk.indexOf(lf); end >= 0; end = chunk.indexOf(lf, start)) {
      rest.push(chunk.subarray(start, end + 1));
      yield rest.length === 1 ? (rest[0] ?? chunk) : Buffer.concat(rest);
      rest = [];
      start = end + 1;
    }
    if (start < chunk.length) rest.push(chunk.subarray(start));
  }
  if (rest.length > 0) yield Buffer.concat(rest);
}

/** `From `, a sender, and a date with a time: a sentence that begins with the word is none. */
function isSeparator(line: Buffer): boolean {
  return line.subarray(0, 5).equals(from) && /^From .*\d{1,2}:\d{2}/.test(line.toString('latin1', 0, 200));
}

function isQuoted(line: Buffer): boolean {
  let marks = 0;
  while (line[marks] === 0x3e) marks++;
  return marks > 0 && line.subarray(marks, marks + 5).equals(from);
}

/** The one that separates it from the next. */
function withoutLastEmptyLine(lines: readonly Buffer[]): Buffer {
  const last = lines.at(-1);
  const isEmpty = last !== undefined && /^\r?\n$/.test(last.toString('latin1', 0, 3));
  return Buffer.concat(isEmpty ? lines.slice(0, -1) : lines);
}

/** asctime in UTC: `Thu Nov 21 10:00:00 2024`, perhaps with an offset behind it. */
function dateOf(line: Buffer): Date | null {
  const [, rest] = /^From \S* +(.*?)\s*$/.exec(line.toString('latin1', 0, 200)) ?? [];
  if (rest === undefined) return null;
  const date = new Date(/[+-]\d{4}$|[A-Z]{3,4}$/.test(rest) ? rest : `${rest} UTC`);
  return Number.isNaN(date.getTime()) ? null : date;
}
