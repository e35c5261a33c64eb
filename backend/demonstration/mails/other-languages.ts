import { csvOf } from './documents.ts';
import type { MailSpec } from './mail-spec.ts';

/** Portuguese, Polish, Italian, Dutch, Ukrainian, Greek. */
export const otherLanguageMails: readonly MailSpec[] = [
  {
    id: 'pt-atraso',
    minutesAgo: 31,
    to: 'orders.pt@example.com',
    from: { name: 'Beatriz Conceição', address: 'beatriz.conceicao@correio.example' },
    subject: 'Encomenda LF-204870 em atraso',
    style: 'gmail',
    text: `Bom dia,

A minha encomenda LF-204870 devia ter chegado na segunda-feira, mas o seguimento continua sem novidades. É um presente para a minha irmã, que faz anos no domingo.

Conseguem dizer-me se chega a tempo? Se não, prefiro cancelar.

Com os melhores cumprimentos,
Beatriz Conceição`,
  },
  {
    id: 'pt-br-troca',
    minutesAgo: 203,
    to: 'returns@example.com',
    from: { name: 'João Vítor Assunção', address: 'jv.assuncao@correio.example' },
    subject: 'Troca de tamanho da jaqueta',
    style: 'phone',
    text: `Oi, tudo bem? A jaqueta Fjord chegou rapidinho, mas ficou apertada nos ombros. Dá pra trocar por uma GG? Ainda está com etiqueta.

Valeu!
João`,
  },
  {
    id: 'pt-fatura',
    minutesAgo: 1230,
    to: 'invoices@example.com',
    from: { name: 'Sónia Guimarães', address: 'sonia.guimaraes@correio.example' },
    subject: 'Fatura com número de contribuinte',
    style: 'plain',
    text: `Boa tarde,

Esqueci-me de indicar o número de contribuinte na encomenda LF-203655.
Podem emitir a fatura novamente com o NIF 000 000 000?

Obrigada,
Sónia Guimarães`,
  },
  {
    id: 'pl-reklamacja',
    minutesAgo: 68,
    to: 'warranty@example.com',
    from: { name: 'Małgorzata Wiśniewska', address: 'malgorzata.wisniewska@poczta.example' },
    subject: 'Reklamacja: zamek błyskawiczny w kurtce Heron',
    style: 'apple',
    text: `Dzień dobry,

w mojej kurtce Heron (zamówienie LF-191208) po pół roku przestał działać zamek błyskawiczny. Suwak rozchodzi się od dołu, choć zęby wyglądają na całe.

Czy mogę odesłać kurtkę do naprawy na gwarancji? Jak długo to potrwa?

Pozdrawiam serdecznie
Małgorzata Wiśniewska`,
  },
  {
    id: 'pl-platnosc',
    minutesAgo: 488,
    to: 'billing@example.com',
    from: { name: 'Łukasz Źrebiec', address: 'lukasz.zrebiec@poczta.example' },
    subject: 'Płatność pobrana dwa razy',
    style: 'plain',
    text: `Witam,

za zamówienie LF-204599 pobrano z mojej karty dwa razy po 312,50 zł.
Proszę o zwrot nadpłaty.

Z poważaniem
Łukasz Źrebiec`,
  },
  {
    id: 'pl-hurt',
    minutesAgo: 2480,
    to: 'orders.pl@example.com',
    from: { name: 'Schronisko „Pod Świerkiem”', address: 'biuro@podswierkiem.example' },
    subject: 'Zamówienie 30 koców dla schroniska',
    style: 'outlook',
    text: `Szanowni Państwo,

prowadzimy schronisko górskie i chcielibyśmy zamówić 30 koców wełnianych oraz 12 poduszek. Lista w załączniku. Prosimy o wycenę z dostawą.

Z górskim pozdrowieniem
Zdzisław Gąsienica`,
    attachments: [
      {
        name: 'zamówienie.csv',
        type: 'text/csv',
        content: () =>
          csvOf([
            ['Produkt', 'Sztuk'],
            ['Koc wełniany Brook, szary', '30'],
            ['Poduszka Mech', '12'],
          ]),
      },
    ],
  },
  {
    id: 'it-reso',
    minutesAgo: 90,
    to: 'returns@example.com',
    from: { name: 'Sofia Marchetti', address: 'sofia.marchetti@posta.example' },
    subject: 'Reso di un ordine: come funziona?',
    style: 'gmail',
    text: `Buongiorno,

ho ricevuto ieri gli scarponi Crag (ordine LF-204611): bellissimi, ma purtroppo mi stringono sul collo del piede.

Come posso restituirli dall’Italia? Nel pacco non ho trovato l’etichetta per il reso.

Grazie mille e buon lavoro,
Sofia Marchetti`,
  },
  {
    id: 'nl-levering',
    minutesAgo: 156,
    to: 'orders.nl@example.com',
    from: { name: 'Sjoerd de Vries', address: 'sjoerd.devries@bus.example' },
    subject: 'Verkeerd artikel ontvangen',
    style: 'outlook',
    text: `Beste Larkfield,

In plaats van de blauwe Kestrel-stokken (135 cm) heb ik een set rode kinderstokken gekregen. Mijn dochter van vier is er heel blij mee, maar ik kan er niet mee wandelen.

Kunnen jullie de juiste alsnog sturen? Bestelnummer LF-204802.

Met vriendelijke groet,
Sjoerd de Vries`,
  },
  {
    id: 'uk-question',
    minutesAgo: 720,
    to: 'orders@example.com',
    from: { name: 'Оксана Шевчук', address: 'oksana.shevchuk@poshta.example' },
    subject: 'Чи є доставка до Львова?',
    style: 'gmail',
    text: `Добрий день!

Хочу замовити спальник Brook та дві пари шкарпеток. Чи доставляєте ви до Львова і скільки це коштуватиме?

Дякую,
Оксана Шевчук`,
  },
  {
    id: 'el-invoice',
    minutesAgo: 1960,
    to: 'billing@example.com',
    from: { name: 'Ελένη Παπαδάκη', address: 'eleni.papadaki@tachydromio.example' },
    subject: 'Τιμολόγιο για την παραγγελία LF-200931',
    style: 'apple',
    text: `Καλησπέρα σας,

θα ήθελα ένα αντίγραφο του τιμολογίου για την παραγγελία LF-200931, γιατί το μήνυμα με το PDF διαγράφηκε κατά λάθος.

Ευχαριστώ πολύ,
Ελένη Παπαδάκη`,
  },
];
