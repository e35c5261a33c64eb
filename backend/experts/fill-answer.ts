import { randomUUID } from 'node:crypto';
import { htmlFromText } from '../texts/html-from-text.ts';
import { escapeHtml, type IdentifierValues } from '../texts/identifiers.ts';
import { fillTemplateBody, type TemplateBody } from '../texts/template.ts';

/**
 * An expert's plain-text answer as the beginning of a draft: where the template says `[ExtAgentReply]`, at its end where
 * it does not, alone without a template (G14). Sanitised; nothing that the expert wrote is taken for HTML or for an
 * identifier.
 */
export function fillAnswer(template: TemplateBody | null, answer: string, values: IdentifierValues): string {
  const paragraphs = htmlFromText(answer);
  if (template === null) return paragraphs;
  const mark = randomUUID();
  const marked = template.body.replace(/\[ExtAgentReply\]/gi, mark);
  const { html } = fillTemplateBody({ ...template, body: marked }, values);
  if (!html.includes(mark)) return html + paragraphs;
  const inLine = escapeHtml(answer).replace(/\r\n?|\n/g, '<br>');
  return html
    .replaceAll(new RegExp(`<p>\\s*${mark}\\s*</p>`, 'g'), () => paragraphs)
    .replaceAll(mark, () => inLine);
}
