import { describe, expect, it } from 'vitest';
import { replyTextOf } from './reply-text.ts';

function reply(text: string): string {
  return replyTextOf(text, null);
}

const answer = 'Yes, please.\nAnd two more of them.';
const quoted = '> Shall we send it?\n> Regards';
const unquoted = 'Shall we send it?\n\nRegards';

/** What mail programs write above a quote in the languages of their users. */
const introductions: readonly string[] = [
  // English
  'On Mon, May 5, 2025 at 10:00 AM Ann Doe <ann@example.com> wrote:',
  'On 5 May 2025, at 10:00, Ann Doe <ann@example.com> wrote:',
  'On 05/05/2025 10:00, Ann Doe wrote:',
  'On Monday, May 5th, 2025 at 10:00 AM, Ann Doe <ann@example.com> wrote:',
  'On Mon, May 5, 2025, at 10:00 AM, Ann Doe wrote:',
  'On Monday, May 5, 2025 at 10:00:00 AM EDT, Ann Doe <ann@example.com> wrote: ',
  'Ann Doe <ann@example.com> wrote on Mon, 5 May 2025 at 10:00:',
  '---- On Mon, 05 May 2025 10:00:00 +0200 Ann Doe <ann@example.com> wrote ---',
  // German
  'Am Mo., 5. Mai 2025 um 10:00 Uhr schrieb Ann Doe <ann@example.com>:',
  'Am 05.05.2025 um 10:00 schrieb Ann Doe:',
  'Ann Doe <ann@example.com> schrieb am Mo., 5. Mai 2025, 10:00:',
  // French
  'Le lun. 5 mai 2025 à 10:00, Ann Doe <ann@example.com> a écrit :',
  'Le 05/05/2025 à 10:00, Ann Doe a écrit :',
  'Le 5 mai 2025 à 10:00, Ann Doe <ann@example.com> a écrit :',
  // Spanish
  'El lun, 5 may 2025 a las 10:00, Ann Doe (<ann@example.com>) escribió:',
  'El 5/5/25 a las 10:00, Ann Doe escribió:',
  'El 5 may 2025, a las 10:00, Ann Doe <ann@example.com> escribió:',
  // Italian
  'Il giorno lun 5 mag 2025 alle ore 10:00 Ann Doe <ann@example.com> ha scritto:',
  'Il 05/05/2025 10:00, Ann Doe ha scritto:',
  // Portuguese
  'Em seg., 5 de mai. de 2025 às 10:00, Ann Doe <ann@example.com> escreveu:',
  'Em 05/05/2025 10:00, Ann Doe escreveu:',
  // Dutch
  'Op ma 5 mei 2025 om 10:00 schreef Ann Doe <ann@example.com>:',
  'Op 05-05-2025 om 10:00 schreef Ann Doe:',
  // Swedish, Danish, Norwegian, Finnish
  'Den mån 5 maj 2025 kl 10:00 skrev Ann Doe <ann@example.com>:',
  'Den 2025-05-05 kl. 10:00, skrev Ann Doe:',
  'Den man. 5. maj 2025 kl. 10.00 skrev Ann Doe <ann@example.com>:',
  'man. 5. mai 2025 kl. 10:00 skrev Ann Doe <ann@example.com>:',
  'ma 5.5.2025 klo 10.00 Ann Doe (ann@example.com) kirjoitti:',
  'Ann Doe kirjoitti 5.5.2025 klo 10.00:',
  // Polish, Czech
  'pon., 5 maj 2025 o 10:00 Ann Doe <ann@example.com> napisał(a):',
  'W dniu 5.05.2025 o 10:00, Ann Doe pisze:',
  'po 5. 5. 2025 v 10:00 odesílatel Ann Doe <ann@example.com> napsal:',
  'Dne 05. 05. 25 v 10:00 Ann Doe napsal(a):',
  // Russian, Ukrainian
  'пн, 5 мая 2025 г. в 10:00, Ann Doe <ann@example.com>:',
  '05.05.2025 10:00, Ann Doe пишет:',
  'Понедельник, 5 мая 2025, 10:00 +03:00 от Ann Doe <ann@example.com>:',
  '05.05.2025, 10:00, "Ann Doe" <ann@example.com>:',
  'пн, 5 трав. 2025 р. о 10:00 Ann Doe <ann@example.com> пише:',
  // Turkish
  'Ann Doe <ann@example.com>, 5 May 2025 Pzt, 10:00 tarihinde şunu yazdı:',
  '5.05.2025 10:00 tarihinde Ann Doe yazdı:',
  // Japanese, Chinese, Korean
  '2025年5月5日(月) 10:00 Ann Doe <ann@example.com>:',
  '2025/05/05 10:00、Ann Doe <ann@example.com>のメール：',
  'Ann Doe <ann@example.com> 于2025年5月5日周一 10:00写道：',
  '在 2025年5月5日，10:00，Ann Doe <ann@example.com> 写道：',
  'Ann Doe <ann@example.com> 於 2025年5月5日 週一 上午10:00寫道：',
  '2025년 5월 5일 (월) 오전 10:00, Ann Doe <ann@example.com>님이 작성:',
  '25. 5. 5. 오전 10:00에 Ann Doe 이(가) 쓴 글:',
  // Arabic, Hebrew
  'في الاثنين، ٥ مايو ٢٠٢٥ في ١٠:٠٠ ص تمت كتابة ما يلي بواسطة ‪Ann Doe‬‏ <‪ann@example.com‬‏>:‬',
  '‫בתאריך יום ב׳, 5 במאי 2025 ב-10:00 מאת ‪Ann Doe‬‏ <‪ann@example.com‬‏>:‬',
  // Hungarian, Romanian, Greek, Vietnamese, Slovak, Croatian, Catalan
  'Ann Doe <ann@example.com> ezt írta (időpont: 2025. máj. 5., H, 10:00):',
  'Pe lun., 5 mai 2025 la 10:00, Ann Doe <ann@example.com> a scris:',
  'Στις Δευ 5 Μαΐ 2025 στις 10:00 π.μ., ο/η Ann Doe <ann@example.com> έγραψε:',
  'Vào Th 2, 5 thg 5, 2025 vào lúc 10:00 Ann Doe <ann@example.com> đã viết:',
  'po 5. 5. 2025 o 10:00 Ann Doe <ann@example.com> napísal(a):',
  'pon, 5. svi 2025. u 10:00 Ann Doe <ann@example.com> napisao je:',
  'Missatge de Ann Doe <ann@example.com> del dia dl., 5 de maig 2025 a les 10:00:',
];

