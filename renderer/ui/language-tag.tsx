import './language-tag.css';
import { useLanguage } from '../strings/strings.ts';

/** A language by its code, its name told to screen readers and in the title; nothing when it is not known. */
export function LanguageTag({ language }: { readonly language: string | null }) {
  const locale = useLanguage((state) => state.locale);
  if (language === null) return null;
  const name = new Intl.DisplayNames(locale, { type: 'language', fallback: 'code' }).of(language) ?? language;
  return (
    <span className="ui-language" title={name}>
      <span aria-hidden="true">{language.toUpperCase()}</span>
      <span className="visually-hidden">{name}</span>
    </span>
  );
}
