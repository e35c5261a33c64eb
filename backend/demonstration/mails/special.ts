import type { MailSpec } from './mail-spec.ts';
import { companyMark } from './pictures.ts';

/** HTML of its own kinds: a newsletter, a form from a shop system, a mail with a table, an automatic answer. */
export const specialMails: readonly MailSpec[] = [
  {
    id: 'newsletter-question',
    minutesAgo: 101,
    to: 'orders@example.com',
    from: { name: 'Rosalind Achebe', address: 'rosalind.achebe@inbox.example' },
    subject: 'Fwd: The autumn letter – is the offer still on?',
    style: 'html',
    text: `Is the 20 % on rain coats still valid this week? The picture with the code does not load for me.

Rosalind

---------- Forwarded message ---------
From: Larkfield Outfitters <letter@example.com>
Subject: The autumn letter

Rain? Let it. 20 % off all rain coats.`,
    html: `<div dir="ltr"><div>Is the 20 % on rain coats still valid this week? The picture with the code does not load for me.</div><div><br></div><div>Rosalind</div></div><br>
<div class="gmail_quote"><div dir="ltr" class="gmail_attr">---------- Forwarded message ---------<br>From: <strong>Larkfield Outfitters</strong> &lt;letter@example.com&gt;<br>Subject: The autumn letter<br></div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background-color:#f2efe8"><tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="560" cellpadding="0" cellspacing="0" style="background-color:#ffffff;border:1px solid #e4ded2">
<tr><td style="padding:18px 28px;background-color:#2e5e4e;color:#ffffff;font-family:Georgia,serif;font-size:22px">Larkfield Outfitters</td></tr>
<tr><td><img src="https://images.letters.example/autumn/hero-560.jpg?r=rosalind.achebe" width="560" height="240" alt="A walker in the rain, laughing"></td></tr>
<tr><td style="padding:26px 28px 8px;font-family:Georgia,serif;font-size:24px;color:#22301f">Rain? Let it.</td></tr>
<tr><td style="padding:0 28px 18px;font-family:Helvetica,Arial,sans-serif;font-size:15px;line-height:1.6;color:#4a5548">Until Sunday all rain coats are <strong>20 % cheaper</strong>. Your code is in the picture below; it works once, and for as many coats as you like.</td></tr>
<tr><td align="center" style="padding:0 28px 26px"><a href="https://click.letters.example/c?id=8842&amp;u=rosalind.achebe" style="background-color:#d68434;color:#ffffff;text-decoration:none;padding:12px 28px;font-family:Helvetica,Arial,sans-serif;font-size:15px">See the rain coats</a></td></tr>
<tr><td align="center"><img src="https://images.letters.example/autumn/code.png?u=rosalind.achebe" width="300" height="60" alt="Your code"></td></tr>
<tr><td style="padding:18px 28px;font-family:Helvetica,Arial,sans-serif;font-size:11px;color:#8a8f86">You get this letter because you asked for it. <a href="https://click.letters.example/unsubscribe?u=rosalind.achebe">Unsubscribe</a></td></tr>
</table></td></tr></table>
<img src="https://open.letters.example/o.gif?u=rosalind.achebe&amp;m=8842" width="1" height="1" alt="">
</div>`,
  },
  {
    id: 'table-order',
    minutesAgo: 214,
    to: 'orders@example.com',
    from: { name: 'Alpine Rescue Hollin Valley', address: 'equipment@hollinvalley.example' },
    subject: 'Quotation request 0417 (12 items)',
    style: 'html',
    text: `Dear Sir or Madam,

please quote for the items below, delivered to our station.

Item                      Qty   Size
Fjord shell jacket, red     6   2 M, 3 L, 1 XL
Wren base layer             6   as above
Kestrel poles, 125 cm       4   -

Kind regards
Ffion Pritchard, equipment officer`,
    html: `<html><body style="font-family:Verdana,sans-serif;font-size:13px;color:#222">
<p><img src="cid:mark.png" width="132" height="44" alt="Hollin Valley"></p>
<p>Dear Sir or Madam,</p><p>please quote for the items below, delivered to our station.</p>
<table border="1" cellpadding="6" cellspacing="0" style="border-collapse:collapse;border-color:#bbbbbb">
<thead><tr style="background-color:#eef2f0"><th align="left">Item</th><th align="right">Qty</th><th align="left">Size</th></tr></thead>
<tbody><tr><td>Fjord shell jacket, <span style="color:#b3261e">red</span></td><td align="right">6</td><td>2 M, 3 L, 1 XL</td></tr>
<tr><td>Wren base layer</td><td align="right">6</td><td>as above</td></tr>
<tr><td>Kestrel poles, 125&nbsp;cm</td><td align="right">4</td><td>&ndash;</td></tr></tbody></table>
<p>We should need everything before the season begins. Payment on invoice, as last year.</p>
<p>Kind regards<br><b>Ffion Pritchard</b><br>Equipment officer, Alpine Rescue Hollin Valley</p></body></html>`,
    attachments: [{ name: 'mark.png', type: 'image/png', content: companyMark, inline: true }],
  },
  {
    id: 'out-of-office',
    minutesAgo: 172,
    to: 'billing@example.com',
    from: { name: 'Tom Aldous (Brightwater Guides)', address: 'tom@brightwater.example' },
    subject: 'Automatic reply: Your invoice 2031-7802',
    style: 'outlook',
    thread: ['ours-invoice-7802'],
    text: `I am on the river with a group until Monday and read no mail.

For invoices please write to procurement@brightwater.example.

Tom`,
    headers: { 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All' },
  },
  {
    id: 'web-form',
    minutesAgo: 300,
    to: 'returns@example.com',
    from: { name: 'Larkfield web form', address: 'form@example.com' },
    replyTo: 'petra.novotna@schranka.example',
    subject: 'Return request from the web form',
    style: 'html',
    text: `Name: Petra Novotná
E-mail: petra.novotna@schranka.example
Order: LF-204120
Reason: too large
Comment: Prosím o výměnu za velikost S. Děkuji!`,
    html: `<table style="font-family:Arial,sans-serif;font-size:14px"><tr><td><b>Name</b></td><td>Petra Novotná</td></tr><tr><td><b>E-mail</b></td><td><a href="mailto:petra.novotna@schranka.example">petra.novotna@schranka.example</a></td></tr><tr><td><b>Order</b></td><td>LF-204120</td></tr><tr><td><b>Reason</b></td><td>too large</td></tr><tr><td valign="top"><b>Comment</b></td><td>Prosím o výměnu za velikost S. Děkuji!</td></tr></table>`,
  },
];
