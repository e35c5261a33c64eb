/**
 * The few words that mail programs put around a quote, in the languages that they come in. Where form alone decides
 * (a date, an address, a rule of dashes) no word is asked for; these settle what form leaves open.
 */

/** As whole words, in any letter case. */
function wordsOf(...alternatives: readonly string[]): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{M}])(?:${alternatives.join('|')})(?![\\p{L}\\p{M}])`, 'iu');
}

/** Scripts without blanks between words. */
function piecesOf(...alternatives: readonly string[]): RegExp {
  return new RegExp(`(?:${alternatives.join('|')})`, 'u');
}

const wrote = wordsOf(
  'wrote', 'writes', 'has written', 'schrieb(?:en)?', 'schreibt', 'geschrieben', 'écri(?:t|vait|vit)', 'escribi[oó]', 'escribe',
  'ha escrito', 'ha scritto', 'scri(?:sse|ve|veva)', 'escreveu', 'schreef', 'geschreven', 'schrijft', 'skrev', 'skriver',
  'skrifaði', 'kirjoitti', 'kirjoittaa', 'napisał(?:a|o|\\(a\\))?', 'pisze', 'napsal(?:a|\\(a\\))?', 'píše', 'napísal(?:a|\\(a\\))?',
  'написал(?:а|\\(а\\))?', 'писал(?:а|\\(а\\))?', 'пишет', 'написа(?:в|ла)', 'написав\\(ла\\)', 'пише', 'писав', 'yazdı', 'yazmış',
  'írta', 'a scris', 'έγραψε', 'γράφει', 'napisa(?:o|la|l)', 'је написа(?:о|ла)', 'написа', 'rakstīja', 'rašė', 'kirjutas',
  'đã viết', 'menulis', 'va escriure', 'ha escrit', 'كتبت?', 'تمت كتابة', 'כתבה?',
); // prettier-ignore
const wroteInPieces = piecesOf(
  '写道',
  '寫道',
  '書きました',
  'のメール',
  '님이 작성',
  '님이 쓴',
  '쓴 글',
  'เขียน',
);

/** Whether a line says that somebody wrote something. */
export function saysWrote(line: string): boolean {
  return wrote.test(line) || wroteInPieces.test(line);
}

/** Whether that is the last that the line says. */
export function endsWithWrote(line: string): boolean {
  const end = line.trimEnd().slice(-24);
  return saysWrote(/(?:^|\s)(\S+(?:\s\S+)?)$/u.exec(end)?.[1] ?? '');
}

const original = wordsOf(
  'original (?:message|mail|e-?mail)', 'replied message', 'forwarded (?:message|mail|by)', 'begin forwarded message', '(?:original|ursprüngliche) ?(?:nachricht|mail|e-mail)',
  'weitergeleitete(?:n|r)? (?:nachricht|mail|e-mail)', 'original-?nachricht', "message d['’]origine", 'message (?:original|initial|transféré|réexpédié)', 'mensaje (?:original|reenviado)',
  'mensagem (?:original|encaminhada|reencaminhada)', 'messaggio (?:originale|inoltrato)', 'oorspronkelijk bericht', 'origineel bericht', 'doorgestuurd bericht',
  'ursprungligt meddelande', 'originalmeddelande', 'vidarebefordrat (?:meddelande|brev)', 'oprindelig (?:besked|meddelelse|e-mail)', 'videresendt (?:besked|meddelelse|melding)',
  'opprinnelig (?:melding|e-post)', 'alkuperäinen viesti', '(?:välitetty|edelleenlähetetty) viesti', 'wiadomość oryginalna', 'oryginalna wiadomość',
  '(?:wiadomość przekazana|przekazana wiadomość)', 'původní (?:zpráva|e-mail)', 'přeposlan[áý] (?:zpráva|e-mail)', 'pôvodná správa', 'preposlaná správa',
  '(?:исходное|оригинальное|первоначальное) (?:сообщение|письмо)', '(?:пересылаемое|пересланное|перенаправленное) (?:сообщение|письмо)', '(?:вихідне|оригінальне) повідомлення', '(?:переслане|пересилане) повідомлення',
  '(?:orijinal|özgün|asıl) (?:mesaj|ileti|e-posta)', '(?:iletilen|yönlendirilen) (?:mesaj|ileti)', 'eredeti üzenet', 'továbbított (?:üzenet|levél)', 'mesaj (?:original|redirecționat)',
  'αρχικό μήνυμα', 'προωθημένο μήνυμα', 'izvorna poruka', 'proslijeđena poruka', 'thư gốc', 'pesan asli', 'missatge original',
  'الرسالة (?:الأصلية|المحولة)', 'رسالة (?:أصلية|محولة|معاد توجيهها)', 'ה?הודעה (?:ה?מקורית|שהועברה)',
); // prettier-ignore
const originalInPieces = piecesOf('元のメッセージ', '転送(?:され|メッセージ)', '原始邮件', '原邮件', '原始郵件', '原郵件', '转发(?:的)?邮件', '轉寄(?:的)?郵件', '原始信件', '원본 ?(?:메일|메시지)', '전달된 ?(?:메일|메시지)', 'ข้อความต้นฉบับ'); // prettier-ignore

/** Whether a line announces the mail that was answered or forwarded. */
export function announcesOriginal(line: string): boolean {
  return original.test(line) || originalInPieces.test(line);
}

export type LabelKind = 'from' | 'date' | 'to' | 'subject' | 'other';

const labels: Readonly<Record<LabelKind, string>> = {
  from: "from|von|de|da|van|från|fra|frá|lähettäjä|od|од|от|від|no|від кого|от кого|kimden|gönderen|feladó|de la|από|αποστολέας|expéditeur|mittente|remitente|remetente|afzender|avsändare|afsender|avsender|absender|nadawca|odesílatel|odosielateľ|saatja|nuo|dari|từ|از|प्रेषक|pošiljatelj|šalje|差出人|送信者|发件人|發件人|寄件者|寄件人|보낸 ?사람|발신|من|مرسل|المرسل|מאת|จาก",
  date: "sent|date|gesendet(?: am)?|datum|envoyé(?: le)?|enviat(?: el)?|изпратено|послато|saatmisaeg|saatmise aeg|nosūtīšanas laiks|đã gửi|ارسال(?: شده)?|भेजा गया|date d['’]envoi|enviad[oa](?: el| em| a)?|fecha(?: de envío)?|data(?: invio)?|inviato(?: il)?|verzonden|skickat|skickades|sendt|dato|lähetetty|päivä(?:ys|määrä)|wysłano|odesláno|odoslané|dátum|отправлено|дата|надіслано|gönderil(?:di|me tarihi)|gönderme tarihi|tarih|elküldve|küldve|küldés ideje|trimis(?: la)?|στάλθηκε|ημερομηνία|saadetud|kuupäev|išsiųsta|nosūtīts|poslano|ngày|tanggal|dikirim|送信日時|日付|日時|发送时间|發送時間|发送日期|日期|时间|時間|寄件日期|傳送時間|보낸 ?(?:날짜|시간)|날짜|تاريخ|التاريخ|تم الإرسال|إرسال|تاريخ الإرسال|נשלח|תאריך|วันที่|ส่ง",
  to: "to|до|adressaat|kam|iki|per a|به|प्रति|an|à|a|al|para|aan|till|til|kopi til|vastaanottaja|do|komu|pre|кому|kime|alıcı|címzett|către|la|προς|za|prima|destinatari(?:o|us)|destinataire|empfänger|ontvanger|mottaker|modtager|mottagare|kepada|đến|宛先|收件人|收件者|받는 ?사람|수신|إلى|الى|אל|ถึง",
  subject: "subject|assumpte|zadeva|موضوع|विषय|betreff|betrifft|objet|sujet|asunto|assunto|oggetto|onderwerp|ämne|emne|aihe|temat|předmět|predmet|тема|konu|tárgy|subiect|θέμα|efni|teema|tēma|tema|naslov|chủ đề|subjek|perihal|件名|主题|主題|主旨|标题|제목|الموضوع|نושא|נושא|เรื่อง",
  other: "cc|bcc|kopie|copie(?: à)?|kopi|копия|копія|copia|kopia|bilgi|másolat|reply-to|antwort an|répondre à|responder a|抄送|副本|참조|نسخة|עותק|importance|wichtigkeit|priorität",
}; // prettier-ignore

const labelForms = Object.entries(labels).map(([kind, words]) => ({
  kind: kind as LabelKind,
  form: new RegExp(`^(?:${words})$`, 'iu'),
}));

/** What a label of a mail header, as mail programs copy it above a quote, stands for; null for any other word. */
export function labelKind(label: string): LabelKind | null {
  const clean = label.trim().replace(/\s+/g, ' ').normalize('NFC');
  return labelForms.find(({ form }) => form.test(clean))?.kind ?? null;
}
