import { defineStrings } from '../strings/strings.ts';

export const spellingStrings = defineStrings({
  en: {
    suggestionsFor: (parameters: { word: string }) => `Suggestions for “${parameters.word}”`,
    looking: 'Looking for suggestions…',
    noSuggestions: 'No suggestions',
    addToMyWords: 'Add to my words',
    ignore: 'Ignore in this mail',
    notAdded: (parameters: { word: string; why: string }) =>
      `“${parameters.word}” counts as right in this mail, but was not added to your words: ${parameters.why}`,
    language: 'Language of the mail',
    checking: 'Spelling is checked',
    checkingBySibling: (parameters: { dictionary: string }) =>
      `Spelling is checked with ${parameters.dictionary}`,
    off: 'Spelling is switched off in the settings',
    missing: 'The server has no dictionary for this language, so spelling is not checked',
    downloading: (parameters: { percent: number }) =>
      `The dictionary is being downloaded: ${parameters.percent} %`,
    opening: 'The dictionary is being opened',
    failed: (parameters: { message: string }) => `The dictionary could not be opened: ${parameters.message}`,
    retry: 'Try again',
    next: 'Next misspelling',
  },
  fr: {
    suggestionsFor: (parameters: { word: string }) => `Suggestions pour « ${parameters.word} »`,
    looking: 'Recherche de suggestions…',
    noSuggestions: 'Aucune suggestion',
    addToMyWords: 'Ajouter à mes mots',
    ignore: 'Ignorer dans ce courriel',
    notAdded: (parameters: { word: string; why: string }) =>
      `« ${parameters.word} » est accepté dans ce courriel, mais n’a pas été ajouté à vos mots : ${parameters.why}`,
    language: 'Langue du courriel',
    checking: 'L’orthographe est vérifiée',
    checkingBySibling: (parameters: { dictionary: string }) =>
      `L’orthographe est vérifiée avec ${parameters.dictionary}`,
    off: 'La vérification de l’orthographe est désactivée dans les réglages',
    missing: 'Le serveur n’a pas de dictionnaire pour cette langue ; l’orthographe n’est pas vérifiée',
    downloading: (parameters: { percent: number }) =>
      `Téléchargement du dictionnaire : ${parameters.percent} %`,
    opening: 'Ouverture du dictionnaire',
    failed: (parameters: { message: string }) =>
      `Le dictionnaire n’a pas pu être ouvert : ${parameters.message}`,
    retry: 'Réessayer',
    next: 'Faute suivante',
  },
});

export type SpellingStrings = (typeof spellingStrings)['en'];