/** The header of the answered mail as Outlook and others copy it. */
const headers: readonly string[] = [
  'From: Ann Doe <ann@example.com>\nSent: Monday, May 5, 2025 10:00 AM\nTo: Bob <bob@example.com>\nSubject: Parcel',
  'From: Ann Doe <ann@example.com>\nDate: Monday, 5 May 2025 at 10:00\nTo: Bob <bob@example.com>\nSubject: Re: Parcel',
  'From: Ann Doe [mailto:ann@example.com] \nSent: 05 May 2025 10:00\nTo: bob@example.com\nCc: Eve\nSubject: Parcel',
  'Von: Ann Doe <ann@example.com>\nGesendet: Montag, 5. Mai 2025 10:00\nAn: Bob <bob@example.com>\nBetreff: Paket',
  'Gesendet: Montag, 05. Mai 2025 um 10:00 Uhr\nVon: "Ann Doe" <ann@example.com>\nAn: bob@example.com\nBetreff: Paket',
  'De : Ann Doe <ann@example.com>\nEnvoyé : lundi 5 mai 2025 10:00\nÀ : Bob <bob@example.com>\nObjet : Colis',
  'De: Ann Doe <ann@example.com>\nEnviado: lunes, 5 de mayo de 2025 10:00\nPara: Bob\nAsunto: Paquete',
  'De: Ann Doe <ann@example.com>\nEnviada em: segunda-feira, 5 de maio de 2025 10:00\nPara: Bob\nAssunto: Encomenda',
  'Da: Ann Doe <ann@example.com>\nInviato: lunedì 5 maggio 2025 10:00\nA: Bob\nOggetto: Pacco',
  'Van: Ann Doe <ann@example.com>\nVerzonden: maandag 5 mei 2025 10:00\nAan: Bob\nOnderwerp: Pakket',
  'Från: Ann Doe <ann@example.com>\nSkickat: den 5 maj 2025 10:00\nTill: Bob\nÄmne: Paket',
  'Fra: Ann Doe <ann@example.com>\nSendt: 5. maj 2025 10:00\nTil: Bob\nEmne: Pakke',
  'Lähettäjä: Ann Doe <ann@example.com>\nLähetetty: maanantai 5. toukokuuta 2025 10.00\nVastaanottaja: Bob\nAihe: Paketti',
  'Od: Ann Doe <ann@example.com>\nWysłano: poniedziałek, 5 maja 2025 10:00\nDo: Bob\nTemat: Paczka',
  'Od: Ann Doe <ann@example.com>\nOdesláno: pondělí 5. května 2025 10:00\nKomu: Bob\nPředmět: Balík',
  'От: Ann Doe <ann@example.com>\nОтправлено: 5 мая 2025 г. 10:00\nКому: Bob\nТема: Посылка',
  'Від: Ann Doe <ann@example.com>\nНадіслано: 5 травня 2025 р. 10:00\nКому: Bob\nТема: Посилка',
  'Kimden: Ann Doe <ann@example.com>\nGönderildi: 5 Mayıs 2025 Pazartesi 10:00\nKime: Bob\nKonu: Paket',
  '差出人: Ann Doe <ann@example.com>\n送信日時: 2025年5月5日 10:00\n宛先: Bob\n件名: 荷物',
  '发件人: Ann Doe <ann@example.com>\n发送时间: 2025年5月5日 10:00\n收件人: Bob\n主题: 包裹',
  '寄件者：Ann Doe <ann@example.com>\n寄件日期：2025年5月5日 10:00\n收件者：Bob\n主旨：包裹',
  '보낸 사람: Ann Doe <ann@example.com>\n보낸 날짜: 2025년 5월 5일 10:00\n받는 사람: Bob\n제목: 소포',
  'من: Ann Doe <ann@example.com>\nتم الإرسال: 5 مايو 2025 10:00\nإلى: Bob\nالموضوع: طرد',
  'מאת: Ann Doe <ann@example.com>\nנשלח: יום שני 5 מאי 2025 10:00\nאל: Bob\nנושא: חבילה',
  '*From:* Ann Doe <ann@example.com>\n*Sent:* Monday, May 5, 2025\n*To:* Bob\n*Subject:* Parcel',
  'From: Ann Doe <ann@example.com>\n\nSent: Monday, May 5, 2025\n\nTo: Bob\n\nSubject: Parcel',
  'From: Ann Doe <ann@example.com> Sent: Monday, May 5, 2025 10:00 To: Bob <bob@example.com> Subject: Parcel',
];

