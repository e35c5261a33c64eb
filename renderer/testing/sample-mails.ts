import type { AttachmentId, MailId, OutgoingId, DraftId } from '../../contract/domain/ids.ts';
import type { Interaction, InteractionSummary } from '../../contract/domain/interaction.ts';
import type { Message } from '../../contract/domain/message.ts';
import type { Outgoing, OutgoingState } from '../../contract/domain/outgoing.ts';
import { agentId, instant } from './sample-work.ts';

const shopMail = `<html><head><style>
  @import url("https://tracker.example/x.css");
  .btn { background: #c8102e; color: #fff; padding: 10px 18px; border-radius: 4px; text-decoration: none }
  td { font-family: Georgia, serif }
</style></head><body style="background:#f4efe6">
<table width="600" align="center" cellpadding="0" cellspacing="0" bgcolor="#ffffff">
<tr><td style="padding:24px"><img src="https://cdn.shop.example/logo.png" alt="Maison Lumière" width="180" height="40">
<h2 style="color:#7a1f2b;font-weight:normal">Bonjour,</h2>
<p>Le carton est arrivé <b>ouvert</b> et deux verres sont cassés. Je joins des photos. Pouvez-vous me renvoyer les deux verres, ou me rembourser&nbsp;?</p>
<table border="1" cellpadding="6" style="border-collapse:collapse;border-color:#ddd"><tr><th>Article</th><th>Quantité</th><th>État</th></tr>
<tr><td>Verre à pied «&nbsp;Cassis&nbsp;»</td><td>6</td><td style="color:#b00020">2 cassés</td></tr></table>
<p><img src="cid:photo-1@mail" width="220" alt="Photo du carton"></p>
<p><a class="btn" href="https://www.northwind.example/orders/48213">Commande 48213</a> · <a href="https://evil.example/login">https://www.northwind.example/compte</a></p>
<p>Cordialement,<br>Amélie Laurent</p></td></tr></table>
<img src="https://tracker.example/open.gif?id=1" width="1" height="1">
<div class="gmail_quote">Le lun. 16 nov. 2026, Northwind a écrit :<blockquote type="cite">Votre commande 48213 est en route.</blockquote></div>
</body></html>`;

const plainMail = `Hi,

I ordered the 140 cm shelf and got the 120 cm one. The box says 140 but it is clearly
shorter. Order 51177, see https://www.northwind.example/orders/51177.

Could you send the right one? I can be reached at oliver.grant@mail.example or on +44 20 7946 0018.

Best wishes
Oliver

-- 
Oliver Grant · 12 Quay Street · Bristol

On Mon, 16 Nov 2026 at 09:12, Northwind Orders <orders@northwind.example> wrote:
> Dear Oliver,
>
> your order 51177 has left our warehouse today.
>
> > Thank you for your purchase!
`;

function message(id: string, row: InteractionSummary, part: Partial<Message>): Message {
  return {
    id: id as MailId,
    direction: 'in',
    from: row.from,
    replyTo: [],
    to: [{ name: 'Northwind', address: 'orders@northwind.example' }],
    cc: [],
    subject: row.subject,
    date: row.receivedAt,
    receivedAt: row.receivedAt,
    messageId: `m${id}@mail.example`,
    text: row.preview,
    html: null,
    attachments: [],
    attachedData: {},
    authentication: null,
    problems: [],
    ...part,
  };
}

function file(id: string, name: string, size: number, contentId: string | null = null) {
  return {
    id: id as AttachmentId,
    name,
    type: 'application/octet-stream',
    size,
    contentId,
    inline: contentId !== null,
  };
}

/** An interaction with a thread that shows what the message pane can do. */
export function sampleInteraction(now: number, row: InteractionSummary): Interaction {
  const earlier = message(`${row.id}1`, row, {
    direction: 'out',
    from: { name: 'Northwind Orders', address: 'orders@northwind.example' },
    to: [row.from],
    text: 'Your order has left our warehouse today. You can follow it with the link below.',
    date: instant(now, 3000),
  });
  const isShop = row.language === 'fr';
  const newest = message(`${row.id}2`, row, {
    ...(isShop
      ? { html: shopMail }
      : { text: row.language === 'en' ? plainMail : `${row.preview}\n\n${row.from.name}` }),
    cc: isShop ? [{ name: 'Paul Laurent', address: 'paul@mail.example' }] : [],
    attachments: isShop
      ? [
          file('81', 'carton-ouvert.jpg', 1_842_113),
          file('82', 'facture 48213.pdf', 84_220),
          file('83', 'reclamation.pdf.exe', 220_100),
          file('84', 'photo.png', 900, 'photo-1@mail'),
        ]
      : [],
  });
  return {
    ...row,
    messages: isShop || row.language === 'en' ? [earlier, newest] : [newest],
    routing: {
      serviceAccess: { id: '3' as never, name: 'Returns web shop', address: 'returns.*@northwind.example' },
      matched: { address: 'returns.fr@northwind.example', header: 'Delivered-To' },
      explanation: `The address returns.fr@northwind.example fits the service access “Returns web shop”, which leads to ${row.group.name}.`,
    },
    outgoing: [],
  };
}

export function sampleOutgoing(
  now: number,
  id: number,
  state: OutgoingState,
  part: Partial<Outgoing>,
): Outgoing {
  return {
    id: String(id) as OutgoingId,
    draftId: String(id) as DraftId,
    interactionId: null,
    agentId,
    mailId: String(9000 + id) as MailId,
    state,
    messageId: `out${id}@northwind.example`,
    from: { name: 'Northwind Orders', address: 'orders@northwind.example' },
    to: [{ name: 'Priya Raman', address: 'priya@mail.example' }],
    subject: 'Re: Your order has shipped',
    queuedAt: instant(now, id),
    notBefore: instant(now, id),
    attempts: 1,
    lastError: null,
    sentCopy: 'stored',
    ...part,
  };
}
