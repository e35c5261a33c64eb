import { attributionLength } from './attribution.ts';
import { hasAddress, isQuoted, isRule, plainLine } from './quote-shapes.ts';

/** Longer than this below a mere dash is no signature. */
const maxLines = 12;
const maxLength = 900;
/** Lines looked at below. */
const reach = 60;

/**
 * Whether a signature begins at this line of the answer and runs to its end or to the next quote: below `-- `, a dash
 * or a rule, after a name with a dash before it, or with the line that a telephone adds.
 */
export function startsSignature(lines: readonly string[], at: number): boolean {
  const line = plainLine(lines[at] ?? '');
  if (line === '' && !isRule(lines[at] ?? '')) return false;
  if (/^--\s?$/.test(line)) return (lines[at] ?? '') === '-- ' || isShort(lines, at + 1);
  if (/^(?:[—–―]+|_{2,}|-{2,3})$/.test(line)) return isShort(lines, at + 1) && isCompact(lines, at + 1);
  if (/^_{20,}$/.test(line)) return isShort(lines, at + 1);
  if (isDeviceLine(line)) return true;
  if (/^[-–—~]{1,2}\p{Lu}[\p{L}.'’-]*(?: \p{Lu}[\p{L}.'’-]*){0,3}$/u.test(line))
    return (lines[at - 1] ?? '').trim() === '' && isLast(lines, at);
  // A box or a rule around contact details, as in Japan; it then begins the signature, not the closing above it.
  if (isRule(lines[at] ?? '')) return (lines[at - 1] ?? '').trim() === '' && isBoxed(rest(lines, at + 1));
  return isClosing(line) && !isRule(nextFilled(lines, at + 1)) && isContact(rest(lines, at + 1));
}

const sentWords =
  /^(?:sent|get|gesendet|envoyée?|obtenez|télécharge[rz]|enviad[oa]|obtener|obtenir|holen sie sich|hol dir|enviat|изпратено|послато|saadetud|išsiųsta|nosūtīts|đã gửi|obter|inviat[oa]|scarica|ottieni|verzonden|verstuurd|download|skickat|skickades|hämta|skaffa|sendt|hent|få|lähetetty|hanki|wysłan[eoy]|pobierz|odesláno|odoslané|stáhnout|získat|отправлено|скачать|надіслано|elküldve|küldve|trimis|στάλθηκε|poslano|dikirim|được gửi|أُ?رسلت?|تم الإرسال|נשלח|von meine[mr]|diese (?:nachricht|e-?mail|mail) wurde von mein|mein(?:em)?|desde mi|dal mio|от моего|из моего|з мого|tämä viesti on)(?![\p{L}\p{M}]| me | you | us | him | them | it )/iu;
const sentEnd =
  /(?:gesendet|versendet|verzonden|gönderildi|gönderilmiştir|から送信(?:されました)?|에서 ?(?:보냄|보낸 메일|전송)|傳送|发送|發送|küldve|lähetetty|skickat|sendt)\.?$/iu;
const sentInPieces = /^(?:发自|發自|從我的|从我的|通过我的|傳送自|나의|내|ส่งจาก) ?|から送信/u;
const device =
  /\b(?:iphon|ipad|ipod|apple|macbook|mac|imac|android|galaxy|samsung|huawei|xiaomi|redmi|oneplus|pixel|nokia|htc|lg|sony|xperia|motorola|blackberry|windows|outlook|gmail|yahoo|proton ?mail|tuta(?:nota)?|thunderbird|k-9|bluemail|typeapp|aquamail|mailspring|spark|airmail|superhuman|newton|edison|zoho|icloud|aol|gmx|web\.de|mail|mailbox|e-?mail|smartphone|smartfon|unterwegs|handy|mobile?|mobiltelefon|phone|telefon|téléphone|tablet|tablette|teléfono|móvil|celular|dispositivo|appareil|device|gerät|5g|4g|orange|vodafone|verizon|t-mobile|o2|ios|app)\w*/iu;

