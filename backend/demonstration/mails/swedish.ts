import type { MailSpec } from './mail-spec.ts';
import { brokenBuckle } from './pictures.ts';

/** Customers who write in Swedish, from Sweden and Finland. */
export const swedishMails: readonly MailSpec[] = [
  {
    id: 'sv-forsenat',
    minutesAgo: 26,
    to: 'orders.se@example.com',
    from: { name: 'Åsa Bergström', address: 'asa.bergstrom@brev.example' },
    subject: 'Försenat paket, order LF-204944',
    style: 'gmail',
    text: `Hej!

Jag beställde en regnjacka och två par ullsockor förra torsdagen. Enligt spårningen ligger paketet kvar på terminalen sedan i måndags.

Vi ska på fjällvandring på lördag. Hinner det fram, eller ska jag köpa en jacka här i stan och skicka tillbaka er?

Vänliga hälsningar
Åsa Bergström`,
  },
  {
    id: 'sv-spanne',
    minutesAgo: 112,
    to: 'warranty@example.com',
    from: { name: 'Björn Öhman', address: 'bjorn.ohman@brev.example' },
    subject: 'Trasigt spänne på ryggsäcken',
    style: 'phone',
    text: `Hej, spänningen i höftbältet blev visst för mycket för spännet på min Tarn 45. Går det att få ett nytt utan att skicka in hela säcken?

[[spanne.png]]

Order LF-185561, köpt i maj.
/Björn`,
    attachments: [{ name: 'spanne.png', type: 'image/png', content: brokenBuckle, inline: true }],
  },
  {
    id: 'sv-aterbetalning',
    minutesAgo: 296,
    to: 'billing@example.com',
    from: { name: 'Gunilla Ekström', address: 'gunilla.ekstrom@brev.example' },
    subject: 'Återbetalning saknas',
    style: 'plain',
    text: `Hej,

jag skickade tillbaka ett par byxor (retur R-87991) för snart tre veckor
sedan. Ni bekräftade att de kommit fram, men pengarna, 699 kr, syns inte
på kontot.

Kan ni kontrollera vad som har hänt?

Med vänlig hälsning
Gunilla Ekström`,
  },
  {
    id: 'sv-finland-storlek',
    minutesAgo: 1420,
    to: 'orders.fi@example.com',
    from: { name: 'Karl-Johan Sjöblom', address: 'kj.sjoblom@brev.example' },
    subject: 'Storlek på Wren-tröjan',
    style: 'apple',
    text: `Hejsan från Vasa!

Jag är 191 cm lång och ganska smal. Blir Wren i L för kort i ärmarna, eller ska jag ta XL?

Tack på förhand
Karl-Johan`,
  },
];