const rules: readonly string[] = [
  '-----Original Message-----',
  '----- Original Message -----',
  '-----Ursprüngliche Nachricht-----',
  '-------- Message d’origine --------',
  '-----Mensaje original-----',
  '-----Messaggio originale-----',
  '-----Oorspronkelijk bericht-----',
  '---------- Původní e-mail ----------',
  '-----Исходное сообщение-----',
  '------------------ 原始邮件 ------------------',
  '---------- Forwarded message ---------',
  '---------- Weitergeleitete Nachricht ----------',
];

const devices: readonly string[] = [
  'Sent from my iPhone',
  'Sent from my Samsung Galaxy smartphone.',
  'Sent from Mail for Windows',
  'Sent from Outlook for iOS<https://aka.ms/o0ukef>',
  'Get Outlook for Android<https://aka.ms/ghei36>',
  'Sent with Proton Mail secure email.',
  'Sent from Yahoo Mail on Android',
  'Von meinem iPhone gesendet',
  'Gesendet mit der GMX Mail App',
  'Von meinem Samsung Galaxy Smartphone gesendet.',
  'Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.',
  'Envoyé de mon iPhone',
  'Envoyé depuis mon téléphone Orange',
  'Enviado desde mi iPhone',
  'Enviado do meu iPhone',
  'Inviato da iPhone',
  'Verzonden vanaf mijn iPhone',
  'Skickat från min iPhone',
  'Tämä viesti on lähetetty iPhonesta',
  'Из моего iPhone',
  'Sendt fra min iPhone',
  'Lähetetty iPhonesta',
  'Wysłane z iPhone’a',
  'Odesláno z iPhonu',
  'Отправлено с iPhone',
  'Надіслано з iPhone',
  'iPhone’umdan gönderildi',
  'iPhoneから送信',
  '发自我的 iPhone',
  '나의 iPhone에서 보냄',
  'أُرسلت من الـ iPhone',
  'נשלח מה-iPhone שלי',
];

