import './settings.css';
import { useFailureCodeText } from '../../strings/failures.ts';
import { useStrings } from '../../strings/strings.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { DictionaryList } from './dictionary-list.tsx';
import { OwnWordList } from './own-word-list.tsx';
import { useSettings } from './settings-store.ts';
import { settingsStrings } from './strings.ts';

export interface SettingsDialogProps {
  readonly isOpen: boolean;
  readonly version: string;
  readonly onClose: () => void;
}

/** How the screens look and speak. Every change is in force at once. */
export function SettingsDialog({ isOpen, version, onClose }: SettingsDialogProps) {
  const strings = useStrings(settingsStrings);
  const failureText = useFailureCodeText();
  const settings = useSettings((state) => state.settings);
  const dictionaries = useSettings((state) => state.dictionaries);
  const failure = useSettings((state) => state.failure);
  const save = useSettings((state) => state.save);
  const refresh = useSettings((state) => state.refreshDictionaries);
  return (
    <Dialog title={strings.title} closeLabel={strings.close} isOpen={isOpen} onClose={onClose}>
      <div className="settings">
        {failure ? <Notice tone="danger">{failureText(failure)}</Notice> : null}
        <div className="settings-line">
          <span>{strings.theme}</span>
          <Segmented
            label={strings.theme}
            value={settings.theme}
            options={[
              { value: 'system', text: strings.themeSystem },
              { value: 'light', text: strings.themeLight },
              { value: 'dark', text: strings.themeDark },
            ]}
            onChange={(theme) => void save({ theme })}
          />
        </div>
        <div className="settings-line">
          <span>{strings.density}</span>
          <Segmented
            label={strings.density}
            value={settings.density}
            options={[
              { value: 'comfortable', text: strings.comfortable },
              { value: 'compact', text: strings.compact },
            ]}
            onChange={(density) => void save({ density })}
          />
        </div>
        <div className="settings-line">
          <span>{strings.language}</span>
          <SelectField
            label={strings.language}
            hideLabel
            value={settings.language}
            options={[
              { value: 'system', text: strings.languageSystem },
              { value: 'en', text: 'English' },
              { value: 'fr', text: 'Français' },
            ]}
            onChange={(language) => void save({ language })}
          />
        </div>
        <div className="settings-line">
          <span>{strings.spelling}</span>
          <Segmented
            label={strings.spelling}
            value={settings.spelling ? 'on' : 'off'}
            options={[
              { value: 'on', text: strings.on },
              { value: 'off', text: strings.off },
            ]}
            onChange={(choice) => void save({ spelling: choice === 'on' })}
          />
        </div>
        <OwnWordList />
        <DictionaryList dictionaries={dictionaries} onRetry={() => void refresh()} />
        <p className="settings-version">{strings.version({ version })}</p>
      </div>
    </Dialog>
  );
}
