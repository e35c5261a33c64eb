import { defineStrings } from '../../strings/strings.ts';

export const presenceStrings = defineStrings({
  en: {
    label: (p: { name: string; state: string }) => `Presence of ${p.name}: ${p.state}`,
    presence: 'Presence:',
    ready: 'Ready',
    notReady: 'Not ready',
    offline: 'Offline',
    becomeReady: 'Ready for offers',
    notReadyBecause: 'Not ready because of',
    'signed-in': 'Not ready yet',
    'offer-declined': 'Offer declined',
    'offer-timed-out': 'Offer not answered',
    since: (p: { span: string }) => `for ${p.span}`,
    signOut: 'Sign out',
    settings: 'Settings…',
  },
  fr: {
    label: (p) => `Présence de ${p.name} : ${p.state}`,
    presence: 'Présence :',
    ready: 'Prêt',
    notReady: 'Pas prêt',
    offline: 'Hors ligne',
    becomeReady: 'Prêt à recevoir des offres',
    notReadyBecause: 'Pas prêt, à cause de',
    'signed-in': 'Pas encore prêt',
    'offer-declined': 'Offre refusée',
    'offer-timed-out': 'Offre sans réponse',
    since: (p) => `depuis ${p.span}`,
    signOut: 'Se déconnecter',
    settings: 'Réglages…',
  },
});
