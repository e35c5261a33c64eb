import { pdfOf } from './documents.ts';
import type { MailSpec } from './mail-spec.ts';
import { brokenBuckle } from './pictures.ts';

/** Customers who write in German: Germany, Austria, Switzerland. */
export const germanMails: readonly MailSpec[] = [
  {
    id: 'de-schnalle',
    minutesAgo: 15,
    to: 'warranty@example.com',
    from: { name: 'Jürgen Großmann', address: 'juergen.grossmann@postfach.example' },
    subject: 'Schnalle am Rucksack Tarn 45 gebrochen',
    style: 'outlook',
    text: `Sehr geehrte Damen und Herren,

an meinem Rucksack Tarn 45 (gekauft im April, Bestellung LF-182904) ist die Schnalle des Hüftgurts gebrochen, ohne besondere Belastung:

[[schnalle.png]]

Lässt sich die Schnalle einzeln tauschen? Ich würde den Rucksack ungern einschicken, da ich in zwei Wochen die Alpenüberquerung beginne.

Mit freundlichen Grüßen
Jürgen Großmann`,
    attachments: [{ name: 'schnalle.png', type: 'image/png', content: brokenBuckle, inline: true }],
  },
  {
    id: 'de-mahnung',
    minutesAgo: 33,
    to: 'billing@example.com',
    from: { name: 'Sabine Köhler', address: 'sabine.koehler@postfach.example' },
    subject: 'Mahnung trotz Zahlung – Rechnung 2031-7741',
    style: 'plain',
    text: `Guten Tag,

heute habe ich von Ihnen eine Mahnung zur Rechnung 2031-7741 über
164,80 EUR erhalten. Den Betrag habe ich vor drei Wochen überwiesen,
der Kontoauszug liegt mir vor.

Bitte prüfen Sie das und bestätigen Sie mir, dass sich die Mahnung samt
der Gebühr von 5 EUR erledigt hat.

Freundliche Grüße
Sabine Köhler`,
  },
  {
    id: 'de-lieferzeit',
    minutesAgo: 58,
    to: 'orders.de@example.com',
    from: { name: 'Lukas Brandstetter', address: 'lukas.brandstetter@post.example' },
    subject: 'Wann kommt meine Bestellung LF-204988?',
    style: 'gmail',
    text: `Hallo zusammen,

laut Bestätigung sollte meine Bestellung „in zwei bis drei Werktagen“ da sein. Inzwischen sind es sechs, und in der Sendungsverfolgung steht nur „Sendungsdaten übermittelt“.

Ist das Paket überhaupt schon bei euch raus? 😅

Viele Grüße aus Graz
Lukas`,
  },
  {
    id: 'de-umtausch',
    minutesAgo: 122,
    to: 'returns@example.com',
    from: { name: 'Annegret Weiß', address: 'annegret.weiss@postfach.example' },
    subject: 'Rücksendung R-88204: Jacke lieber in Größe L',
    style: 'apple',
    text: `Guten Morgen,

die Jacke Fjord gefällt mir sehr, sie ist mir in M aber über den Schultern zu eng. Könnten Sie mir dieselbe in L schicken? Die M geht heute mit Ihrem Etikett zurück.

Falls L in „Tiefsee“ nicht mehr da ist, nehme ich auch „Moos“.

Herzlichen Dank
Annegret Weiß`,
  },
  {
    id: 'de-verein',
    minutesAgo: 231,
    to: 'orders.de@example.com',
    cc: 'kassier@wanderverein-sonnenhang.example',
    from: { name: 'Wanderverein Sonnenhang e. V.', address: 'vorstand@wanderverein-sonnenhang.example' },
    replyTo: 'materialwart@wanderverein-sonnenhang.example',
    subject: 'Anfrage: 25 Regenjacken mit Vereinslogo',
    style: 'outlook',
    text: `Sehr geehrte Damen und Herren,

unser Verein feiert im Mai sein hundertjähriges Bestehen. Wir möchten dafür 25 Regenjacken mit unserem Logo auf dem linken Ärmel bestellen. Die Größen und das Logo finden Sie im Anhang.

- Bieten Sie Stickerei oder Druck an?
- Gibt es einen Staffelpreis?
- Bis wann müssten wir bestellen?

Antworten Sie bitte an unseren Materialwart, er ist auch telefonisch unter 0000 / 12 34 56 zu erreichen.

Mit freundlichen Grüßen
Heiderose Schäfer, 1. Vorsitzende`,
    attachments: [
      {
        name: 'Größen und Logo.pdf',
        type: 'application/pdf',
        content: () =>
          pdfOf('Wanderverein Sonnenhang e. V.', [
            '4 x S',
            '8 x M',
            '9 x L',
            '4 x XL',
            '',
            'Logo: Sonne hinter drei Tannen, einfarbig weiss, 70 x 45 mm',
          ]),
      },
    ],
  },
  {
    id: 'de-gutschein',
    minutesAgo: 520,
    to: 'billing@example.com',
    from: { name: 'Doreen Pfeiffer', address: 'doreen.pfeiffer@postfach.example' },
    subject: 'Gutschein LARK-0I7O-50 wird nicht angenommen',
    style: 'phone',
    text: `Hallo, ich habe zum Geburtstag einen Gutschein über 50 € bekommen. Der Code LARK-0I7O-50 wird im Shop abgelehnt („ungültig“). Könnt ihr nachsehen, ob er vielleicht schon eingelöst wurde?

LG Doreen`,
  },
  {
    id: 'de-schweiz-zoll',
    minutesAgo: 1105,
    to: 'orders.ch@example.com',
    from: { name: 'Reto Zumbühl', address: 'reto.zumbuehl@post.example' },
    subject: 'Zollgebühren bei Lieferung in die Schweiz',
    style: 'gmail',
    text: `Grüezi mitenand

Für mein letztes Paket musste ich dem Pöstler 23 Franken Zoll und Bearbeitung bezahlen. Auf Ihrer Seite stand, es kämen keine weiteren Kosten dazu. Was gilt jetzt?

Freundliche Grüsse
Reto Zumbühl`,
  },
  {
    id: 'de-waschen',
    minutesAgo: 2240,
    to: 'orders.de@example.com',
    from: { name: 'Hatice Yıldırım', address: 'hatice.yildirim@post.example' },
    subject: 'Wie wasche ich die Heron-Jacke richtig?',
    style: 'apple',
    text: `Liebes Larkfield-Team,

das Etikett meiner Heron-Jacke hat sich nach drei Jahren verabschiedet. Darf sie in den Trockner? Und womit imprägniere ich sie am besten nach?

Danke und schöne Grüße
Hatice Yıldırım`,
  },
];
