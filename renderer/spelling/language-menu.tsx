import './spelling.css';
import { ChevronDown, SpellCheck, TriangleAlert } from 'lucide-react';
import { useStore } from 'zustand';
import { assertNever } from '../../contract/assert-never.ts';
import { useLanguage, useStrings } from '../strings/strings.ts';
import { Button } from '../ui/button.tsx';
import { Menu, MenuGroup, MenuItem, MenuLine } from '../ui/menu.tsx';
import { cultureName } from './culture-name.ts';
import type { SpellingSession, SpellingState } from './spelling-session.ts';
import { spellingStrings, type SpellingStrings } from './strings.ts';

export interface LanguageMenuProps {
  readonly session: SpellingSession;
  readonly culture: string;
  readonly onChange: (culture: string) => void;
}

/** The language of the mail, by which its words are checked, and how the checking fares. */
export function LanguageMenu({ session, culture, onChange }: LanguageMenuProps) {
  const strings = useStrings(spellingStrings);
  const language = useLanguage((state) => state.language);
  const spelling = useStore(session);
  const cultures = [...new Set([culture, ...spelling.dictionaries.map((each) => each.culture)])].sort(
    (a, b) => cultureName(a, language).localeCompare(cultureName(b, language), language),
  );
  const status = statusText(spelling, strings, language);
  const isTroubled = spelling.status.state === 'missing' || spelling.status.state === 'failed';

  return (
    <span className={`spelling-language spelling-status-${spelling.status.state}`}>
      {spelling.status.state === 'downloading' ? (
        <span className="spelling-progress tabular">{Math.round(spelling.status.progress * 100)} %</span>
      ) : null}
      <Menu
        label={strings.language}
        placement="top start"
        button={
          <Button
            look="quiet"
            size="small"
            hint={status}
            icon={isTroubled ? <TriangleAlert aria-hidden="true" /> : <SpellCheck aria-hidden="true" />}
            aria-label={`${strings.language}: ${cultureName(culture, language)}. ${status}`}
          >
            {cultureName(culture, language)}
            <ChevronDown aria-hidden="true" />
          </Button>
        }
      >
        <MenuGroup title={status}>
          {cultures.map((each) => (
            <MenuItem
              key={each}
              isChosen={each === culture}
              onAction={() => {
                onChange(each);
              }}
            >
              {cultureName(each, language)}
            </MenuItem>
          ))}
        </MenuGroup>
        {spelling.status.state === 'failed' ? <MenuLine /> : null}
        {spelling.status.state === 'failed' ? (
          <MenuItem onAction={() => void session.retry()}>{strings.retry}</MenuItem>
        ) : null}
      </Menu>
    </span>
  );
}

function statusText(
  { status, dictionary, culture }: SpellingState,
  strings: SpellingStrings,
  language: string,
) {
  switch (status.state) {
    case 'off':
      return strings.off;
    case 'missing':
      return strings.missing;
    case 'downloading':
      return strings.downloading({ percent: Math.round(status.progress * 100) });
    case 'opening':
      return strings.opening;
    case 'ready':
      return dictionary === null || dictionary === culture
        ? strings.checking
        : strings.checkingBySibling({ dictionary: cultureName(dictionary, language) });
    case 'failed':
      return strings.failed({ message: status.message });
    default:
      return assertNever(status);
  }
}
