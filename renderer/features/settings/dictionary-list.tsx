import type { DictionaryState } from '../../../contract/desktop.ts';
import { assertNever } from '../../../contract/assert-never.ts';
import { cultureName } from '../../spelling/culture-name.ts';
import { useLanguage, useStrings } from '../../strings/strings.ts';
import { Button } from '../../ui/button.tsx';
import { settingsStrings } from './strings.ts';

export interface DictionaryListProps {
  readonly dictionaries: readonly DictionaryState[];
  readonly onRetry: () => void;
}

/** Which dictionaries the server has and which are here. */
export function DictionaryList({ dictionaries, onRetry }: DictionaryListProps) {
  const strings = useStrings(settingsStrings);
  const locale = useLanguage((state) => state.locale);
  return (
    <section className="dictionaries" aria-labelledby="dictionaries-title">
      <h3 id="dictionaries-title">{strings.dictionaries}</h3>
      {dictionaries.length === 0 ? <p className="settings-version">{strings.none}</p> : null}
      <ul>
        {dictionaries.map((dictionary) => (
          <li key={dictionary.culture}>
            <span>{cultureName(dictionary.culture, locale)}</span>
            <span
              className={`dictionary-state dictionary-${dictionary.state}`}
              title={dictionary.error ?? ''}
            >
              <StateText dictionary={dictionary} />
            </span>
          </li>
        ))}
      </ul>
      {dictionaries.some((dictionary) => dictionary.state === 'failed') ? (
        <Button size="small" onPress={onRetry}>
          {strings.retry}
        </Button>
      ) : null}
    </section>
  );
}

function StateText({ dictionary }: { readonly dictionary: DictionaryState }) {
  const strings = useStrings(settingsStrings);
  switch (dictionary.state) {
    case 'ready':
      return strings.ready;
    case 'missing':
      return strings.missing;
    case 'downloading':
      return strings.downloading({ percent: Math.round(dictionary.progress * 100) });
    case 'failed':
      return strings.failed;
    default:
      return assertNever(dictionary.state);
  }
}
