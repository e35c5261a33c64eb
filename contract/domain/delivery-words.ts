import type { DeliveryAction, FailureCause } from './mail-kind.ts';

interface Words {
  readonly en: string;
  readonly fr: string;
}

const causes: Readonly<Record<FailureCause, Words>> = {
  'mailbox-full': { en: 'mailbox full', fr: 'boîte aux lettres pleine' },
  'unknown-address': { en: 'no such address', fr: 'adresse inexistante' },
  'unknown-domain': { en: 'no such mail domain', fr: 'domaine de messagerie inexistant' },
  'bad-address': { en: 'address not written correctly', fr: 'adresse mal écrite' },
  moved: { en: 'recipient has moved', fr: 'le destinataire a changé d’adresse' },
  'mailbox-closed': { en: 'mailbox closed', fr: 'boîte aux lettres fermée' },
  'too-large': { en: 'mail too large', fr: 'message trop volumineux' },
  spam: { en: 'taken for spam', fr: 'considéré comme indésirable' },
  virus: { en: 'taken for a virus', fr: 'considéré comme un virus' },
  blocked: { en: 'our server or address is blocked', fr: 'notre serveur ou notre adresse est bloqué' },
  authentication: { en: 'our mail is not authenticated', fr: 'notre message n’est pas authentifié' },
  'not-allowed': {
    en: 'recipient does not accept mail from us',
    fr: 'le destinataire n’accepte pas nos messages',
  },
  unreachable: { en: 'mail server not reachable', fr: 'serveur de messagerie injoignable' },
  expired: { en: 'no delivery within the time allowed', fr: 'pas de remise dans le délai prévu' },
  loop: { en: 'mail went round in circles', fr: 'le message tournait en boucle' },
  'too-many': { en: 'too many mails at once', fr: 'trop de messages à la fois' },
  'try-later': { en: 'server asked to wait', fr: 'le serveur a demandé d’attendre' },
  'bad-content': { en: 'server could not read the mail', fr: 'le serveur n’a pas pu lire le message' },
  encryption: { en: 'encrypted connection failed', fr: 'échec de la connexion chiffrée' },
  'server-error': { en: 'fault of a mail server', fr: 'erreur d’un serveur de messagerie' },
  unknown: { en: 'reason not given', fr: 'motif non précisé' },
};

const actions: Readonly<Record<DeliveryAction, Words>> = {
  failed: { en: 'final', fr: 'définitif' },
  delayed: { en: 'still being tried', fr: 'nouvel essai en cours' },
  delivered: { en: 'delivered', fr: 'remis' },
  relayed: {
    en: 'passed on to a server that does not confirm delivery',
    fr: 'transmis à un serveur qui ne confirme pas la remise',
  },
  expanded: {
    en: 'passed on to the members of a list',
    fr: 'transmis aux membres d’une liste',
  },
  displayed: { en: 'read', fr: 'lu' },
  deleted: { en: 'deleted without being read', fr: 'supprimé sans être lu' },
  complained: { en: 'marked as spam by the recipient', fr: 'signalé comme indésirable par le destinataire' },
};

/** What a delivery report says, in the agent's words: `mailbox full, final`. */
export function deliveryWords(action: DeliveryAction, cause: FailureCause | null): Words {
  const end = actions[action];
  if (cause === null) return end;
  const { en, fr } = causes[cause];
  return { en: `${en}, ${end.en}`, fr: `${fr}, ${end.fr}` };
}
