import { failureInBody } from './failure-phrases.ts';
import { foldWords } from './fold-words.ts';
import { type FoundCodes, findCodes } from './status-codes.ts';

/** A recipient as a notice in free text speaks of it. */
export interface NamedFailure {
  readonly recipient: string;
  /** What the notice says about it. */
  readonly words: string;
  readonly codes: FoundCodes;
}

const address =
  /(?<![^\s<>()[\]{},;:"'=|/\\「」『』（）【】《》：，；“”‘’。、\u200b-\u200f\u202a-\u202e\u2066-\u2069])(?:RFC822;|smtp:|mailto:)?([A-Za-z0-9\u00c0-\u1fff\u3041-\ufdff._%+&#$!*/=?^{}~'-]{1,120}@[A-Za-z0-9\u00c0-\u024f-]{1,63}(?:\.[A-Za-z0-9\u00c0-\u024f-]{1,63}){0,9})/giu;
const maxLines = 400;
const maxFound = 100;
/** Addresses looked at, repeated ones included. */
const maxRated = 250;

/** Names in front of an address that is the failed one, and in front of one that is not. */
const labelsRecipient =
  /(?:recipient|rcpt to|addressed to|address|delivery to|deliver(?:ed)? (?:to|mail to)|message to|mail to|user(?: ?id)?|account|failed|unknown|reject\w*|mailbox|original-rcpt|to|for|an|empf\w*|destinataire|destinatario|宛先|受信者|收件人|수신자|получател\w*|адрес\w*)\W{0,6}$/i;
const labelsOther =
  /(?:from|sender|reply-to|return-path|postmaster|administrator|contact|help|support|cc|de|von|absender|message-id|envelope-from|by|email us|e-mail us|write to|visit|mailto:|отправител\w*|expéditeur|remitente|mittente|差出人|发件人)\W{0,6}$/i;
const saysFailure =
  /unknown|fail|reject|not found|full|quota|invalid|exist|unavailable|denied|refused|undeliver|unreach|unable|disabled|expired|error|no such|could not|cannot|не найден|不存在|存在しません|voll|inconnu|desconocid|sconosciut/i;
const never =
  /^(?:postmaster|mailer-daemon|abuse|mailer_daemon|hostmaster|webmaster|helpdesk|support|help|noreply|no-reply)@/i;

/**
 * Finds of which recipients a notice speaks: addresses stand alone in a line, begin one, follow `RCPT TO`, or stand
 * beside a status or words of failure. Those of the sender and of whom to ask are passed over.
 * @param ours addresses that the return message was sent to, in lower case
 */
export function findNamedFailures(notice: string, ours: ReadonlySet<string>): readonly NamedFailure[] {
  const lines = linesOf(notice);
  const found = rateAddresses(lines, ours);
  const best = Math.max(0, ...found.map(({ score }) => score));
  // A list has one form, however little is said of one of its entries.
  const forms = new Set(found.filter(({ score }) => score === best).map(({ form }) => form));
  const chosen = found
    .filter(({ score, form }) => score >= 2 && (score >= best - 2 || (form !== null && forms.has(form))))
    .toSorted((one, other) => one.line - other.line);
  return chosen.map(({ shown, line }, index) => {
    const end = Math.min(chosen[index + 1]?.line ?? lines.length, line + 14);
    const words = lines
      .slice(line, Math.max(end, line + 1))
      .join('\n')
      .trim();
    return { recipient: shown, words, codes: findCodes(words) };
  });
}

/**
 * Whom a notice most likely speaks of where no address stands out by its form or by words that are known: of those that
 * nothing speaks against, the one of which most speaks for it; null without.
 */
export function findLikelyRecipient(notice: string, ours: ReadonlySet<string>): NamedFailure | null {
  const lines = linesOf(notice);
  const [first] = rateAddresses(lines, ours)
    .filter(({ score }) => score >= 0)
    .toSorted((one, other) => other.score - one.score || one.line - other.line);
  if (!first) return null;
  const words = lines.slice(first.line).join('\n').trim();
  return { recipient: first.shown, words, codes: findCodes(words) };
}

interface RatedAddress {
  readonly shown: string;
  readonly score: number;
  /** The first one that has it. */
  readonly line: number;
  /** The line without it, if nothing else is in it but marks. */
  readonly form: string | null;
}

function linesOf(notice: string): readonly string[] {
  return notice
    .split('\n')
    .slice(0, maxLines)
    .map((line) => line.slice(0, 1500));
}

function rateAddresses(lines: readonly string[], ours: ReadonlySet<string>): readonly RatedAddress[] {
  const found = new Map<string, RatedAddress>();
  let rated = 0;
  for (const [at, line] of lines.entries()) {
    if (!line.includes('@')) continue;
    if (rated > maxRated) break;
    for (const match of line.matchAll(address)) {
      if (++rated > maxRated) break;
      const shown = tidyAddress(match[1] ?? '');
      if (shown === '' || found.size >= maxFound) continue;
      const key = shown.toLowerCase();
      const score =
        rate(line, match.index, match[0].length, shown, lines[at + 1] ?? '', lines[at - 1] ?? '') -
        (ours.has(key) ? 8 : 0);
      const before = found.get(key);
      const around = line.slice(0, match.index) + line.slice(match.index + match[0].length);
      const form = /[\p{L}\p{N}]/u.test(around) ? null : around.trim();
      if (!before || score > before.score)
        found.set(key, {
          score,
          line: before ? Math.min(before.line, at) : at,
          shown,
          form: form ?? before?.form ?? null,
        });
    }
  }
  return [...found.values()];
}

function speaksOfFailure(text: string): boolean {
  return saysFailure.test(text) || failureInBody(foldWords(text.slice(0, 400))) !== null;
}

function tidyAddress(text: string): string {
  // A word in a script without blanks runs into the address.
  const alone = text.replace(/^.*[^\0-\u024f](?=[A-Za-z0-9._%+-]+@)/su, '');
  const plain = alone.replace(/^['"*_=-]+/, '').replace(/['".,;:!?_=-]+$/, '');
  // A name in front of a message identifier, a picture or a version is no address.
  if (/@(?:\d{1,3}\.){3}\d{1,3}$/.test(plain) || /\.(?:png|jpe?g|gif|eml|txt)$/i.test(plain)) return '';
  return plain.length > 3 && !plain.startsWith('@') ? plain : '';
}

function rate(
  line: string,
  at: number,
  length: number,
  shown: string,
  next: string,
  previous: string,
): number {
  if (never.test(shown)) return -3;
  const before = line.slice(Math.max(0, at - 60), at);
  const after = line.slice(at + length);
  let score = 0;
  if (/^[\s<>*"'\-•·([]*$/.test(before)) {
    score += 2;
    if (/^[\s>.:"'*)\]]*$/.test(after)) score += 2;
    else if (/^["'>)\]]*\s*(?::|\.\.\.|-|\(|\s{2}|<)/.test(after)) score += 2;
  }
  if (/rcpt to:?\s*<?$/i.test(before)) score += 4;
  else if (/(?:final|original|failed)[- ]recipient\W{0,12}(?:rfc822\W{1,3})?$/i.test(before)) score += 4;
  else if (labelsOther.test(before) && !/(?:delivery|addressed|recipient)/i.test(before)) score -= 4;
  else if (labelsRecipient.test(before)) score += 2;
  // `undeliverable to a@b`, `User's mailbox is full: <a@b>`
  if (/^[\s>.:"'*)]*$/.test(after) && speaksOfFailure(line.slice(0, at))) score += 3;
  const around = `${line} ${next}`;
  const codes = findCodes(around);
  if (codes.status !== null || codes.reply !== null) score += 2;
  if (speaksOfFailure(around)) score += 1;
  if (/(?:recipient|address|empfänger|destinat|宛先|受信者|收件人|수신자)[^@]{0,60}[:：]\s*$/i.test(previous))
    score += 1;
  if (/^\s*(?:from|cc|sender|subject|date|message-id|reply-to|return-path|von|de)\s*:/i.test(line))
    score -= 4;
  else if (/^\s*(?:to|an|à|para|a|aan|till)\s*:/i.test(line)) score -= 2;
  if (/\b(?:please )?(?:contact|write to|send mail to|forward this|ask|e-?mail)\b/i.test(before)) score -= 3;
  return score;
}
