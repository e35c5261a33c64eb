import MailComposer from 'nodemailer/lib/mail-composer';
import { assertNever } from '../../../contract/assert-never.ts';
import { escapeHtml } from '../../texts/identifiers.ts';
import type { MailSpec } from './mail-spec.ts';

/** The mail as its sender's server would hand it over: the same bytes for the same `now`. */
export async function composeMail(spec: MailSpec, now: Date): Promise<Buffer> {
  const date = new Date(now.getTime() - spec.minutesAgo * 60_000);
  date.setMilliseconds(0);
  const html = htmlOf(spec);
  const composer = new MailComposer({
    from: spec.from,
    to: spec.to,
    ...(spec.cc === undefined ? {} : { cc: spec.cc }),
    ...(spec.replyTo === undefined ? {} : { replyTo: spec.replyTo }),
    subject: spec.subject,
    date,
    messageId: messageId(spec.id),
    ...threadOf(spec),
    text: textOf(spec),
    ...(html === null ? {} : { html }),
    attachments: (spec.attachments ?? []).map(({ name, type, content, inline }) => ({
      filename: name,
      contentType: type,
      content: content(),
      ...(inline ? { cid: contentId(spec, name), contentDisposition: 'inline' as const } : {}),
    })),
    headers: { ...clientHeaders[spec.style], ...spec.headers },
    // Fixed, or every start would make new bytes.
    baseBoundary: spec.id,
    newline: 'windows',
  });
  return composer.compile().build();
}

function messageId(id: string): string {
  return `<${id}@mail.example>`;
}

function contentId(spec: MailSpec, name: string): string {
  return `${spec.id}.${name.replace(/[^A-Za-z0-9.]/g, '-')}@mail.example`;
}

function threadOf(spec: MailSpec): { inReplyTo?: string; references?: string[] } {
  const ids = (spec.thread ?? []).map(messageId);
  const last = ids.at(-1);
  return last === undefined ? {} : { inReplyTo: last, references: ids };
}

const clientHeaders: Readonly<Record<MailSpec['style'], Record<string, string>>> = {
  plain: { 'User-Agent': 'Mutt/2.2.13' },
  gmail: {},
  outlook: { 'X-Mailer': 'Microsoft Outlook 16.0', 'Content-Language': 'en-GB' },
  apple: { 'X-Mailer': 'Apple Mail (2.3826)' },
  phone: { 'X-Mailer': 'iPhone Mail (22F76)' },
  html: {},
};

const placeholder = /\[\[([^\]]+)\]\]/g;

function textOf(spec: MailSpec): string {
  const text = spec.text.trim().replace(placeholder, '[$1]');
  if (!spec.quote) return `${text}\n`;
  const quoted = spec.quote.text
    .trim()
    .replace(/^/gm, '> ')
    .replace(/^> (?=>|$)/gm, '>');
  return `${text}\n\n${spec.quote.intro}\n${quoted}\n`;
}

function htmlOf(spec: MailSpec): string | null {
  switch (spec.style) {
    case 'plain':
      return null;
    case 'html':
      return (spec.html ?? '').replace(
        /cid:([^"')\s]+)/g,
        (_, name: string) => `cid:${contentId(spec, name)}`,
      );
    case 'gmail':
      return gmailHtml(spec);
    case 'outlook':
      return outlookHtml(spec);
    case 'apple':
    case 'phone':
      return appleHtml(spec);
    default:
      return assertNever(spec.style);
  }
}

function directionOf(spec: MailSpec): string {
  return spec.direction ?? 'ltr';
}

function gmailHtml(spec: MailSpec): string {
  const blocks = blocksOf(spec, (lines) => `<div>${lines}</div>`).join('<div><br></div>');
  const quote = spec.quote
    ? `<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">${escapeHtml(spec.quote.intro)}<br></div>` +
      `<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">` +
      `${quotedHtml(spec.quote.text)}</blockquote></div>`
    : '';
  return `<div dir="${directionOf(spec)}">${blocks}</div>${quote}`;
}

function outlookHtml(spec: MailSpec): string {
  const blocks = blocksOf(spec, (lines) => `<p class="MsoNormal">${lines}<o:p></o:p></p>`);
  const quote = spec.quote
    ? `<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b>` +
      `${escapeHtml(spec.quote.intro)}</b><o:p></o:p></p></div>${quotedHtml(spec.quote.text)}`
    : '';
  return (
    '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">' +
    '<style><!-- p.MsoNormal {margin:0cm; font-size:11.0pt; font-family:"Calibri",sans-serif;} --></style></head>' +
    `<body lang="EN-GB" link="#0563C1" dir="${directionOf(spec)}"><div class="WordSection1">` +
    `${blocks.join('<p class="MsoNormal"><o:p>&nbsp;</o:p></p>')}${quote}</div></body></html>`
  );
}

function appleHtml(spec: MailSpec): string {
  const blocks = blocksOf(spec, (lines) => `<div>${lines}</div>`).join('<div><br></div>');
  const quote = spec.quote
    ? `<div><br><blockquote type="cite"><div>${escapeHtml(spec.quote.intro)}</div><br>${quotedHtml(spec.quote.text)}</blockquote></div>`
    : '';
  return (
    '<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head>' +
    `<body dir="${directionOf(spec)}" style="overflow-wrap: break-word; -webkit-nbsp-mode: space; line-break: after-white-space;">` +
    `${blocks}${quote}</body></html>`
  );
}

/** Each paragraph in the program's wrapping; lists as lists, pictures at their place. */
function blocksOf(spec: MailSpec, wrap: (lines: string) => string): string[] {
  return spec.text
    .trim()
    .split(/\n{2,}/)
    .map((paragraph) => {
      const lines = paragraph.split('\n');
      if (lines.every((line) => line.startsWith('- '))) {
        return `<ul>${lines.map((line) => `<li>${escapeHtml(line.slice(2))}</li>`).join('')}</ul>`;
      }
      return wrap(lines.map((line) => withPictures(spec, escapeHtml(line))).join('<br>'));
    });
}

function withPictures(spec: MailSpec, html: string): string {
  return html.replace(
    placeholder,
    (_, name: string) => `<img src="cid:${contentId(spec, name)}" alt="${name}" width="360">`,
  );
}

/** A quoted text; lines that are quotes themselves are nested. */
function quotedHtml(text: string): string {
  const lines = text.trim().split('\n');
  let depth = 0;
  const parts = lines.map((line) => {
    const marks = /^(?:> ?)*/.exec(line)?.[0] ?? '';
    const level = marks.replaceAll(' ', '').length;
    const change =
      level > depth
        ? '<blockquote type="cite">'.repeat(level - depth)
        : '</blockquote>'.repeat(depth - level);
    depth = level;
    return `${change}${escapeHtml(line.slice(marks.length))}<br>`;
  });
  return `<div>${parts.join('')}${'</blockquote>'.repeat(depth)}</div>`;
}
