import './settings.css';
import { ProgressBar } from 'react-aria-components/ProgressBar';
import type { DictionaryState } from '../../../contract/desktop.ts';
import { useStrings } from '../../strings/strings.ts';
import { settingsStrings } from './strings.ts';

/** A thin bar while dictionaries come in, a line when one could not; nothing else. */
export function DictionaryProgress({ dictionaries }: { readonly dictionaries: readonly DictionaryState[] }) {
  const strings = useStrings(settingsStrings);
  const coming = dictionaries.filter((dictionary) => dictionary.state === 'downloading');
  if (coming.length > 0) {
    const label = strings.downloadingSome({ count: coming.length });
    const share = coming.reduce((sum, dictionary) => sum + dictionary.progress, 0) / coming.length;
    return (
      <ProgressBar className="dictionary-progress" value={share * 100} aria-label={label}>
        <span>{label}</span>
        <span className="dictionary-bar">
          <span style={{ inlineSize: `${share * 100}%` }} />
        </span>
      </ProgressBar>
    );
  }
  if (dictionaries.some((dictionary) => dictionary.state === 'failed')) {
    return <p className="dictionary-progress dictionary-failed">{strings.failedSome}</p>;
  }
  return null;
}
