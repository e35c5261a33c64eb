import { randomUUID } from 'node:crypto';
import type { IdentifierValues } from '../identifiers.ts';
import { plainTextFromHtml } from '../plain-text.ts';
import { fillTemplateBody, type TemplateBody } from '../template.ts';
import type { ChatTranscript } from './parse-transcript.ts';
import { compileDatePattern, type DateWriter, defaultDatePattern } from './simple-date-format.ts';
import { transcriptHtml } from './transcript-html.ts';
import { styleSheetOf } from './transcript-style.ts';
import { transcriptText } from './transcript-text.ts';
import type { TranscriptWords } from './transcript-words.ts';

/** How a transcript is written for its customer. */
export interface TranscriptReader {
  /** BCP 47. */
  readonly locale: string;
  /** IANA name, or an offset such as `+02:00`. */
  readonly timeZone: string;
  readonly words: TranscriptWords;
}

export interface FilledTranscript {
  /** Sanitised. */
  readonly html: string;
  readonly text: string;
  /** Style sheet of the HTML: the template's, else a plain one. */
  readonly style: string;
  /** Timestamp patterns that are not valid, each written in the default one: error 30001 (G15). */
  readonly invalidPatterns: readonly string[];
}

const tag =
  /\[ChatTranscript\]|<Genesys_Chat_Transcript>([\s\S]*?)<\/Genesys_Chat_Transcript>|&lt;Genesys_Chat_Transcript&gt;([\s\S]*?)&lt;\/Genesys_Chat_Transcript&gt;/gi;
const timestamp = /(?:<|&lt;)Timestamp(?:>|&gt;)([\s\S]*?)(?:<|&lt;)\/Timestamp(?:>|&gt;)/i;

/** A place where the transcript goes; by the newer tag with a head, and perhaps with a pattern. */
interface Place {
  /** Stands there while identifiers are filled, the HTML is sanitised and turned into text. */
  readonly mark: string;
  readonly withHead: boolean;
  readonly pattern: string | null;
}

/**
 * A template filled in, the transcript where it says `[ChatTranscript]` or `<Genesys_Chat_Transcript>`, perhaps with a
 * `<Timestamp>` pattern of SimpleDateFormat; with neither, at its end (G15). An editor may have escaped the tags.
 * Nothing that was typed in the chat is taken for a tag or an identifier.
 */
export function fillTranscript(
  template: TemplateBody,
  transcript: ChatTranscript,
  reader: TranscriptReader,
  values: IdentifierValues,
): FilledTranscript {
  const { body, places } = markPlaces(template);
  let { html } = fillTemplateBody({ ...template, body }, values);
  let text = plainTextFromHtml(html);
  const invalidPatterns: string[] = [];
  for (const { mark, withHead, pattern } of places) {
    const compiled = pattern === null ? null : compileDatePattern(pattern);
    if (pattern !== null && compiled === null) invalidPatterns.push(pattern);
    const at = (instant: Date): string =>
      (compiled ?? defaultWriter)(instant, reader.locale, reader.timeZone);
    const inHtml = transcriptHtml(transcript, at, reader.words, withHead);
    const inText = transcriptText(transcript, at, reader.words, withHead);
    // A block must not stand within a paragraph of its own.
    html = html.replace(new RegExp(`<p>\\s*${mark}\\s*</p>|${mark}`), () => inHtml);
    text = text.replace(mark, () => inText);
  }
  return { html, text, style: styleSheetOf(template), invalidPatterns };
}

function markPlaces({ format, body }: TemplateBody): {
  readonly body: string;
  readonly places: readonly Place[];
} {
  const places: Place[] = [];
  const mark = (inner: string | null): string => {
    const place = { mark: randomUUID(), withHead: inner !== null, pattern: patternIn(inner ?? '') };
    places.push(place);
    return place.mark;
  };
  const marked = body.replace(tag, (_whole, plain: string | undefined, escaped: string | undefined) =>
    mark(plain ?? escaped ?? null),
  );
  if (places.length > 0) return { body: marked, places };
  const end = mark(null);
  return { body: format === 'html' ? `${body}<p>${end}</p>` : `${body}\n\n${end}`, places };
}

const compiledDefault = compileDatePattern(defaultDatePattern);
const defaultWriter: DateWriter = (...args) => compiledDefault?.(...args) ?? '';

/** Editors break lines and escape quotes. */
function patternIn(inner: string): string | null {
  const pattern = timestamp.exec(inner)?.[1];
  if (pattern === undefined) return null;
  return pattern
    .replace(/<[^>]{0,200}>/g, '')
    .replace(/&(?:#39|apos);/g, "'")
    .replace(/\s+/g, ' ')
    .trim();
}
