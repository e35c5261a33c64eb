import { defineStrings } from '../../strings/strings.ts';

interface Silence {
  readonly server: string;
  readonly since: string;
}

export const mailWarningStrings = defineStrings({
  en: {
    title: 'Mail servers',
    failingIn: (p: Silence) => `No mail comes in through ${p.server} since ${p.since}.`,
    failingOut: (p: Silence) => `No mail goes out through ${p.server} since ${p.since}.`,
    noContact: (p: Silence) => `Nobody has looked for mail at ${p.server} since ${p.since}.`,
    quiet: (p: Silence) => `${p.server} is unusually quiet: no mail has come since ${p.since}.`,
    more: (p: { count: number }) =>
      p.count === 1 ? 'And one more mail server.' : `And ${p.count} more mail servers.`,
  },
  fr: {
    title: 'Serveurs de messagerie',
    failingIn: (p: Silence) => `Aucun message n’arrive par ${p.server} depuis ${p.since}.`,
    failingOut: (p: Silence) => `Aucun message ne part par ${p.server} depuis ${p.since}.`,
    noContact: (p: Silence) => `Personne n’a relevé les messages de ${p.server} depuis ${p.since}.`,
    quiet: (p: Silence) =>
      `${p.server} est étrangement calme : aucun message n’est arrivé depuis ${p.since}.`,
    more: (p: { count: number }) =>
      p.count === 1 ? 'Et un autre serveur de messagerie.' : `Et ${p.count} autres serveurs de messagerie.`,
  },
});
