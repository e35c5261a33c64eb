import { deliveryWords } from '../../../contract/domain/delivery-words.ts';
import type { DeliveryEvent, FailedDelivery } from '../../../contract/domain/mail-kind.ts';
import { type Language, defineStrings } from '../../strings/strings.ts';

export const deliveryStrings = defineStrings({
  en: {
    timeline: 'What became of it',
    serverSaid: 'What the server said',
    status: (p: { status: string }) => `Status ${p.status}`,
    failed: (p: { reason: string }) => `Could not be delivered: ${p.reason}`,
    failedTo: (p: { recipient: string; reason: string }) =>
      `Our mail to ${p.recipient} could not be delivered: ${p.reason}. It is the message marked as sent below.`,
    cameBack: 'Came back',
    ndr: 'Returned mail',
    report: 'Delivery report',
    disposition: 'Read receipt',
    'auto-reply': 'Automatic reply',
    feedback: 'Spam complaint',
    wrapped: 'Not readable',
  },
  fr: {
    timeline: 'Ce qu’il est devenu',
    serverSaid: 'Ce qu’a dit le serveur',
    status: (p) => `État ${p.status}`,
    failed: (p) => `N’a pas pu être remis : ${p.reason}`,
    failedTo: (p) =>
      `Notre message à ${p.recipient} n’a pas pu être remis : ${p.reason}. C’est celui marqué comme envoyé ci-dessous.`,
    cameBack: 'Revenus',
    ndr: 'Message retourné',
    report: 'Avis de remise',
    disposition: 'Accusé de lecture',
    'auto-reply': 'Réponse automatique',
    feedback: 'Plainte pour indésirable',
    wrapped: 'Illisible',
  },
});

/** `mailbox full, final` in the language of the screens. */
export function failureReason({ cause }: FailedDelivery, language: Language): string {
  return deliveryWords('failed', cause ?? 'unknown')[language];
}

export function deliveryReason({ action, cause }: DeliveryEvent, language: Language): string {
  return deliveryWords(action, cause)[language];
}
