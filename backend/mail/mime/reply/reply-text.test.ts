import { describe, expect, it } from 'vitest';
import { htmlToPlain } from '../html-to-plain.ts';
import { replyTextOf } from './reply-text.ts';

/** Bodies as mail programs write them, in which the answer is `Yes, please.` */
const bodies: Readonly<Record<string, string>> = {
  Gmail:
    '<div dir="ltr">Yes, please.<br clear="all"><div><br></div><span class="gmail_signature_prefix">-- </span><br><div dir="ltr" class="gmail_signature" data-smartmail="gmail_signature">Ann Doe</div></div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">Pada tanggal Sen, 5 Mei 2025 Bob menulis:<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">Shall we?</blockquote></div>',
  'Gmail, formerly':
    '<div dir="ltr">Yes, please.</div><div class="gmail_extra"><br><div class="gmail_quote">On Mon, May 5, 2025 at 10:00 AM, Bob <span dir="ltr">&lt;<a href="mailto:bob@example.com">bob@example.com</a>&gt;</span> wrote:<br><blockquote class="gmail_quote">Shall we?</blockquote></div><br></div>',
  'Gmail, forwarding':
    '<div dir="ltr">Yes, please.<br><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">---------- Forwarded message ---------<br>From: Bob<br></div>Shall we?</div></div>',
  'Apple Mail':
    '<html><body>Yes, please.<br id="lineBreakAtBeginningOfMessage"><div><br><blockquote type="cite"><div>On May 5, 2025, at 10:00, Bob &lt;bob@example.com&gt; wrote:</div><br><div>Shall we?</div></blockquote></div></body></html>',
  iPhone:
    '<html><body>Yes, please.<br><br><div dir="ltr">Sent from my iPhone</div><div dir="ltr"><br><blockquote type="cite">On 5 May 2025, at 10:00, Bob wrote:<br><br></blockquote></div><blockquote type="cite"><div>Shall we?</div></blockquote></body></html>',
  Thunderbird:
    '<html><body><p>Yes, please.</p><div class="moz-cite-prefix">On 05.05.25 10:00, Bob wrote:<br></div><blockquote type="cite" cite="mid:1@example.com"><p>Shall we?</p></blockquote><pre class="moz-signature" cols="72">-- \nAnn</pre></body></html>',
  'Outlook on the desktop':
    '<div class="WordSection1"><p class="MsoNormal">Yes, please.<o:p></o:p></p><p class="MsoNormal"><o:p>&nbsp;</o:p></p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b>Expeditor:</b> Bob &lt;bob@example.com&gt;<br><b>Trimis:</b> luni<br></p></div></div><p class="MsoNormal">Shall we?</p></div>',
  'Outlook on the desktop, without colours':
    '<div class="WordSection1"><p class="MsoNormal">Yes, please.</p><p class="MsoNormal"><b>From:</b> Bob &lt;bob@example.com&gt; <br><b>Sent:</b> Monday, May 5, 2025 10:00 AM<br><b>To:</b> Ann<br><b>Subject:</b> Parcel</p><p class="MsoNormal">Shall we?</p></div>',
  'Outlook on the web':
    '<div class="elementToProof">Yes, please.</div><div id="Signature"><p>Ann Doe</p></div><div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><b>From:</b> Bob<br><b>Sent:</b> Monday</div><div>Shall we?</div>',
  'Outlook for iOS':
    '<div dir="ltr">Yes, please.</div><div id="ms-outlook-mobile-signature"><div>Get <a href="https://aka.ms/o0ukef">Outlook for iOS</a></div></div><hr><div id="divRplyFwdMsg"><b>From:</b> Bob</div><div>Shall we?</div>',
  'Outlook, copied by a browser':
    '<div>Yes, please.</div><div style="border-right: none; border-top: 1pt solid rgb(225, 225, 225); padding: 3pt 0in 0in"><p><b>प्रेषक:</b> Bob</p></div><p>Shall we?</p>',
  'Outlook, passed through another Outlook':
    '<div>Yes, please.</div><div id="x_appendonsend"></div><hr><div id="x_divRplyFwdMsg"><b>Von:</b> Bob</div><div>Shall we?</div>',
  'a program that names its signature':
    '<div>Yes, please.</div><div class="missive_signature">Ann Doe<br>Doe Inc.</div><blockquote type="cite">Shall we?</blockquote>',
  Yahoo:
    '<div class="ydp1yahoo-style-wrap"><div>Yes, please.</div><br></div><div id="ydp2yahoo_quoted_123" class="ydp2yahoo_quoted"><div>On Monday, May 5, 2025 at 10:00:00 AM EDT, Bob wrote:</div><div>Shall we?</div></div>',
  Proton:
    '<div style="font-family: Arial">Yes, please.</div><div class="protonmail_signature_block"><div>Sent with Proton Mail secure email.</div></div><div class="protonmail_quote">On Monday, May 5th, 2025 at 10:00 AM, Bob wrote:<br><blockquote class="protonmail_quote" type="cite">Shall we?</blockquote></div>',
  GMX: '<div style="font-family: Verdana">Yes, please.<div name="quote" style="margin:10px 5px"><div><b>Gesendet:</b> Montag<br><b>Von:</b> Bob</div><div name="quoted-content">Shall we?</div></div></div>',
  Yandex:
    '<div>Yes, please.</div><div> </div><div>05.05.2025, 10:00, "Bob" &lt;bob@example.com&gt;:</div><blockquote><p>Shall we?</p></blockquote>',
};

const structured = Object.entries(bodies).filter(([name]) => !name.endsWith('colours'));

describe('replyTextOf', () => {
  it.each(Object.entries(bodies))('knows the quotes of %s', (_, html) => {
    expect(replyTextOf(htmlToPlain(html), html)).toBe('Yes, please.');
  });

  it.each(structured)('keeps the lines of the text beside the HTML of %s', (_, html) => {
    expect(replyTextOf('Yes,\nplease.\n\nBob sanoi jotakin\nShall we?', html)).toBe('Yes,\nplease.');
  });

  it('keeps answers between the quotes of Gmail', () => {
    const html =
      '<div class="gmail_quote"><div class="gmail_attr">On Monday Bob wrote:</div><blockquote class="gmail_quote">one?</blockquote><div>yes</div><blockquote class="gmail_quote">two?</blockquote><div>no</div></div>';
    expect(replyTextOf(htmlToPlain(html), html)).toBe('yes\n\nno');
  });

  it('keeps what is only indented', () => {
    const html =
      '<div>As follows:</div><blockquote style="margin:0 0 0 40px;border:none;padding:0px"><div>Two chairs</div></blockquote><blockquote type="cite">old</blockquote>';
    expect(replyTextOf(htmlToPlain(html), html)).toBe('As follows:\nTwo chairs');
  });

  it('keeps all of the text where the HTML is one quote', () => {
    expect(replyTextOf('Words', '<blockquote>Words</blockquote>')).toBe('Words');
  });
});
