import { csvOf, pdfOf } from './documents.ts';
import type { MailSpec } from './mail-spec.ts';
import { bankStatement, crushedParcel, tornJacket } from './pictures.ts';

/** Customers who write in English, from several countries. */
export const englishMails: readonly MailSpec[] = [
  {
    id: 'en-parcel-birthday',
    minutesAgo: 4,
    to: 'orders@example.com',
    from: { name: 'Hannah Whitlock', address: 'hannah.whitlock@mail.example' },
    subject: 'Order LF-204817 – will it arrive before Saturday?',
    style: 'gmail',
    text: `Hello,

I ordered the Heron rain coat in moss green last Sunday (order LF-204817). The tracking page has said "handed over to carrier" since Tuesday and has not moved.

It is a present for my father's seventieth birthday on Saturday. Do you think it will get here in time? If not, could you send another one by express? I would gladly pay the difference.

Many thanks
Hannah`,
  },
  {
    id: 'en-torn-seam',
    minutesAgo: 11,
    to: 'warranty@example.com',
    from: { name: 'Marcus Oyelaran', address: 'marcus.oyelaran@post.example' },
    subject: 'Seam of the Fjord jacket came apart after two months',
    style: 'apple',
    text: `Good morning,

The left sleeve seam of my Fjord shell jacket has opened along about 8 cm. I bought it in your shop two months ago, order LF-198233, and wore it on perhaps ten walks. No fall, no barbed wire, I promise.

Here is a picture:

[[jacket.png]]

Can it be mended, or do I get a new one? I would rather have it mended, I like this jacket.

Kind regards
Marcus Oyelaran`,
    attachments: [{ name: 'jacket.png', type: 'image/png', content: tornJacket, inline: true }],
  },
  {
    id: 'en-charged-twice',
    minutesAgo: 19,
    to: 'billing@example.com',
    from: { name: 'Priya Raman', address: 'priya.raman@inbox.example' },
    subject: 'Charged twice for LF-205120',
    style: 'gmail',
    text: `Hi there,

My bank shows two payments of 129.00 EUR to Larkfield on the same day, one minute apart. I only ordered once. See the screenshot:

[[statement.png]]

Please return one of them.

Thanks,
Priya`,
    attachments: [{ name: 'statement.png', type: 'image/png', content: bankStatement, inline: true }],
  },
  {
    id: 'en-company-order',
    minutesAgo: 37,
    to: 'invoices@example.com',
    cc: 'procurement@brightwater.example',
    from: { name: 'Tom Aldous (Brightwater Guides)', address: 'tom@brightwater.example' },
    subject: 'Purchase order 2291: 14 jackets for our guides, invoice to the company please',
    style: 'outlook',
    text: `Dear Larkfield team,

Please find attached our purchase order 2291 and the list of sizes for our fourteen guides. Could you confirm:

- the price per jacket for this quantity
- delivery before the end of the month
- an invoice made out to Brightwater Guides Ltd., with our VAT number GB 000 0000 00

If two of the XL are out of stock we would take L Tall instead.

Best regards

Tom Aldous
Operations, Brightwater Guides Ltd.
+44 1632 960 144`,
    attachments: [
      {
        name: 'PO-2291.pdf',
        type: 'application/pdf',
        content: () =>
          pdfOf('Purchase order 2291', [
            'Brightwater Guides Ltd., The Boathouse, Lakeside',
            '',
            '14 x Fjord shell jacket, colour: deep sea, sizes as listed',
            'Delivery: The Boathouse, before the end of the month',
            'Payment: 30 days net',
            '',
            'Tom Aldous, Operations',
          ]),
      },
      {
        name: 'sizes.csv',
        type: 'text/csv',
        content: () =>
          csvOf([
            ['Guide', 'Size', 'Sleeve'],
            ['A. Brook', 'M', 'regular'],
            ['C. Delaney', 'L', 'tall'],
            ['F. Ingram', 'S', 'regular'],
            ['J. Kaur', 'M', 'regular'],
            ['L. Ó Briain', 'XL', 'tall'],
            ['N. Petrov', 'XL', 'regular'],
          ]),
      },
    ],
  },
  {
    id: 'en-crushed-parcel',
    minutesAgo: 52,
    to: 'returns@example.com',
    from: { name: 'Eleanor Voss', address: 'eleanor.voss@mail.example' },
    subject: 'Stove arrived dented',
    style: 'phone',
    text: `The parcel with the Ember stove came with one corner pushed in and the burner ring is bent. It will not screw onto the gas cartridge.

[[parcel.png]]

Order LF-204402. I am leaving for Iceland next week so it is a bit urgent. Could you send a new one before I return this?

Sent from my phone`,
    attachments: [{ name: 'parcel.png', type: 'image/png', content: crushedParcel, inline: true }],
  },
  {
    id: 'en-change-address',
    minutesAgo: 64,
    to: 'orders@example.com',
    from: { name: 'Daniel Okonkwo', address: 'dan.okonkwo@inbox.example' },
    subject: 'Please change the delivery address',
    style: 'plain',
    text: `Hello,

I have just placed order LF-205377 and your form filled in my old address. Please send it to

Daniel Okonkwo
27 Harbour Row, flat 4
Port Ellery

instead of Castle Street. Everything else is right.

Thanks a lot
Daniel`,
  },
  {
    id: 'en-size-advice',
    minutesAgo: 96,
    to: 'orders@example.com',
    from: { name: 'Grace Lindley', address: 'grace.lindley@post.example' },
    subject: 'Between M and L – which one for the Wren base layer?',
    style: 'gmail',
    text: `Hi!

I am 178 cm tall, chest 103 cm, rather long arms. The table puts me exactly between M and L for the Wren merino top. I like base layers close to the body but hate it when the sleeves end above the wrist.

What would you take? 🤔

And does the 200 g version shrink when washed at 40?

Grace`,
  },
  {
    id: 'en-thread-tent-1',
    minutesAgo: 2710,
    to: 'returns@example.com',
    from: { name: 'Colin Marsh', address: 'colin.marsh@mail.example' },
    subject: 'Tarn tent: one pole missing',
    style: 'apple',
    text: `Hello,

I pitched my new Tarn 3 tent in the garden today. There are three poles in the bag, the manual says four (the short ridge pole is missing). Order LF-203991.

Could you send the missing one?

Colin Marsh`,
  },
  {
    id: 'en-thread-tent-2',
    minutesAgo: 1380,
    to: 'returns@example.com',
    from: { name: 'Colin Marsh', address: 'colin.marsh@mail.example' },
    subject: 'Re: Tarn tent: one pole missing',
    style: 'apple',
    thread: ['en-thread-tent-1', 'ours-tent-1'],
    text: `Thank you, that was quick. The label in the bag says "TN3-R2, batch 0419". I hope that helps the warehouse.

We leave on Friday at noon, so it would have to be here by Thursday.`,
    quote: {
      intro: 'On Thursday, Larkfield Outfitters wrote:',
      text: `Dear Mr Marsh,

I am sorry about that. Would you please tell me what is printed on the small white label inside the bag? The ridge pole exists in two lengths, and I should like to send the right one.

Kind regards
Jonas Lindqvist
Returns & warranty

> Hello,
>
> I pitched my new Tarn 3 tent in the garden today. There are three poles
> in the bag, the manual says four (the short ridge pole is missing).`,
    },
  },
  {
    id: 'en-thread-tent-3',
    minutesAgo: 43,
    to: 'returns@example.com',
    from: { name: 'Colin Marsh', address: 'colin.marsh@mail.example' },
    subject: 'Re: Tarn tent: one pole missing',
    style: 'apple',
    thread: ['en-thread-tent-1', 'ours-tent-1', 'en-thread-tent-2', 'ours-tent-2'],
    text: `Hello Jonas,

the pole came this morning, thank you, but it is the long one (R1, 248 cm). With it the inner tent stands like a banana.

I have attached nothing this time as you can surely imagine it. :-)

Is there any chance to have the short one here tomorrow? Otherwise I would borrow a tent and send everything back after the holiday.

Colin`,
    quote: {
      intro: 'Yesterday, Larkfield Outfitters wrote:',
      text: `Dear Mr Marsh,

the pole TN3-R2 leaves our house today by express. You will have it before noon tomorrow.

Have a good trip!
Jonas Lindqvist
Returns & warranty

> Thank you, that was quick. The label in the bag says "TN3-R2, batch 0419".
> We leave on Friday at noon, so it would have to be here by Thursday.
>
> > Dear Mr Marsh,
> >
> > I am sorry about that. Would you please tell me what is printed on the
> > small white label inside the bag?
> >
> > > Hello,
> > >
> > > I pitched my new Tarn 3 tent in the garden today. There are three poles
> > > in the bag, the manual says four (the short ridge pole is missing).`,
    },
  },
  {
    id: 'en-phishing-question',
    minutesAgo: 148,
    to: 'billing@example.com',
    from: { name: 'Margaret Sinclair', address: 'm.sinclair@post.example' },
    subject: 'Fwd: Your Larkfield account will be closed - is this really from you?',
    style: 'gmail',
    text: `Dear Sir or Madam,

I received the message below and am not sure whether it is genuine. I have not clicked on anything. My son told me to ask you first.

Yours faithfully
Margaret Sinclair`,
    quote: {
      intro: '---------- Forwarded message ---------',
      text: `From: Larkfield Security <security@larkfield-accounts.invalid>
Subject: Your Larkfield account will be closed

Dear costumer,
your payment informations must be confirmed within 24 hours. Click here and enter your card number.
The Larkfield Team`,
    },
  },
  {
    id: 'en-cancel',
    minutesAgo: 205,
    to: 'orders@example.com',
    from: { name: '', address: 'kestrel77@inbox.example' },
    subject: 'cancel LF-205291',
    style: 'plain',
    text: `pls cancel order LF-205291, ordered the wrong colour. thx`,
  },
  {
    id: 'en-long-subject',
    minutesAgo: 260,
    to: 'orders@example.com',
    from: { name: 'Bartholomew Fitzgerald-Montgomery', address: 'b.fitzgerald-montgomery@mail.example' },
    subject:
      'Question regarding the availability of the Kestrel trekking poles (the folding ones made of carbon, not the aluminium version shown on page 34 of your autumn catalogue, which I already own and am very happy with) in the length of 135 cm, and whether the tips can be exchanged',
    style: 'outlook',
    text: `Dear Larkfield,

I believe the subject says it all.

Yours sincerely
B. Fitzgerald-Montgomery`,
  },
  {
    id: 'en-refund-missing',
    minutesAgo: 415,
    to: 'billing@example.com',
    from: { name: 'Aoife Brennan', address: 'aoife.brennan@inbox.example' },
    subject: 'Refund for return R-88120 not on my account yet',
    style: 'phone',
    text: `Hi, you wrote that my return arrived and that 84.50 would be refunded within five working days. That is eight working days ago now and nothing has come. Could someone check please?

Aoife Brennan, order LF-201177`,
  },
  {
    id: 'en-praise',
    minutesAgo: 940,
    to: 'orders@example.com',
    from: { name: 'Ingrid Sandoval', address: 'ingrid.sandoval@post.example' },
    subject: 'Thank you! 🌲🥾☀️',
    style: 'gmail',
    text: `No complaint, just this: the Brook sleeping bag kept me warm at −9 °C on the ridge last weekend, while my friend in his (much more expensive) bag shivered all night.

Please tell the people who sew them. 👏👏

Ingrid`,
  },
  {
    id: 'en-warranty-backpack',
    minutesAgo: 1290,
    to: 'warranty.uk@example.com',
    from: { name: 'Samuel Adeyemi', address: 's.adeyemi@mail.example' },
    subject: 'Tarn 45 rucksack, squeaking hip belt',
    style: 'plain',
    text: `Hello,

a curious one: the hip belt of my Tarn 45 squeaks at every step, like a small mouse. I have tried talcum powder and candle wax. It is eleven months old (order LF-187450).

Is this something you know of? My walking companions are beginning to walk ahead of me.

Samuel Adeyemi`,
  },
  {
    id: 'en-wholesale',
    minutesAgo: 1655,
    to: 'info@example.com',
    from: { name: 'Noor van Dam', address: 'noor@hillandheath.example' },
    subject: 'Stocking Larkfield in our shop',
    style: 'outlook',
    text: `Good afternoon,

We run two small outdoor shops and would like to stock your base layers and socks. Who is the right person to talk to, and is there a price list for shops?

With kind regards,

Noor van Dam
Hill & Heath`,
  },
];
