import { languageOf } from '../../dictionaries/cultures.ts';

/** What stands above a quoted mail, in the language of the answer. */
export interface QuoteWords {
  /** With `{date}` and `{name}`. */
  readonly wrote: string;
  readonly forwarded: string;
  readonly from: string;
  readonly date: string;
  readonly subject: string;
  readonly to: string;
  readonly cc: string;
}

type Line = readonly [
  language: string,
  wrote: string,
  forwarded: string,
  from: string,
  date: string,
  subject: string,
  to: string,
  cc: string,
];

const english: Line = [
  'en', 'On {date}, {name} wrote:', 'Forwarded message', 'From', 'Date', 'Subject', 'To', 'Cc',
]; // prettier-ignore

const lines: readonly Line[] = [
  english,
  ['fr', 'Le {date}, {name} a écrit :', 'Message transféré', 'De', 'Date', 'Objet', 'À', 'Cc'],
  ['de', 'Am {date} schrieb {name}:', 'Weitergeleitete Nachricht', 'Von', 'Datum', 'Betreff', 'An', 'Cc'],
  ['es', 'El {date}, {name} escribió:', 'Mensaje reenviado', 'De', 'Fecha', 'Asunto', 'Para', 'Cc'],
  ['it', 'Il {date}, {name} ha scritto:', 'Messaggio inoltrato', 'Da', 'Data', 'Oggetto', 'A', 'Cc'],
  ['pt', 'Em {date}, {name} escreveu:', 'Mensagem encaminhada', 'De', 'Data', 'Assunto', 'Para', 'Cc'],
  ['nl', 'Op {date} schreef {name}:', 'Doorgestuurd bericht', 'Van', 'Datum', 'Onderwerp', 'Aan', 'Cc'],
  ['sv', 'Den {date} skrev {name}:', 'Vidarebefordrat meddelande', 'Från', 'Datum', 'Ämne', 'Till', 'Kopia'],
  ['da', 'Den {date} skrev {name}:', 'Videresendt meddelelse', 'Fra', 'Dato', 'Emne', 'Til', 'Cc'],
  ['nb', 'Den {date} skrev {name}:', 'Videresendt melding', 'Fra', 'Dato', 'Emne', 'Til', 'Kopi'],
  ['nn', 'Den {date} skreiv {name}:', 'Vidaresend melding', 'Frå', 'Dato', 'Emne', 'Til', 'Kopi'],
  ['fi', '{name} kirjoitti {date}:', 'Välitetty viesti', 'Lähettäjä', 'Päivä', 'Aihe', 'Vastaanottaja', 'Kopio'],
  ['pl', 'Dnia {date} {name} pisze:', 'Przekazana wiadomość', 'Od', 'Data', 'Temat', 'Do', 'DW'],
  ['cs', 'Dne {date} {name} píše:', 'Přeposlaná zpráva', 'Od', 'Datum', 'Předmět', 'Komu', 'Kopie'],
  ['sk', 'Dňa {date} {name} píše:', 'Preposlaná správa', 'Od', 'Dátum', 'Predmet', 'Komu', 'Kópia'],
  ['hu', '{name} ezt írta ({date}):', 'Továbbított üzenet', 'Feladó', 'Dátum', 'Tárgy', 'Címzett', 'Másolat'],
  ['ro', 'La {date}, {name} a scris:', 'Mesaj redirecționat', 'De la', 'Data', 'Subiect', 'Către', 'Cc'],
  ['tr', '{name}, {date} tarihinde yazdı:', 'İletilen ileti', 'Kimden', 'Tarih', 'Konu', 'Kime', 'Bilgi'],
  ['el', 'Στις {date}, {name} έγραψε:', 'Προωθημένο μήνυμα', 'Από', 'Ημερομηνία', 'Θέμα', 'Προς', 'Κοιν.'],
  ['ru', '{date}, {name} пишет:', 'Пересланное сообщение', 'От', 'Дата', 'Тема', 'Кому', 'Копия'],
  ['uk', '{date}, {name} пише:', 'Переслане повідомлення', 'Від', 'Дата', 'Тема', 'Кому', 'Копія'],
  ['bg', 'На {date} {name} написа:', 'Препратено съобщение', 'От', 'Дата', 'Относно', 'До', 'Копие'],
  ['ar', 'في {date}، كتب {name}:', 'رسالة معاد توجيهها', 'من', 'التاريخ', 'الموضوع', 'إلى', 'نسخة'],
  ['he', 'ב-{date}, מאת {name}:', 'הודעה שהועברה', 'מאת', 'תאריך', 'נושא', 'אל', 'עותק'],
  ['ja', '{date}、{name}:', '転送メッセージ', '差出人', '日時', '件名', '宛先', 'Cc'],
  ['zh', '{date}，{name} 写道：', '转发的邮件', '发件人', '日期', '主题', '收件人', '抄送'],
  ['ko', '{date}, {name} 작성:', '전달된 메시지', '보낸 사람', '날짜', '제목', '받는 사람', '참조'],
]; // prettier-ignore

const byLanguage = new Map(lines.map((line) => [line[0], line]));

/** The words for a culture; English for a language that is not in the table. */
export function quoteWords(culture: string): QuoteWords {
  const [, wrote, forwarded, from, date, subject, to, cc] = byLanguage.get(languageOf(culture)) ?? english;
  return { wrote, forwarded, from, date, subject, to, cc };
}
