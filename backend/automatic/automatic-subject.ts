import { headerLine, replySubject } from '../texts/reply-subject.ts';

const mark = 'Auto:';

/** `Auto:` and the subject that is answered, without the marks that it has gathered (RFC 3834 section 3.1.5). */
export function automaticSubject(original: string): string {
  return `${mark} ${bare(original)}`.trim();
}

/** Whether a subject is that of an answer to an automatic mail of ours. */
export function isAnswerToAutomatic(subject: string): boolean {
  return withoutReply(subject).toLowerCase().startsWith(mark.toLowerCase());
}

function bare(subject: string): string {
  let rest = withoutReply(subject);
  while (rest.toLowerCase().startsWith(mark.toLowerCase())) rest = withoutReply(rest.slice(mark.length));
  return rest;
}

function withoutReply(subject: string): string {
  return replySubject('reply', headerLine(subject)).slice('Re:'.length).trim();
}
