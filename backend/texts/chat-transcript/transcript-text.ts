import type { ChatTranscript, TranscriptEntry } from './parse-transcript.ts';
import { type TranscriptWords, writeDuration, writeSize } from './transcript-words.ts';

/**
 * @param at writes an instant
 * @param withHead start, duration and subject in front (the newer tag of G15)
 */
export function transcriptText(
  transcript: ChatTranscript,
  at: (instant: Date) => string,
  words: TranscriptWords,
  withHead: boolean,
): string {
  const head = withHead
    ? transcriptHead(transcript, at, words).map(([name, value]) => `${name}: ${value}`)
    : [];
  const lines = transcript.entries.map((entry) => `[${at(entry.at)}] ${entryLine(entry, words)}`);
  return [...head, ...(head.length > 0 ? [''] : []), ...lines].join('\n');
}

/** Names and values of what stands above the conversation. */
export function transcriptHead(
  { startedAt, durationSeconds, subject }: ChatTranscript,
  at: (instant: Date) => string,
  words: TranscriptWords,
): readonly (readonly [string, string])[] {
  return [
    [words.started, at(startedAt)],
    [words.duration, writeDuration(durationSeconds)],
    ...(subject === null || subject === '' ? [] : [[words.subject, subject] as const]),
  ];
}

export function partyName(entry: TranscriptEntry, words: TranscriptWords): string {
  return entry.party.name || (entry.party.role === 'customer' ? words.customer : words.agent);
}

/** What happened, of what is no message. */
export function eventLine(
  entry: Exclude<TranscriptEntry, { kind: 'message' }>,
  words: TranscriptWords,
): string {
  const name = partyName(entry, words);
  if (entry.kind === 'file') return words.file(entry.name, writeSize(entry.size));
  return entry.kind === 'joined' ? words.joined(name) : words.left(name);
}

function entryLine(entry: TranscriptEntry, words: TranscriptWords): string {
  if (entry.kind === 'file') return `${partyName(entry, words)}: ${eventLine(entry, words)}`;
  if (entry.kind !== 'message') return eventLine(entry, words);
  if (entry.party.role === 'system' && entry.party.name === '') return entry.text;
  return `${partyName(entry, words)}: ${entry.text}`;
}
