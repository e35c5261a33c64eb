import { useEffect } from 'react';
import type { Settings } from '../../contract/desktop.ts';
import { chooseLanguage } from '../strings/choose-language.ts';
import { useLanguage } from '../strings/strings.ts';
import { useThemeInForce } from '../ui/use-theme.ts';

/** Puts the settings into force: theme and density on the root element, the language of the screens. */
export function useAppearance(settings: Settings, locales: readonly string[]): void {
  const { theme, density, language } = settings;
  useEffect(() => {
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const put = () => {
      const inForce = theme === 'system' ? (dark.matches ? 'dark' : 'light') : theme;
      document.documentElement.dataset['theme'] = inForce;
      useThemeInForce.setState({ theme: inForce });
    };
    put();
    dark.addEventListener('change', put);
    return () => {
      dark.removeEventListener('change', put);
    };
  }, [theme]);
  useEffect(() => {
    document.documentElement.dataset['density'] = density;
  }, [density]);
  useEffect(() => {
    const chosen = chooseLanguage(language, locales);
    useLanguage.getState().setLanguage(chosen.language, chosen.locale);
    document.documentElement.lang = chosen.language;
  }, [language, locales]);
}
