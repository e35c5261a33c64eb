import { headerLine, replySubject } from '../../texts/reply-subject.ts';

export interface ThreadSubject {
  /** Without marks of replies and forwards, without regard to case and spaces; empty where nothing else is there. */
  readonly topic: string;
  /** It says itself that it answers something. */
  readonly isReply: boolean;
}

export function readThreadSubject(subject: string): ThreadSubject {
  const line = headerLine(subject);
  const rest = replySubject('reply', line).replace(/^Re:\s*/, '');
  return {
    topic: rest.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trim(),
    isReply: rest !== line,
  };
}

/** Enough to tell one matter from another: `Invoice` is not, `Invoice 4711 is wrong` is. */
export function isTelling({ topic, isReply }: ThreadSubject): boolean {
  const words = [...new Intl.Segmenter('und', { granularity: 'word' }).segment(topic)].filter(
    ({ isWordLike }) => isWordLike,
  );
  return isReply ? topic.length >= 3 : words.length >= 3;
}
