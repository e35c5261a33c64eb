import { pdfOf } from './documents.ts';
import type { MailSpec } from './mail-spec.ts';
import { crushedParcel } from './pictures.ts';

/** Customers who write in French: France, Belgium, Switzerland, Québec. */
export const frenchMails: readonly MailSpec[] = [
  {
    id: 'fr-colis-bloque',
    minutesAgo: 7,
    to: 'orders.fr@example.com',
    from: { name: 'Camille Delacroix', address: 'camille.delacroix@courrier.example' },
    subject: 'Colis bloqué depuis une semaine – commande LF-204655',
    style: 'gmail',
    text: `Bonjour,

Ma commande LF-204655 (une veste Fjord, taille M, et deux paires de chaussettes) est annoncée « en cours d’acheminement » depuis huit jours. Le suivi ne bouge plus.

Je pars en randonnée dans le Queyras samedi prochain et j’aurais vraiment besoin de la veste. Pouvez-vous me dire où se trouve le colis, ou m’en renvoyer un autre ?

Merci d’avance pour votre réponse.

Camille Delacroix`,
  },
  {
    id: 'fr-double-debit',
    minutesAgo: 28,
    to: 'billing@example.com',
    from: { name: 'Étienne Moreau', address: 'etienne.moreau@courrier.example' },
    subject: 'Double prélèvement de 89,90 €',
    style: 'apple',
    text: `Madame, Monsieur,

Je constate deux prélèvements identiques de 89,90 € sur mon compte, datés du même jour, pour une seule commande (LF-205011).

Je vous remercie de bien vouloir me rembourser le second dans les meilleurs délais.

Cordialement,
Étienne Moreau`,
  },
  {
    id: 'fr-retour-taille',
    minutesAgo: 75,
    to: 'returns@example.com',
    from: { name: 'Léa Fontaine', address: 'lea.fontaine@courrier.example' },
    subject: 'Échange : pantalon trop petit',
    style: 'phone',
    text: `Bonjour, le pantalon Lande taille 40 est trop serré à la taille, serait-il possible de l’échanger contre un 42 ? Je ne l’ai pas porté et les étiquettes y sont encore. Commande LF-204210.

Faut-il que je renvoie d’abord le premier ou pouvez-vous expédier le 42 tout de suite ?

Merci !
Léa`,
  },
  {
    id: 'fr-quebec-douane',
    minutesAgo: 131,
    to: 'orders.ca@example.com',
    from: { name: 'Maxime Tremblay', address: 'maxime.tremblay@poste.example' },
    subject: 'Frais de douane pour une livraison à Trois-Rivières',
    style: 'gmail',
    text: `Bonjour,

J’aimerais commander le sac de couchage Brook et deux gourdes, mais je me demande si je devrai payer des frais de douane à la livraison au Québec. Votre site parle de 19 € de port, sans dire un mot des taxes.

Aussi : est-ce que le sac convient pour du camping d’automne, disons −5 °C la nuit ?

Merci bien et bonne journée,
Maxime`,
  },
  {
    id: 'fr-facture-societe',
    minutesAgo: 188,
    to: 'invoices@example.com',
    from: { name: 'Nathalie Rousseau – Atelier Mistral', address: 'compta@ateliermistral.example' },
    subject: 'Facture à rectifier (n° de TVA manquant)',
    style: 'outlook',
    text: `Bonjour,

La facture ci-jointe est établie à mon nom personnel. Pourriez-vous la rectifier avec les mentions suivantes ?

- Atelier Mistral SARL, 12 rue des Tanneurs
- numéro de TVA : FR 00 000 000 000
- notre référence : AM-2231

Sans cela notre comptable refuse de l’enregistrer.

Bien à vous,
Nathalie Rousseau`,
    attachments: [
      {
        name: 'facture-LF-203870.pdf',
        type: 'application/pdf',
        content: () =>
          pdfOf('Facture LF-203870', [
            'Nathalie Rousseau',
            '',
            '6 x Gilet Wren, 59,00 EUR',
            'Total : 354,00 EUR',
            '',
            'Larkfield Outfitters',
          ]),
      },
    ],
  },
  {
    id: 'fr-colis-abime',
    minutesAgo: 342,
    to: 'returns@example.com',
    from: { name: 'Bérénice Lambert', address: 'berenice.lambert@courrier.example' },
    subject: 'Lampe frontale reçue cassée',
    style: 'apple',
    text: `Bonsoir,

Le colis est arrivé ce matin avec un coin enfoncé, et la lampe frontale à l’intérieur ne s’allume pas.

[[colis.png]]

Que dois-je faire ? Je garde l’emballage pour l’instant.

Bérénice Lambert
Commande LF-204733`,
    attachments: [{ name: 'colis.png', type: 'image/png', content: crushedParcel, inline: true }],
  },
  {
    id: 'fr-newsletter',
    minutesAgo: 770,
    to: 'orders.fr@example.com',
    from: { name: 'Jean-Baptiste Okoye', address: 'jb.okoye@poste.example' },
    subject: 'Code promo refusé',
    style: 'plain',
    text: `Bonjour,

Le code AUTOMNE15 de votre dernière lettre est refusé (« code inconnu »).
J'ai essayé en majuscules et en minuscules.

Panier : 1 x veste Heron, 1 x bonnet Mousse.

Merci de votre aide.
J.-B. Okoye`,
  },
  {
    id: 'fr-suisse-livraison',
    minutesAgo: 1510,
    to: 'orders.ch@example.com',
    from: { name: 'Aurélie Jaquet', address: 'aurelie.jaquet@poste.example' },
    subject: 'Livraison en point relais à Lausanne ?',
    style: 'gmail',
    text: `Bonjour à toute l’équipe,

Je travaille en journée et ne suis jamais là quand le facteur passe. Livrez-vous aussi en point relais en Suisse ?

Meilleures salutations
Aurélie Jaquet`,
  },
];
