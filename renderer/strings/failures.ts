import { useCallback } from 'react';
import { ExpectedError, type ErrorCode } from '../../contract/error.ts';
import { defineStrings, useStrings } from './strings.ts';

/** What happened and what to do next, for each code of the contract. */
const failures = defineStrings({
  en: {
    'invalid-input': 'That could not be understood. Check what you entered and try again.',
    'not-signed-in': 'Your session has ended. Sign in again; what you wrote is kept.',
    'wrong-credentials': 'Name or password is not right. Check both and try again.',
    'too-many-attempts': 'Too many attempts. Wait a minute, then try again.',
    'not-allowed': 'You are not allowed to do this. Ask your team lead.',
    'not-found': 'It is no longer here. Somebody may have finished it.',
    'offer-gone': 'This offer has gone to a colleague or back to the queue.',
    'lease-lost': 'A colleague has this interaction now. What you wrote is kept as a draft.',
    'state-conflict': 'It has changed in the meantime. Look at it again, then retry.',
    'draft-conflict': 'This draft was changed elsewhere. Both versions are kept.',
    'no-sender-address': 'The service group has no address to send from. An administrator can add one.',
    'no-recipient': 'Nobody is in To, Cc or Bcc. Add a recipient.',
    'too-many-recipients':
      'This mail has more recipients than an answer may have. Answer its sender alone, with Reply.',
    'bad-address': 'One of the addresses is not right. Correct it and try again.',
    'unresolved-identifiers': 'The text still holds identifiers in $…$. Fill them in or remove them.',
    'expired-responses': 'The text holds a response that is no longer offered. Replace it, or send anyway.',
    'written-again':
      'The customer has written again since the mail that you answer. Read it, or send anyway.',
    'too-large': 'It is larger than allowed. Send less, or share a link.',
    'already-sent': 'Too late to undo: it has been sent.',
    'storage-full': 'The disk is full. Free some space; nothing was lost.',
    unreachable: 'The server does not answer. Postroom keeps trying; what you wrote is kept.',
    cancelled: 'Cancelled.',
    internal: 'Something went wrong in Postroom. Try again; if it stays, tell your administrator.',
  } satisfies Record<ErrorCode, string>,
  fr: {
    'invalid-input': 'La saisie n’a pas été comprise. Vérifiez-la et réessayez.',
    'not-signed-in': 'Votre session est terminée. Reconnectez-vous ; votre texte est conservé.',
    'wrong-credentials': 'Nom ou mot de passe incorrect. Vérifiez les deux et réessayez.',
    'too-many-attempts': 'Trop de tentatives. Attendez une minute, puis réessayez.',
    'not-allowed': 'Vous n’en avez pas le droit. Demandez à votre chef d’équipe.',
    'not-found': 'Ce n’est plus ici. Quelqu’un l’a peut-être terminé.',
    'offer-gone': 'Cette offre est partie à un collègue ou dans la file.',
    'lease-lost': 'Un collègue a maintenant cette interaction. Votre texte est gardé comme brouillon.',
    'state-conflict': 'Cela a changé entre-temps. Relisez, puis réessayez.',
    'draft-conflict': 'Ce brouillon a été modifié ailleurs. Les deux versions sont conservées.',
    'no-sender-address':
      'Le groupe de service n’a pas d’adresse d’envoi. Un administrateur peut en ajouter une.',
    'no-recipient': 'Personne dans À, Cc ou Cci. Ajoutez un destinataire.',
    'too-many-recipients':
      'Ce courriel a plus de destinataires qu’une réponse ne peut en avoir. Répondez à l’expéditeur seul, avec Répondre.',
    'bad-address': 'Une des adresses est incorrecte. Corrigez-la et réessayez.',
    'unresolved-identifiers':
      'Le texte contient encore des identifiants $…$. Complétez-les ou supprimez-les.',
    'expired-responses':
      'Le texte contient une réponse qui n’est plus proposée. Remplacez-la ou envoyez quand même.',
    'written-again':
      'Le client a de nouveau écrit depuis le courriel auquel vous répondez. Lisez-le ou envoyez quand même.',
    'too-large': 'C’est plus grand que permis. Envoyez moins, ou partagez un lien.',
    'already-sent': 'Trop tard pour annuler : c’est envoyé.',
    'storage-full': 'Le disque est plein. Libérez de la place ; rien n’est perdu.',
    unreachable: 'Le serveur ne répond pas. Postroom continue d’essayer ; votre texte est conservé.',
    cancelled: 'Annulé.',
    internal: 'Une erreur est survenue dans Postroom. Réessayez ; sinon, prévenez votre administrateur.',
  },
});

/** The code of a failure; anything unexpected is a bug of ours. */
export function failureCode(error: unknown): ErrorCode {
  return error instanceof ExpectedError ? error.code : 'internal';
}

/** Says a caught error in the language of the screens, with what to do next. */
export function useFailureText(): (error: unknown) => string {
  const texts = useStrings(failures);
  return useCallback((error) => texts[failureCode(error)], [texts]);
}

/** The same by code, for stores that keep the code of what failed. */
export function useFailureCodeText(): (code: ErrorCode) => string {
  const texts = useStrings(failures);
  return useCallback((code) => texts[code], [texts]);
}
