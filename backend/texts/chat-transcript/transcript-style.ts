import type { TemplateBody } from '../template.ts';

/** So that a transcript reads well without a style sheet in its template. */
const plainStyle = `.transcript { font: 13px/18px arial, helvetica, sans-serif; }
.transcript .message { padding: 6px 0; }
.transcript .message .time { color: #767676; }
.transcript .message.system .message-text { font-style: italic; }
.transcript .message-text { white-space: pre-line; overflow-wrap: anywhere; }`;

/** What the template says between `<style type="text/css">` and its end, else a plain style (G15). */
export function styleSheetOf({ format, body }: TemplateBody): string {
  const found = format === 'html' ? [...body.matchAll(/<style\b[^>]*>([\s\S]*?)<\/style\s*>/gi)] : [];
  const style = found.map(([, css = '']) => css.replace(/^\s*<!--|-->\s*$/g, '').trim()).join('\n');
  return style === '' ? plainStyle : style;
}
