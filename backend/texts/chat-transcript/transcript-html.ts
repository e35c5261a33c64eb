import { escapeHtml } from '../identifiers.ts';
import type { ChatTranscript, TranscriptEntry } from './parse-transcript.ts';
import { eventLine, partyName, transcriptHead } from './transcript-text.ts';
import type { TranscriptWords } from './transcript-words.ts';

/**
 * With the class names that the source's style sheet speaks of (`transcript`, `message you`, `message them`, `bubble`,
 * `name`, `time`, `message-text`), so that a template's `<style>` dresses it; without one it still reads well.
 * Whatever was typed in the chat is escaped.
 */
export function transcriptHtml(
  transcript: ChatTranscript,
  at: (instant: Date) => string,
  words: TranscriptWords,
  withHead: boolean,
): string {
  const head = withHead
    ? transcriptHead(transcript, at, words).map(
        ([name, value]) => `<div><b>${escapeHtml(name)}:</b> ${escapeHtml(value)}</div>`,
      )
    : [];
  const entries = transcript.entries.map((entry) => entryHtml(entry, at, words));
  return `<div class="transcript cx-theme">${head.join('')}${entries.join('')}</div>`;
}

function entryHtml(entry: TranscriptEntry, at: (instant: Date) => string, words: TranscriptWords): string {
  const isEvent = entry.kind !== 'message' || entry.party.role === 'system';
  const side = isEvent ? 'system' : entry.party.role === 'customer' ? 'you' : 'them';
  const text = entry.kind === 'message' ? entry.text : eventLine(entry, words);
  const name = isEvent && entry.kind !== 'file' ? '' : partyName(entry, words);
  return (
    `<div class="message ${side}"><div class="bubble">` +
    (name === '' ? '' : `<span class="name" dir="auto"><b>${escapeHtml(name)}</b></span> `) +
    `<span class="time">${escapeHtml(at(entry.at))}</span>` +
    `<div class="message-text" dir="auto">${escapeHtml(text).replaceAll('\n', '<br>')}</div></div></div>`
  );
}
