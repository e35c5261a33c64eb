import { expect, test } from 'vitest';
import { identifierValues } from '../identifier-values.ts';
import { fillTranscript } from './fill-transcript.ts';
import { type ChatTranscript, parseTranscript } from './parse-transcript.ts';
import { transcriptWords } from './transcript-words.ts';

const source = `<?xml version="1.0" encoding="UTF-8"?>
<chatTranscript startAt="2026-03-01T10:00:00Z" sessionId="s1">
  <newParty userId="1" timeShift="0" visibility="ALL" eventId="1">
    <userInfo personId="" userNick="Ann &lt;3" userType="CLIENT" protocolType="FLEX" timeZoneOffset="120"/>
  </newParty>
  <newParty userId="2" timeShift="4" visibility="ALL" eventId="2"><userInfo userNick="Bob" userType="AGENT"/></newParty>
  <newParty userId="3" timeShift="5" visibility="INT" eventId="3"><userInfo userNick="Boss" userType="SUPERVISOR"/></newParty>
  <message userId="1" timeShift="10" visibility="ALL" eventId="4"><msgText>Where is <![CDATA[<b>$Agent$</b>]]>?</msgText></message>
  <message userId="3" timeShift="12" visibility="INT" eventId="5"><msgText>Do not say</msgText></message>
  <notice userId="2" timeShift="30" visibility="ALL" eventId="6"><noticeText noticeType="USER_CUSTOM">file-uploaded</noticeText>
    <userData><item key="file-name" value="map.pdf"/><item key="file-size" value="12345"/></userData></notice>
  <partyLeft userId="1" timeShift="3725" visibility="ALL" eventId="7"><reason code="1">left</reason></partyLeft>
  <userData><item key="subject">Parcel</item></userData>
</chatTranscript>`;

function parsed(): ChatTranscript {
  const transcript = parseTranscript(source);
  if ('problem' in transcript) throw new Error(transcript.problem);
  return transcript;
}

const reader = { locale: 'en-US', timeZone: '+02:00', words: transcriptWords('en-US') };
const values = identifierValues({
  now: new Date('2026-03-01T12:00:00Z'),
  culture: 'en-US',
  timeZone: 'UTC',
  subject: '',
  from: null,
  received: null,
  serviceAccess: null,
  serviceGroup: { name: 'Chat', email: null },
  agent: null,
  customer: { name: 'Ann', email: 'ann@example.com', id: '', number: '' },
  callId: null,
});
const fill = (format: 'html' | 'text', body: string) =>
  fillTranscript({ format, body }, parsed(), reader, values);

test('the newer tag shows head, conversation and files at the customer’s time', () => {
  const body =
    'Dear $Customer.Name$\n<Genesys_Chat_Transcript><Timestamp>yyy/MM/dd, hh:mm:ss\naaa</Timestamp></Genesys_Chat_Transcript>\nBye';
  const { text, invalidPatterns } = fill('text', body);
  expect(text.split('\n').filter((line) => line !== '')).toEqual([
    'Dear Ann',
    'Chat started: 2026/03/01, 12:00:00 PM',
    'Duration: 1:02:05',
    'Subject: Parcel',
    '[2026/03/01, 12:00:00 PM] Ann <3 joined the chat',
    '[2026/03/01, 12:00:04 PM] Bob joined the chat',
    '[2026/03/01, 12:00:10 PM] Ann <3: Where is <b>$Agent$</b>?',
    '[2026/03/01, 12:00:30 PM] Bob: File sent: map.pdf (12 kB)',
    '[2026/03/01, 01:02:05 PM] Ann <3 left the chat',
    'Bye',
  ]);
  expect(invalidPatterns).toEqual([]);
});

test('in HTML whatever was typed is escaped, and the template’s own style is kept', () => {
  const { html, text, style } = fill(
    'html',
    '<style type="text/css">.transcript{color:red}</style><p>[ChatTranscript]</p><script>x</script>',
  );
  expect(style).toBe('.transcript{color:red}');
  expect(html).toMatch(/^<div class="transcript cx-theme">.*<div class="message you">/);
  expect(html).toContain('&lt;b&gt;$Agent$&lt;/b&gt;?');
  expect(html).not.toMatch(/<b>\$|<script|Chat started/);
  expect(text).toContain('Ann <3: Where is <b>$Agent$</b>?');
});

test('a template without a style has a plain one', () => {
  expect(fill('html', '<p>Hello</p>').style).toContain('.transcript');
  expect(fill('text', 'Hello').style).toContain('.transcript');
});

test('tags that an editor escaped are found', () => {
  const { html } = fill(
    'html',
    '<p>&lt;Genesys_Chat_Transcript&gt;&lt;Timestamp&gt;HH:mm&lt;/Timestamp&gt;&lt;/Genesys_Chat_Transcript&gt;</p>',
  );
  expect(html).toContain('<span class="time">12:00</span>');
});

test('an invalid pattern is told, and the default one is used in both parts', () => {
  const { html, text, invalidPatterns } = fill(
    'text',
    '<Genesys_Chat_Transcript><Timestamp>bogus</Timestamp></Genesys_Chat_Transcript>',
  );
  expect(invalidPatterns).toEqual(['bogus']);
  expect(text).toContain('[2026-03-01T12:00:10] Ann <3: Where is');
  expect(html).toContain('<span class="time">2026-03-01T12:00:10</span>');
});

test('a template without a tag has the transcript at its end', () => {
  expect(fill('text', 'Dear Ann').text).toMatch(/^Dear Ann\n\n\[2026-03-01T12:00:00\]/);
  expect(fill('html', '<p>Dear Ann</p>').html).toMatch(/^<p>Dear Ann<\/p><div class="transcript/);
});

test('what is said inside the contact centre does not reach the customer', () => {
  const { html, text } = fill('text', '');
  expect(html + text).not.toMatch(/Boss|Do not say/);
});

test.each([
  ['<chatTranscript startAt="2026-03-01T10:00:00Z"><message>', /not well-formed/],
  ['<chat startAt="2026-03-01T10:00:00Z"/>', /not a “chatTranscript”/],
  ['<chatTranscript/>', /startAt/],
  [
    '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><chatTranscript startAt="2026-03-01T10:00:00Z"/>',
    /DOCTYPE/,
  ],
])('%s cannot be read', (text, problem) => {
  expect(parseTranscript(text)).toEqual({ problem: expect.stringMatching(problem) });
});
