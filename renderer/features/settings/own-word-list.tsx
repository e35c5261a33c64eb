import { X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { OwnWord } from '../../../contract/desktop.ts';
import { useDesktop } from '../../platform/desktop-context.ts';
import { cultureName } from '../../spelling/culture-name.ts';
import { useFailureText } from '../../strings/failures.ts';
import { useLanguage, useStrings } from '../../strings/strings.ts';
import { IconButton } from '../../ui/button.tsx';
import { showToast } from '../../ui/toast.tsx';
import { settingsStrings } from './strings.ts';

/** What a person has taught the spelling, by culture, each to be removed; open drafts follow at once. */
export function OwnWordList() {
  const strings = useStrings(settingsStrings);
  const failureText = useFailureText();
  const locale = useLanguage((state) => state.locale);
  const desktop = useDesktop();
  const [words, setWords] = useState<readonly OwnWord[] | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    let isGone = false;
    const read = async () => {
      try {
        const listed = await desktop.call('words.list', {});
        if (!isGone) setWords(listed.words);
      } catch (error) {
        showToast({ text: failureText(error), tone: 'danger' });
      }
    };
    void read();
    const stop = desktop.onEvent((event) => {
      if (event.type === 'words') setWords(event.words);
    });
    return () => {
      isGone = true;
      stop();
    };
  }, [desktop, failureText]);

  function attempt(work: Promise<{ words: readonly OwnWord[] }>, done: () => void): void {
    const follow = async () => {
      try {
        setWords((await work).words);
        done();
      } catch (error) {
        showToast({ text: failureText(error), tone: 'danger' });
      }
    };
    void follow();
  }
  /** The focus goes on to the word after the removed one, else to the heading. */
  function focusAt(index: number): void {
    requestAnimationFrame(() => {
      const buttons = heading.current?.parentElement?.querySelectorAll<HTMLElement>('li button') ?? [];
      const next = buttons[Math.min(index, buttons.length - 1)] ?? heading.current;
      next?.focus();
    });
  }
  function remove(word: OwnWord, index: number): void {
    attempt(desktop.call('words.remove', word), () => {
      focusAt(index);
      const undo = () => {
        attempt(desktop.call('words.add', word), () => undefined);
      };
      showToast({
        text: strings.wordRemoved({ word: word.word }),
        action: { label: strings.undo, onPress: undo },
      });
    });
  }

  const byCulture = [...Map.groupBy(words ?? [], ({ culture }) => culture)].toSorted(([one], [other]) =>
    (one ?? '').localeCompare(other ?? ''),
  );
  const inOrder = byCulture.flatMap(([, own]) => own);
  return (
    <section className="own-words" aria-labelledby="own-words-title">
      <h3 id="own-words-title" ref={heading} tabIndex={-1}>
        {strings.words}
      </h3>
      {words === null ? null : (
        <p className="settings-version">{words.length === 0 ? strings.noWords : strings.wordsText}</p>
      )}
      <div className="own-words-all">
        {byCulture.map(([culture, own]) => {
          const name = culture === null ? strings.everyLanguage : cultureName(culture, locale);
          return (
            <section key={culture} aria-label={name}>
              <h4>{name}</h4>
              <ul>
                {own.map((word) => (
                  <li key={word.word}>
                    <bdi lang={culture ?? undefined}>{word.word}</bdi>
                    <IconButton
                      size="small"
                      label={strings.removeWord({ word: word.word })}
                      onPress={() => {
                        remove(word, inOrder.indexOf(word));
                      }}
                    >
                      <X />
                    </IconButton>
                  </li>
                ))}
              </ul>
            </section>
          );
        })}
      </div>
    </section>
  );
}
