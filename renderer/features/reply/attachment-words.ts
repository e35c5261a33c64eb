/**
 * Words that announce an attachment, by language: whole words, in the forms that mails use. A greeting like
 * "I am attached to" is rare enough to ask.
 */
const announcements = {
  en: ['attached', 'attachment', 'attachments', 'attaching', 'enclosed'],
  fr: [
    'ci-joint',
    'ci-jointe',
    'ci-joints',
    'ci-jointes',
    'pièce jointe',
    'pièces jointes',
    'en pièce jointe',
  ],
  de: [
    'anbei',
    'angehängt',
    'angehängte',
    'angehängten',
    'anhang',
    'anlage',
    'beigefügt',
    'beigefügte',
    'beiliegend',
  ],
  es: ['adjunto', 'adjunta', 'adjuntos', 'adjuntas', 'adjuntamos', 'archivo adjunto'],
  sv: ['bifogad', 'bifogade', 'bifogas', 'bifogar', 'bifogat', 'bilaga', 'bilagan', 'bilagor', 'bilagorna'],
} as const;

const patterns = Object.entries(announcements).map(([language, words]) => ({
  language,
  pattern: new RegExp(
    `(?<![\\p{L}\\p{N}])(?:${[...words].sort((a, b) => b.length - a.length).join('|')})(?![\\p{L}\\p{N}])`,
    'iu',
  ),
}));

/**
 * The word by which the text announces an attachment; null: none. `culture` is the language of the mail; English counts
 * in every mail.
 */
export function findAttachmentWord(text: string, culture: string): string | null {
  const language = culture.split('-', 1)[0]?.toLowerCase();
  const plain = text.normalize('NFC').replaceAll(/[\u2010\u2011]/gu, '-');
  for (const { language: each, pattern } of patterns) {
    if (each !== language && each !== 'en') continue;
    const found = pattern.exec(plain)?.[0];
    if (found !== undefined) return found;
  }
  return null;
}
