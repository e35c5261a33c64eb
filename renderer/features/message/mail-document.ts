import type { SafeMail } from './sanitise-mail.ts';

export interface MailDocumentOptions {
  /** `theme`: the mail sets no colours and takes those of the screen. */
  readonly ground: 'paper' | 'theme';
  readonly theme: 'light' | 'dark';
  readonly language: string;
}

/**
 * The policy of the mail's own document, beside that of the window which it inherits: nothing is ever loaded. What
 * the agent asks for comes through the host, as data.
 */
const policy =
  "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

const base = `
html { overflow-wrap: break-word; }
body { margin: 0; padding: 16px 24px 40px; font: 15px/1.55 'Inter Variable', system-ui, 'Noto Sans', sans-serif; }
img { max-width: 100%; height: auto; }
pre { white-space: pre-wrap; }
blockquote { margin-inline: 0; padding-inline-start: 12px; border-inline-start: 3px solid #8c959a66; }
table { max-width: 100%; }
`;

/** Comes last, so that a mail cannot hide where its links lead. */
const guard = `
a[data-to]:hover::after, a[data-to]:focus-visible::after {
  content: attr(data-to) !important; position: fixed !important; inset-block-end: 0 !important;
  inset-inline-start: 0 !important; z-index: 2147483647 !important; display: block !important;
  max-width: 92vw !important; overflow: hidden !important; padding: 4px 10px !important;
  border-start-end-radius: 6px !important; background: #1a1e21 !important; color: #fff !important;
  font: 12px/1.5 system-ui, sans-serif !important; white-space: nowrap !important; direction: ltr !important;
  text-decoration: none !important; text-overflow: ellipsis !important; visibility: visible !important; opacity: 1 !important;
}
a.postroom-misleading { outline: 2px solid #b3261e !important; outline-offset: 2px !important; border-radius: 2px !important; }
a.postroom-misleading::before { content: '\\26A0\\FE0E  ' !important; color: #b3261e !important; }
a:focus-visible { outline: 2px solid #0b7285 !important; outline-offset: 2px !important; }
img.postroom-blocked, img.postroom-missing {
  min-width: 24px; min-height: 24px; border: 1px dashed #8c959a; border-radius: 4px; background: #8c959a22;
  color: inherit; font-size: 12px;
}
img.postroom-tracker { display: none !important; }
details.postroom-quoted { margin-block-start: 12px; }
details.postroom-quoted > summary {
  display: inline-block; padding: 1px 10px; border: 1px solid #8c959a; border-radius: 999px; font-size: 12px;
  list-style: none; cursor: pointer;
}
details.postroom-quoted[open] > summary { margin-block-end: 12px; }
@media (forced-colors: active) { * { background-color: Canvas !important; color: CanvasText !important; } a { color: LinkText !important; } }
`;

const looks = {
  paper: ':root { color-scheme: light; background: #fff; color: #1a1e21; } a { color: #0a5e6d; }',
  light: ':root { color-scheme: light; background: #fff; color: #1a1e21; } a { color: #0a5e6d; }',
  dark: ':root { color-scheme: dark; background: #191c1f; color: #e7eaec; } a { color: #7accda; }',
};

/** The whole document of a mail for `srcdoc`. Nothing in it was changed after it was made safe. */
export function mailDocument(mail: SafeMail, options: MailDocumentOptions): string {
  const look = options.ground === 'paper' ? looks.paper : looks[options.theme];
  return `<!doctype html><html lang="${escapeAttribute(options.language)}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="referrer" content="no-referrer"><title>Mail</title><style>${base}${look}</style><style>${mail.css}</style><style>${guard}</style></head><body dir="auto">${mail.body}</body></html>`;
}

function escapeAttribute(text: string): string {
  return text.replaceAll(/[^\w-]/g, '');
}
