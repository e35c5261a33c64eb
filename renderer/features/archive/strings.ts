import { defineStrings } from '../../strings/strings.ts';

export const archiveStrings = defineStrings({
  en: {
    title: 'Archive',
    search: 'Search the archive',
    placeholder: 'Words, an address, a number…',
    emptyTitle: 'Find any mail again',
    emptyText:
      'Received and sent mail of your groups, in every language: by words, part of an address or a number.',
    nothingTitle: 'Nothing found',
    nothingText: (p: { text: string }) => `No mail holds “${p.text}”. Try fewer or shorter words.`,
    searching: 'Searching…',
    failedTitle: 'The search failed',
    retry: 'Try again',
    sent: 'Sent',
    noSubject: '(no subject)',
    noSender: '(no sender)',
    to: (p: { names: string }) => `to ${p.names}`,
    noneTitle: 'No mail chosen',
    noneText: 'Search, then choose a mail to read it here.',
    loading: 'Loading the mail…',
    reopen: 'Take up again',
  },
  fr: {
    title: 'Archives',
    search: 'Chercher dans les archives',
    placeholder: 'Des mots, une adresse, un numéro…',
    emptyTitle: 'Retrouver tout courriel',
    emptyText:
      'Courrier reçu et envoyé de vos groupes, dans toutes les langues : par mots, partie d’adresse ou numéro.',
    nothingTitle: 'Rien trouvé',
    nothingText: (p) =>
      `Aucun courriel ne contient « ${p.text} ». Essayez moins de mots, ou des mots plus courts.`,
    searching: 'Recherche…',
    failedTitle: 'La recherche a échoué',
    retry: 'Réessayer',
    sent: 'Envoyé',
    noSubject: '(sans objet)',
    noSender: '(sans expéditeur)',
    to: (p) => `à ${p.names}`,
    noneTitle: 'Aucun courriel choisi',
    noneText: 'Cherchez, puis choisissez un courriel pour le lire ici.',
    loading: 'Chargement du courriel…',
    reopen: 'Reprendre',
  },
});
