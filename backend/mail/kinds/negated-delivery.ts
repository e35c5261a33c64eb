import { type NearWords, nearFinder } from './near-words.ts';

/**
 * Delivery and its failure side by side, in the languages of mail systems: they inflect and word it in too many ways to
 * list sentences. Stems are looked for at the beginning of words, except in scripts without blanks.
 */
const languages: readonly NearWords[] = [
  ["not|cannot|can't|couldn't|wasn't|weren't|unable|fail\\w*|impossible|unsuccessful\\w*|refused|rejected|aborted|problem\\w*", 'deliver\\w*'],
  ['nicht|kein\\w*|fehl\\w*|gescheitert|misslungen|unmoglich', 'zustell\\w*|zugestellt|zuzustellen|ubermitt\\w*|ausliefer\\w*|ausgeliefert|auszuliefern'],
  ["pas|non|impossible|echec|echoue\\w*|erreur|n'a pu|refus\\w*", 'remis\\w*|remettre|distribu\\w*|livr\\w*|delivr\\w*|achemin\\w*'],
  ['no|nao|error|erro|fallo|fallida|falha\\w*|falhou|impossivel|imposible', 'entreg\\w*'],
  ['non|impossibile|mancat\\w*|errore|fallit\\w*', 'recapit\\w*|consegn\\w*'],
  ['niet|mislukt|fout', 'bezorg\\w*|aflever\\w*|afgeleverd|bestelbaar'],
  ['inte|ej|icke|ikke|fel|fejl|feil|misslyck\\w*|mislyk\\w*', 'lever\\w*|olever\\w*'],
  ['ei|epaonnist\\w*|virhe\\w*', 'toimit\\w*'],
  ['nie|blad|niepowodzeni\\w*', 'dostarcz\\w*|dorecz\\w*'],
  ['ne\\w*|selhal\\w*|zlyhal\\w*|chyba', 'doruc\\w*'],
  ['nem|sikertelen|hiba\\w*', 'kezbesit\\w*|tovabbit\\w*'],
  ['nu|imposibil|esua\\w*|eroare', 'livr\\w*'],
  ['не|ні|сбой|ошибк\\p{L}*|невозможн\\p{L}*|неможлив\\p{L}*|помилк\\p{L}*|неуспеш\\p{L}*|грешк\\p{L}*|није', 'достав\\p{L}*|испоруч\\p{L}*'],
  ['δεν|αδυνατ\\p{L}*|αποτυχ\\p{L}*|μη', 'παραδ\\p{L}*'],
  ['edilemed\\w*|edilemez|edilemiyor|edilemeyen|basarisiz\\w*|hata\\w*', 'teslim\\w*|ilet\\w*'],
  ['nije|nisu|ni|nemoguce|neuspj\\w*|neusp\\w*', 'isporuc\\w*|dostav\\w*|uruc\\w*'],
  ['nepavyk\\w*|negali\\w*|klaida|neizdev\\w*|nevar|kluda', 'pristat\\w*|piegad\\w*'],
  ['ei|nurju\\w*|viga', 'toimeta\\w*'],
  ['no|error|impossible', 'lliur\\w*'],
  ['khong|that bai|loi', 'gui|chuyen|phat'],
  ['tidak|gagal', '(?:di|ter)?kirim\\w*|dihantar\\w*'],
  ['לא|כשל|נכשל\\p{L}*', '\\p{L}?(?:מסיר|נמסר|מסור)\\p{L}*'],
  ['لم|تعذر|فشل|غير', '\\p{L}{0,2}(?:تسليم|توصيل)\\p{L}*'],
  ['نشد|نشده|نمی|عدم|ناموفق|خطا', 'تحویل|ارسال'],
]; // prettier-ignore
const withoutBlanks: readonly NearWords[] = [
  ['でき(?:ません|ない|ず|なか)|不能|不可|失敗|エラー|されません|届きません', '配信|配送|送信|配達|送達|届'],
  ['失败|失敗|无法|無法|未能|未成功|不成功|错误', '投递|投遞|送达|送達|传递|傳遞|发送|發送|寄送|传送|傳送|递送'],
  ['실패|되지|하지 ?못|할 수 없|불가|오류', '배달|전송|전달|발송|배송|송신'],
  ['ไม่สามารถ|ไม่สำเร็จ|ล้มเหลว', 'ส่ง'],
  ['नहीं|विफल', 'डिलीवर|वितरित'],
]; // prettier-ignore

/** Where a folded text (see fold-words.ts) says that something was not delivered; null where it does not. */
export const negatedDelivery = nearFinder(languages, withoutBlanks);