/** `Sent from my iPhone`, `Von meinem Samsung gesendet`, `Get Outlook for iOS<…>`. */
export function isDeviceLine(line: string): boolean {
  // Even with an address in it that tracks its readers.
  if (line.length > 2_000) return false;
  const words = plainLine(line)
    .replace(/[<([]?https?:\/\/[^\s>)\]]+[>)\]]?/g, '')
    .replace(/^[-–—_(["“„*]+\s*|[\s)\]"”*]+$/g, '')
    .trim();
  const sentence = words.replace(/, (?:an?|the) [^,]{3,30} (?:smartphone|phone|tablet|device)$/i, '');
  // `Get Outlook for iOS`, in any language: names of products are not translated.
  if (/\boutlook\b/i.test(words) && /\b(?:ios|android)\b/i.test(words) && !/[,;!?:.]/.test(words))
    return words.split(/\s+/).length <= 8;
  if (words === '' || words.length > 80 || /[,;!?:]/.test(sentence)) return false;
  // Own words in a sentence do not name a device right behind `sent`, or go on after it.
  const isSent = sentWords.test(words) || sentEnd.test(words) || sentInPieces.test(words);
  if (!isSent) return false;
  if (device.test(words) || /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/.test(words))
    return sentence.split(/\s+/).length <= 10;
  return (
    /^(?:sent (?:from|via|with|using) (?:my|a|the)|gesendet (?:von|mit) meine[mr]|envoyé (?:de|depuis) mon|enviado desde mi|inviato dal mio|verzonden vana?f mijn|отправлено (?:из|со?)|надіслано (?:з|із)) /iu.test(
      words,
    ) &&
    words.split(/\s+/).length <= 8 &&
    !words.endsWith('.')
  );
}

/** `Best regards,` and the like: the last words before a name. Kept with the answer unless contact details follow. */
const closings =
  /^(?:(?:(?:with |many )?(?:best|kind|warm|kindest|warmest)(?: and \w+)? )?(?:regards|wishes)|yours(?: sincerely| faithfully| truly)?|sincerely(?: yours)?|respectfully|cheers|thanks(?: (?:and|&) (?:best |kind )?regards)?|thank you|many thanks|mit (?:freundlichen|besten|lieben|herzlichen|vielen) grü(?:ß|ss)en|(?:freundliche|beste|liebe|viele|herzliche|schöne) grü(?:ß|ss)e|mfg|hochachtungsvoll|(?:bien )?(?:cordialement|amicalement|sincèrement)(?: vôtre)?|(?:meilleures |sincères )?salutations(?: distinguées)?|(?:un )?(?:cordial |cordiales )?saludos?(?: cordiales)?|atentamente|atenciosamente|cumprimentos|com os melhores cumprimentos|(?:cordiali|distinti) saluti|cordialmente|met vriendelijke groeten?|(?:vriendelijke|hartelijke) groeten?|mvg|(?:med )?(?:vänliga|vennlig|venlig|bästa|beste|bedste)(?:e)? hils(?:en|ninger|ningar)|mvh|ystävällisin terveisin|terveisin|z poważaniem|pozdrawiam|s pozdravem|с уважением|з повагою|saygılarımla|iyi çalışmalar|üdvözlettel|tisztelettel|cu stimă|με εκτίμηση|敬具|よろしくお願い(?:いた|致)します|此致|敬上|顺祝商祺|감사합니다|مع أطيب التحيات|مع التحية|בברכה)[,.!。，]?$/iu;

function nextFilled(lines: readonly string[], from: number): string {
  return lines.slice(from, from + 4).find((line) => line.trim() !== '') ?? '';
}

function isClosing(line: string): boolean {
  return line.length < 60 && closings.test(line);
}

/** Lines below a closing that are more than a name: a post, a firm, a telephone, an address. */
function isContact(lines: readonly string[]): boolean {
  const filled = lines.filter((line) => line !== '');
  if (filled.length < 2 || filled.length > maxLines || filled.some((line) => line.length > 100)) return false;
  return filled
    .slice(1)
    .some(
      (line) =>
        hasAddress(line) ||
        /\bwww\.|https?:\/\/|[|•·]| @ |\b(?:gmbh|ag|ltd|inc|llc|plc|s\.?a\.?r?\.?l?|s\.?p\.?a|b\.?v|a\/?s|oy|ab|kft|s\.?r\.?o|sp\. z o\.?o)\b/i.test(
          line,
        ) ||
        (line.match(/\d/g)?.length ?? 0) >= 6,
    );
}

/** Contact details with nothing but a rule below them. */
function isBoxed(lines: readonly string[]): boolean {
  const end = lines.findIndex(isRule);
  if (end !== -1 && lines.slice(end).some((line) => line !== '' && !isRule(line))) return false;
  return isContact(end === -1 ? lines : lines.slice(0, end));
}

/** What follows in the answer, up to the next quote. */
function rest(lines: readonly string[], from: number): readonly string[] {
  const below = lines.slice(from, from + reach);
  const end = below.findIndex((line, at) => isQuoted(line) || attributionLength(below, at) > 0);
  return below.slice(0, end === -1 ? undefined : end).map(plainLine);
}

function isShort(lines: readonly string[], from: number): boolean {
  const below = rest(lines, from).filter((line) => line !== '');
  return below.length <= maxLines && below.join('').length <= maxLength;
}

/** A signature below a mere dash has no other rule in it, and no long lines. */
function isCompact(lines: readonly string[], from: number): boolean {
  const below = rest(lines, from).filter((line) => line !== '');
  return below.length > 0 && below.every((line) => line.length <= 80 && !isRule(line));
}

/** Whether nothing but a quote, a rule and what is below it follows. */
function isLast(lines: readonly string[], at: number): boolean {
  if ((lines[at + 1] ?? '').trim() !== '') return false;
  const next = lines.slice(0, at + reach).findIndex((line, place) => place > at && line.trim() !== '');
  const line = lines[next] ?? '';
  return next === -1 || isQuoted(line) || isRule(line) || attributionLength(lines, next) > 0;
}
