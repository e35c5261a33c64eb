import { describe, expect, it } from 'vitest';
import { previewOf } from './preview.ts';
import { unquotedText } from './unquoted-text.ts';

describe('unquotedText', () => {
  it.each([
    ['marked lines', 'Yes.\n\nOn Mon, 5 May 2025 at 10:00, Ann <ann@example.com> wrote:\n> Really?\n> Ann'],
    [
      'an introduction on two lines',
      'Yes.\n\nOn Mon, 5 May 2025 at 10:00, Ann Doe\n<ann@example.com> wrote:\n\n> Really?',
    ],
    ['a German introduction', 'Yes.\n\nAm 05.05.2025 um 10:00 schrieb Ann <ann@example.com>:\n\n> Wirklich?'],
    [
      'a French introduction',
      'Yes.\n\nLe lun. 5 mai 2025 à 10:00, Ann <ann@example.com> a écrit :\n> Vraiment ?',
    ],
    ['a Japanese introduction', 'Yes.\n\n2025年5月5日(月) 10:00 Ann <ann@example.com>:\n> 本当ですか'],
    ['an unmarked copy', 'Yes.\n\nAm 13.12.2017 21:11 schrieb "Ann <ann@example.com>:\n\nWirklich?'],
    ['a separator', 'Yes.\n\n-----Ursprüngliche Nachricht-----\nVon: Ann\nWirklich?'],
    [
      'Outlook’s header',
      'Yes.\n\nDe : Ann <ann@example.com>\nEnvoyé : lundi 5 mai 2025 10:00\nÀ : Bob\nObjet : Vraiment\n\nVraiment ?',
    ],
    [
      'Outlook’s rule',
      'Yes.\n\n________________________________\nFrom: Ann <ann@example.com>\nSent: Monday, May 5, 2025\nTo: Bob\n\nReally?',
    ],
    ['a signature', 'Yes.\n\n-- \nBob\nExample Ltd'],
  ])('leaves out %s', (_, text) => {
    expect(unquotedText(text)).toBe('Yes.');
  });

  it('keeps answers between quoted lines', () => {
    expect(unquotedText('> one?\nyes\n> two?\nno')).toBe('yes\nno');
  });

  it('keeps what only looks a little like a quote', () => {
    const text =
      'Dear all,\nplease note the following:\n\n* order: 12\n* colour: red\n\nOn Monday it was broken:\nit did not start.';
    expect(unquotedText(text)).toBe(text);
  });

  it('keeps everything where all is quoted', () => {
    expect(unquotedText('> only this')).toBe('> only this');
  });
});

describe('previewOf', () => {
  it('is one line of at most 200 characters', () => {
    expect(previewOf('Hello,\n\n  how are\tyou?\u200B\n\n> fine')).toBe('Hello, how are you?');
    const long = previewOf('word '.repeat(100));
    expect(long.length).toBeLessThanOrEqual(200);
    expect(long).toMatch(/word…$/);
  });

  it('cuts no character in half', () => {
    expect(previewOf('😀'.repeat(200)).isWellFormed()).toBe(true);
  });
});