describe('replyTextOf', () => {
  it.each(introductions)('leaves out what follows "%s"', (introduction) => {
    expect(reply(`${answer}\n\n${introduction}\n\n${quoted}\n`)).toBe(answer);
    expect(reply(`${answer}\n\n${introduction}\n\n${unquoted}\n`)).toBe(answer);
    expect(reply(`${answer}\n${introduction}\n${quoted}`)).toBe(answer);
  });

  it.each(introductions.filter((line) => line.includes(' <ann')))(
    'finds "%s" however it is wrapped',
    (line) => {
      expect(reply(`${answer}\n\n${line.replace(' <ann', '\n<ann')}\n\n${quoted}\n`)).toBe(answer);
      expect(reply(`${answer}\n\n${line.replace('<ann', '<\nann')}\n\n${quoted}\n`)).toBe(answer);
    },
  );

  it.each(headers)('leaves out the mail below "%s"', (header) => {
    expect(reply(`${answer}\n\n${header}\n\n${unquoted}\n`)).toBe(answer);
    expect(reply(`${answer}\n\n________________________________\n${header}\n\n${unquoted}\n`)).toBe(answer);
  });

  it.each(rules)('leaves out the mail below "%s"', (rule) => {
    expect(reply(`${answer}\n\n${rule}\n${headers[0]}\n\n${unquoted}\n`)).toBe(answer);
  });

  it.each(devices)('leaves out the line "%s"', (device) => {
    expect(reply(`${answer}\n\n${device}\n`)).toBe(answer);
    expect(reply(`${answer}\n\n${device}\n\n${introductions[0]}\n\n${quoted}`)).toBe(answer);
  });

  it.each([
    '-- \nAnn Doe\nExample Ltd',
    '--\nAnn Doe\n+44 20 7946 0000',
    '—\nAnn Doe\nExample Ltd',
    '-Ann Doe',
    'Best regards,\n\nAnn Doe\nHead of Sales | Example Ltd\nwww.example.com',
    'Mit freundlichen Grüßen\nAnn Doe\n\nBeispiel GmbH\nTel. +49 30 123456',
  ])('leaves out the signature "%s"', (signature) => {
    expect(reply(`${answer}\n\n${signature}\n`)).toBe(answer);
    expect(reply(`${answer}\n\n${signature}\n\n${introductions[0]}\n\n${quoted}`)).toBe(answer);
  });

  it.each(['Thanks,\nAlex', 'Mit freundlichen Grüßen\n\nAnn Doe', 'З повагою,\nОля'])(
    'keeps the closing "%s" with a name below it',
    (closing) => {
      for (const introduction of introductions)
        expect(reply(`${answer}\n\n${closing}\n\n${introduction}\n\n${quoted}`)).toBe(
          `${answer}\n\n${closing}`,
        );
    },
  );

  it('keeps answers between quoted lines', () => {
    expect(reply('> one?\nyes\n> two?\nno')).toBe('yes\n\nno');
    expect(reply(`${introductions[0]}\n\n${quoted}\n\n${answer}\n\n-- \nAnn`)).toBe(answer);
  });

  it('takes the broken-off end of a quoted line for a quote', () => {
    const long = `> ${'word '.repeat(14)}`;
    expect(reply(`${answer}\n\n${long}\nand its end\n> next`)).toBe(answer);
  });

  it.each([
    'Best regards,\nAnn',
    'On Monday it was broken:\nit did not start.',
    'Please send the following by 05.05.2025 to service@example.com today:\n\n* order 12\n* colour red',
    'From: Berlin\nTo: Paris\nDate: 5 May 2025\nTwo persons',
    'Name: Ann Doe\nE-Mail: ann@example.com\nTelefon: 030 1234567\nNachricht: Wo ist mein Paket?',
    '--- Order ---\nTwo chairs\n--- Address ---\nMain Street 1',
    'I wrote to support@example.com on 5 May 2025 and got no answer.',
    'It was sent from my office in Paris, not from yours.',
    'I spoke to Mr Smith on 5 May 2025 at 10:00 and he wrote:\n"We will refund."\nPlease do so.',
    'The list:\n\n- Bread\n- Milk',
    'Steps\n----\n1. Open it\n\n----\n2. Close it',
    'The reference is\n-------------\nAB-12\n-------------\nPlease check it today.',
    'Am 05.05.2025 um 10:00 haben wir vereinbart:\nZwei Stühle.',
    'My address:\n\n--------\nAnn Doe\nTel. 030 1234567\n--------\nPlease send it there.',
    'Name: Ann Doe\nDate: 5 May 2025 10:30\nPhone: 555 1234\nEmail: ann@example.com\n\nIs it booked?',
  ])('keeps what only looks like a quote or signature: "%s"', (text) => {
    expect(reply(`Hello,\n\n${text}`)).toBe(`Hello,\n\n${text}`);
  });

  it('keeps everything where nothing else would be left', () => {
    expect(reply('> only this')).toBe('> only this');
    expect(reply('')).toBe('');
    expect(reply('-- \nAnn')).toBe('-- \nAnn');
  });

  it.each([
    [
      'Bulgarian',
      'От: Ann <ann@example.com>\nИзпратено: понеделник, 5 май 2025 г. 10:00\nДо: Bob\nТема: Поръчка',
    ],
    ['Hindi', 'प्रेषक: Ann <ann@example.com>\nभेजा गया: 5 मई 2025 10:00\nप्रति: Bob\nविषय: आदेश'],
    ['a language not known', 'Blu: Ann <ann@example.com>\nBla: 5.5.2025 10:00\nBli: Bob\nBlo: Parcel'],
    ['Notes', 'Ann <ann@example.com>\n05.05.2025 10:00\n\nAn\nbob@example.org\nKopie\n\nThema\nPaket'],
    ['GroupWise', '>>> Ann <ann@example.com> 05.05.25 10.00 Uhr >>>'],
    ['Turkish', '-----Özgün İleti-----'],
    ['QQ', '------------------&nbsp;原始邮件&nbsp;------------------'],
  ])('finds the copy of the answered mail in the manner of %s', (_, header) => {
    expect(reply(`${answer}\n\n${header}\n\n${unquoted}`)).toBe(answer);
  });

  it.each([
    'Outlook voor iOS downloaden<https://aka.ms/o0ukef>',
    '获取 Outlook for Android<https://aka.ms/AAb9ysg>',
    'Sent via the Samsung Galaxy S24 Ultra 5G, an AT&T 5G smartphone',
    'Отправлено из мобильной Яндекс Почты',
    'ส่งจาก iPhone ของฉัน',
    '==========\n田中太郎\nTEL 03-1234-5678\n==========',
    '**********\nAnn Doe\nDoe Inc., +1 555 123 4567',
  ])('leaves out the signature “%s”', (signature) => {
    expect(reply(`${answer}\n\n${signature}`)).toBe(answer);
  });

  it('gets to the end of hostile text', () => {
    const hostile = [
      'a:',
      '<a@b.example>',
      '>',
      '-',
      '--',
      'From: a@b.example',
      '_',
      'On 5 May 2025,',
      ' ',
    ].map((line) => `${line}\n`.repeat(100_000));
    hostile.push(
      'From: '.repeat(200_000),
      `On 5 May 2025 ${'x '.repeat(500_000)}`,
      `${'-'.repeat(1_000_000)}x`,
    );
    for (const text of hostile) expect(typeof reply(text)).toBe('string');
  });
});
