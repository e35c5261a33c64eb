import { eld } from 'eld/extrasmall';

/** Scripts that only one language of today's mail is written in, or one far more than others. */
const scripts: readonly (readonly [language: string, script: RegExp])[] = [
  ['ja', /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ['ko', /\p{Script=Hangul}/gu],
  ['th', /\p{Script=Thai}/gu],
  ['el', /\p{Script=Greek}/gu],
  ['he', /\p{Script=Hebrew}/gu],
  ['hy', /\p{Script=Armenian}/gu],
  ['ka', /\p{Script=Georgian}/gu],
  ['ta', /\p{Script=Tamil}/gu],
  ['te', /\p{Script=Telugu}/gu],
  ['bn', /\p{Script=Bengali}/gu],
  ['km', /\p{Script=Khmer}/gu],
  ['lo', /\p{Script=Lao}/gu],
  ['my', /\p{Script=Myanmar}/gu],
  ['zh', /\p{Script=Han}/gu],
];

/** Characters looked at, and of how many they are taken. */
const sampleSize = 3000;
const beginningSize = 20_000;

/**
 * The language that the sender writes, ISO 639-1, or null where there is too little to tell. Believes the
 * Content-Language header only where the text does not speak for itself, since mail programs set it by their own
 * language.
 * @param replyText what the sender wrote, without quotes
 */
export function detectLanguage(
  subject: string,
  replyText: string,
  contentLanguage: string | null,
): string | null {
  const own = wordsOnly(replyText.slice(0, beginningSize)).slice(0, sampleSize);
  const words = own.length < 40 ? `${wordsOnly(subject)} ${own}`.trim() : own;
  const letters = words.match(/\p{L}/gu)?.length ?? 0;
  if (letters === 0) return declared(contentLanguage);
  for (const [language, script] of scripts) {
    const share = (words.match(script)?.length ?? 0) / letters;
    // Japanese is one fifth kana at the least; the others are their script alone.
    if (share > (language === 'ja' ? 0.12 : 0.4)) return language;
  }
  const guess = eld.detect(words);
  const isSure = guess.language !== '' && guess.isReliable() && letters >= 12;
  if (isSure && letters >= 40) return guess.language;
  return declared(contentLanguage) ?? (isSure ? guess.language : null);
}

/** The text without addresses, links, numbers and other marks that belong to no language. */
function wordsOnly(text: string): string {
  return text
    .replace(/\S{1,300}(?:@|:\/\/)\S{1,1000}/g, ' ')
    .replace(/[\d_<>[\](){}|*#=~+/\\]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

function declared(contentLanguage: string | null): string | null {
  const language = /^([a-z]{2})(?:-|$)/i.exec(contentLanguage ?? '')?.[1]?.toLowerCase() ?? null;
  return language === 'xx' ? null : language;
}
