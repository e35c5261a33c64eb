import type { NamedFailure } from './failed-recipients.ts';
import { delayWords, failureInBody, successWords } from './failure-phrases.ts';
import { type Sign, sumOf } from './header-signs.ts';
import type { ReturnedMail } from './returned-mail.ts';
import { findCodes } from './status-codes.ts';

/** Characters of a notice that are searched for phrases: they stand at its beginning. */
export const searched = 6000;
/** What header and body must weigh together, and what the header alone must. */
const enough = 9;
const enoughAlone = 8;

/**
 * Parcels are not delivered either: without a mail system for a sender, something must be given back, or named with
 * its status or recipient.
 */
export function isProven(signs: readonly Sign[], body: readonly Sign[], returned: ReturnedMail): boolean {
  const header = sumOf(signs);
  const total = header + sumOf(body);
  const isSystem = signs.some(({ weight, isMachine }) => isMachine === true && weight >= 5);
  if (isSystem) return header >= enoughAlone || total >= enough;
  const machine = sumOf(signs.filter(({ isMachine }) => isMachine));
  if (returned.fields.length > 0) return total >= enough && header >= 3 && machine >= 1;
  // Logs and digests name statuses and addresses too: the subject must speak, or the sender be no person at all.
  const saysSo = signs.some(({ words }) => words.startsWith('the subject says')) || machine >= 6;
  const isListMail = signs.some(({ words }) => words.endsWith('mailing list'));
  const proof = sumOf(body.filter(({ isMachine }) => isMachine));
  const isMail = signs.some(({ isMailSystem }) => isMailSystem === true);
  return !isListMail && total >= enough && machine >= 2 && saysSo && proof >= (isMail ? 1 : 3);
}

/**
 * People write as postmaster too. A notice says in its text that delivery failed, and for whom, with a status or a
 * subject that says so too; or it names nobody but returns nowhere.
 */
export function isPostmastersNotice(
  signs: readonly Sign[],
  body: readonly Sign[],
  isAboutSomebody: boolean,
): boolean {
  if (signs.some(({ weight }) => weight < 0)) return false;
  const saysFailure = body.some(({ words }) => words.startsWith('the text says'));
  const hasStatus = body.some(({ words }) => words.startsWith('the text names the status'));
  const inSubject = signs.some(({ words }) => words.startsWith('the subject says'));
  const returnsNowhere = signs.some(({ words }) => words === 'the return path is empty');
  return saysFailure && ((isAboutSomebody && (hasStatus || inSubject)) || (inSubject && returnsNowhere));
}

/** What the text says for a return message. @param said its beginning, folded */
export function bodySigns(
  returned: ReturnedMail,
  said: string,
  named: readonly NamedFailure[],
): readonly Sign[] {
  const signs: Sign[] = [];
  if (returned.fields.length > 0) signs.push({ weight: 3, words: 'a mail is given back', isMachine: true });
  const phrase = failureInBody(said) ?? delayWords(said) ?? successWords(said);
  if (phrase !== null) signs.push({ weight: 3, words: `the text says “${phrase}”` });
  const codes = findCodes(returned.notice.slice(0, searched));
  if (codes.status !== null)
    signs.push({ weight: 3, words: `the text names the status ${codes.status}`, isMachine: true });
  else if (codes.reply !== null) signs.push({ weight: 2, words: `the text names the code ${codes.reply}` });
  if (named.length > 0) signs.push({ weight: 1, words: 'the text names recipients', isMachine: true });
  return signs;
}
