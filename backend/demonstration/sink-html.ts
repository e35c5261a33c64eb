import { createHash } from 'node:crypto';
import { escapeHtml } from '../texts/identifiers.ts';

/** A mail in the sink as its page shows it; every text is hostile. */
export interface SunkMail {
  readonly name: string;
  readonly arrived: Date;
  /** Bytes. */
  readonly size: number;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly attachments: readonly string[];
}

const css = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 56rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.3rem; }
ol { list-style: none; padding: 0; }
li { border-top: 1px solid color-mix(in srgb, currentColor 20%, transparent); padding: .8rem 0; }
summary { cursor: pointer; font-weight: 600; overflow-wrap: anywhere; }
p { margin: .2rem 0; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: color-mix(in srgb, currentColor 7%, transparent); padding: .8rem; border-radius: 6px; }
.quiet { color: color-mix(in srgb, currentColor 65%, transparent); }
`;

/** The one style sheet that the page's policy lets in. */
export const style = { css, hash: `sha256-${createHash('sha256').update(css).digest('base64')}` };

const longestText = 20_000;

/** The page of a sink: newest mail first, as text. */
export function listPage(mails: readonly SunkMail[]): string {
  const list =
    mails.length === 0
      ? '<p class="quiet">Nothing has been sent yet.</p>'
      : `<ol>${mails.map(item).join('')}</ol>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Sent by the demonstration</title><style>${css}</style></head>
<body><main><h1>Sent by the demonstration</h1>
<p class="quiet">These mails went no further than this machine. Reload to see new ones.</p>
${list}</main></body></html>
`;
}

function item(mail: SunkMail): string {
  const attachments =
    mail.attachments.length > 0
      ? `<p class="quiet">Attached: ${mail.attachments.map(escapeHtml).join(', ')}</p>`
      : '';
  const text = mail.text.length > longestText ? `${mail.text.slice(0, longestText)}…` : mail.text;
  return `<li><details><summary dir="auto">${escapeHtml(mail.subject || '(no subject)')}</summary><pre dir="auto">${escapeHtml(text)}</pre></details>
<p>From ${escapeHtml(mail.from)}<br>To ${escapeHtml(mail.to)}</p>${attachments}
<p class="quiet"><time datetime="${mail.arrived.toISOString()}">${mail.arrived.toISOString().slice(0, 19).replace('T', ' ')} UTC</time> · ${Math.ceil(mail.size / 1024)} kB · <a href="/mail/${encodeURIComponent(mail.name)}">as it was sent</a></p></li>`;
}
