import { type NearWords, nearFinder } from './near-words.ts';

const full: readonly NearWords[] = [
  ['mail ?box\\w*|in-?box|mail ?folder|maildir|account', 'full|over ?flow\\w*'],
  ['postfach\\w*|posteingang\\w*|mailbox', 'voll\\w*|uberfull\\w*|uberschritten'],
  ['boite\\w*|bal|messagerie', 'plein\\w*|satur\\w*|depass\\w*'],
  ['buzon|bandeja|casilla|caixa|mailbox', 'llen[oa]|chei[oa]|excedid[oa]|lotad[oa]'],
  ['casell\\w*|posta|mailbox', 'pien[oa]|esaurit\\w*|superat\\w*'],
  ['postvak|mailbox|inbox', 'vol'],
  ['brevlad\\w*|inkorg\\w*|postlad\\w*|postboks\\w*|innboks\\w*|postkass\\w*|indbakke\\w*|mailbox\\w*', 'full\\w*|fuld\\w*'],
  ['postilaatik\\w*|sahkopostilaatik\\w*', 'tayn\\w*|taysi'],
  ['skrzynk\\w*', 'peln\\w*|przepeln\\w*|zapeln\\w*'],
  ['schrank\\w*', 'pln\\w*|preplnen\\w*|zaplnen\\w*'],
  ['postafiok\\w*|postalad\\w*', 'megtelt|tele|betelt'],
  ['casut\\w*|cutia', 'plin\\w*'],
  ['ящик\\p{L}*|скриньк\\p{L}*|кути\\p{L}*', 'переполн\\p{L}*|заполн\\p{L}*|полон|переповн\\p{L}*|пълн\\p{L}*|препълн\\p{L}*'],
  ['γραμματοκιβωτι\\p{L}*|θυριδ\\p{L}*', 'γεματ\\p{L}*|πληρ\\p{L}*'],
  ['kutusu|kutunuz|kotasi', 'dolu\\w*|doldu\\w*|asildi|asti'],
  ['\\p{L}?תיבת', 'מלאה'],
  ['صندوق|علبة', 'ممتلئ\\p{L}*|ممتلي\\p{L}*|پر'],
  ['hop thu', 'day'],
  ['kotak', 'penuh'],
  ['sanducic\\w*|pretinac\\w*|nabiralnik\\w*', 'pun\\w*|prepun\\w*|poln\\w*'],
]; // prettier-ignore
const fullWithoutBlanks: readonly NearWords[] = [
  ['メールボックス|受信箱|受信トレイ|メール容量', 'いっぱい|一杯|満杯|超過|超え|オーバー'],
  ['邮箱|信箱|郵箱|收件箱|收件匣', '满|滿|空间不足|空間不足|容量不足|超额'],
  ['사서함|편지함|메일함', '가득|초과|꽉|부족'],
  ['กล่อง', 'เต็ม'],
]; // prettier-ignore

/** Where a folded text says that a mailbox is full, in the languages of mail systems; null where it does not. */
export const fullMailbox = nearFinder(full, fullWithoutBlanks);

const unknown: readonly NearWords[] = [
  ['users?|mailbox\\w*|recipients?|addressees?|accounts?|address\\w*|person', "unknown|nonexist\\w*|(?:not|n't|no longer) (?:exist\\w*|found|listed|valid|known|recogni[sz]ed)|no such|invalid"],
  ['benutzer\\w*|postfach\\w*|empfanger\\w*|adresse\\w*|konto|mailadresse', 'unbekannt\\w*|existier\\w* (?:\\w+ )?nicht|nicht (?:mehr )?(?:gefunden|bekannt|vorhanden|existent|aufgefuhrt|eingetragen)|ungultig\\w*|gibt es nicht'],
  ['utilisateur|destinataire|adresse|compte|boite', "inconnue?|inexistante?|introuvable|n'existe (?:pas|plus)|invalide|non repertorie|pas repertorie"],
  ['usuario|destinatario|direccion|cuenta|buzon|conta|endereco|caixa', 'desconocid[oa]|inexistente|no existe|no encontrad[oa]|invalid[oa]|no figura|desconhecid[oa]|nao existe|nao encontrad[oa]'],
  ['utente|destinatario|indirizzo|casella|account', 'sconosciut[oa]|inesistente|non esiste|non trovat[oa]|non valid[oa]|non presente'],
  ['gebruiker|geadresseerde|ontvanger|adres|postvak', 'onbekend\\w*|bestaat niet|niet gevonden|ongeldig'],
  ['anvandare\\w*|mottagare\\w*|adress\\w*|bruger\\w*|bruker\\w*|modtager\\w*|mottaker\\w*|konto\\w*', 'okand|finns inte|hittades inte|ukendt|ukjent|findes ikke|finnes ikke|ugyldig|ogiltig|ikke fundet|ikke funnet'],
  ['uzytkownik\\w*|adresat\\w*|odbiorc\\w*|adres\\w*|skrzynk\\w*|konto', 'nieznan\\w*|nie istnieje|nie znaleziono|nie ma|niepoprawn\\w*|nieprawidlow\\w*'],
  ['uzivatel\\w*|pouzivatel\\w*|prijemc\\w*|adresat\\w*|adresa|schranka', 'neznam\\w*|neexistuje|nenalezen\\w*|nenasiel'],
  ['felhasznalo|cimzett|cim|postafiok', 'ismeretlen|nem letezik|nem talalhato'],
  ['пользовател\\p{L}*|адресат\\p{L}*|получател\\p{L}*|адрес|ящик|користувач\\p{L}*', 'неизвест\\p{L}*|не найден\\p{L}*|не существует|отсутствует|невідом\\p{L}*|не існує|не знайдено'],
  ['χρηστη\\p{L}*|παραληπτη\\p{L}*|διευθυνση', 'αγνωστ\\p{L}*|δεν υπαρχει|δεν βρεθηκε'],
  ['kullanici|alici|adres\\w*|hesap', 'bilinmeyen|bulunamadi|yok|gecersiz|mevcut degil'],
  ['domino', '(?:directory|verzeichnis|annuaire|directorio|rubrica|adressbuch|katalog\\w*)'],
]; // prettier-ignore
const unknownWithoutBlanks: readonly NearWords[] = [
  ['ユーザー?|アドレス|宛先|受信者|アカウント', '見つかりません|存在しま?せ?ん?|不明|無効|ありません'],
  ['用户|使用者|收件人|地址|账号|帐号|帳號|邮箱|信箱', '不存在|未找到|找不到|无效|無效|查无|查無|未知'],
  ['사용자|주소|수신자|받는 ?사람|계정', '존재하지|찾을 수 없|없는|없습니다|알 수 없'],
]; // prettier-ignore

/** Where a folded text says that nobody has the address; null where it does not. */
export const unknownMailbox = nearFinder(unknown, unknownWithoutBlanks);

/** Whether a folded text says that there is no such domain; where it names one, its name stands between. */
export function unknownDomain(foldedText: string): boolean {
  return /(?:domain|domaine|dominio|domane|домен|host|hote)(?: name)?(?: \S{3,100})? (?:does not exist|doesn't exist|(?:was |could )?not (?:be )?found|n'existe pas|no existe|non esiste|nao existe|existiert nicht|nicht gefunden|introuvable|non trovato|не существует)/.test(
    foldedText,
  );
}
