/** What the main process itself says; everything else is said by the screens. Menu roles are named by the system. */
const english = {
  file: 'File',
  edit: 'Edit',
  view: 'View',
  go: 'Go',
  help: 'Help',
  newMail: 'New mail',
  settings: 'Settings…',
  commands: 'Command palette…',
  switchTheme: 'Switch between light and dark',
  work: 'My work',
  waiting: 'Waiting',
  outgoing: 'Outgoing',
  archive: 'Archive',
  shortcuts: 'Keyboard shortcuts',
  saveAttachment: 'Save attachment',
  waitingCount: 'offers and mails that wait for you',
  windowFails: 'The window of Postroom fails again and again.',
  windowFailsDetail:
    'What you typed is kept on this machine. Load the window again, or close it and start anew.',
  reload: 'Load again',
  close: 'Close',
  cannotStart: 'Postroom cannot start',
};
export type Strings = Readonly<Record<keyof typeof english, string>>;

const french: Strings = {
  file: 'Fichier',
  edit: 'Édition',
  view: 'Affichage',
  go: 'Aller',
  help: 'Aide',
  newMail: 'Nouveau courriel',
  settings: 'Réglages…',
  commands: 'Palette de commandes…',
  switchTheme: 'Passer du clair au sombre',
  work: 'Mon travail',
  waiting: 'En attente',
  outgoing: 'Envois',
  archive: 'Archives',
  shortcuts: 'Raccourcis clavier',
  saveAttachment: 'Enregistrer la pièce jointe',
  waitingCount: 'offres et courriels qui vous attendent',
  windowFails: 'La fenêtre de Postroom échoue sans cesse.',
  windowFailsDetail:
    'Ce que vous avez saisi est conservé sur cette machine. Rechargez la fenêtre, ou fermez-la et redémarrez.',
  reload: 'Recharger',
  close: 'Fermer',
  cannotStart: 'Postroom ne peut pas démarrer',
};

/** The best catalogue for the person's languages, English where none fits. */
export function chooseStrings(locales: readonly string[]): Strings {
  for (const locale of locales) {
    if (/^fr\b/i.test(locale)) return french;
    if (/^en\b/i.test(locale)) return english;
  }
  return english;
}
