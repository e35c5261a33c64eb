/** A culture in the words of the screen's language: `French (Canada)`; a name that the browser does not know stays as it is. */
export function cultureName(culture: string, language: string): string {
  try {
    const names = new Intl.DisplayNames([language], { type: 'language', languageDisplay: 'standard' });
    const name = names.of(culture) ?? culture;
    // It stands alone in a menu; French would begin it with a small letter.
    return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
  } catch {
    return culture;
  }
}
