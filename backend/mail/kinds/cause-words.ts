import type { FailureCause } from '../../../contract/domain/mail-kind.ts';
import { foldWords } from './fold-words.ts';
import { fullMailbox, unknownDomain, unknownMailbox } from './mailbox-words.ts';

/**
 * How servers put it, in the order in which it is asked: what is exact before what is vague. Phrases are compared
 * folded (see fold-words.ts), as they stand; no patterns, so the time is linear.
 */
const words: readonly (readonly [cause: FailureCause, phrases: readonly string[]])[] = [
  ['unreachable', ['delivery temporarily suspended']],
  ['try-later', ['greylist', 'graylist', 'grey list', 'gray list', 'greylisting']],
  ['mailbox-full', [
    'mailbox full', 'mailbox is full', 'mailfolder is full', 'mail box full', 'mailbox size limit', 'mailbox limit', 'quota exceed', 'exceeded quota', 'over quota', 'overquota',
    'over-quota', 'over disk quota', 'disk quota', 'exceeded storage', 'storage allocation', 'exceeds storage', 'quota reached', 'exceed quota', 'exceed the quota', 'exceeded the quota', 'exceeded its quota', 'exceeded his quota',
    'exceeded their quota', 'insufficient disk space', 'not enough storage space', 'not enough disk space', 'mailbox has exceeded', 'mailbox would exceed', 'mail box space not enough', 'mailbox space not enough', 'no space left in', 'user is over', 'is over the limit', 'quotaexceeded',
    'out of storage', 'inbox is full', 'inbox full', 'mail quota', 'storage quota', 'recipient storage full', 'reached disk quota', 'mailbox_full', 'quota full', 'maildir over', 'exceeded his/her', 'box is full', 'account is full', 'user quota', 'exceeding the maximum space', 'maximum mailbox', 'too much mail',
    'postfach voll', 'postfach ist voll', 'postfach des empfangers ist voll', 'quota uberschritten', 'speicherplatz', 'boite pleine', 'boite aux lettres pleine', 'boite aux lettres est pleine', 'quota depasse', 'depasse son quota', 'espace disque insuffisant', 'boite de reception est pleine',
    'buzon lleno', 'buzon esta lleno', 'bandeja de entrada del destinatario esta llena', 'cuota excedida', 'excedido su cuota', 'excedido la cuota', 'casella piena', 'casella di posta piena', 'casella postale piena', 'quota superata', 'caixa de entrada cheia', 'caixa postal cheia', 'caixa de correio cheia',
    'postvak vol', 'postvak is vol', 'skrzynka pelna', 'skrzynka jest pelna', 'przepelnion', 'ящик переполнен', 'ящик получателя переполнен', 'превышена квота', 'превышен лимит', 'переполнен', 'メールボックスがいっぱい', 'メールボックスが一杯', 'メールボックスの容量', '容量を超え', '容量が一杯', '容量オーバー',
    '邮箱已满', '信箱已满', '邮箱空间不足', '空间不足', '信箱已滿', '郵箱已滿', '信箱空間不足', '사서함이 가득', '편지함이 가득', '용량 초과', '용량이 초과', 'kotasi dolu', 'kutusu dolu', 'plna schranka', 'schranka je plna', 'postafiok megtelt', 'postlada er full', 'inkorg ar full', 'postboks er full', 'postkassen er fuld', 'full mailbox', 'quota', 'cuota', 'квот', 'out of space',
  ]],
  ['virus', [
    'virus', 'malware', 'malicious', 'trojan', 'infected', 'phishing', 'executable attachment', 'blocked attachment', 'banned file', 'attachment type', 'banned attachment', '病毒', 'вирус', 'ウイルス',
  ]],
  ['unknown-domain', [
    'host unknown', 'unknown host', 'domain not found', 'host not found', 'no such domain', 'unknown domain', 'bad destination system', 'nxdomain', 'domain name not found', 'host or domain name', 'unrouteable mail domain', 'unroutable mail domain', 'unrouteable domain', 'name service error', 'domain does not exist',
    "domain doesn't exist", 'no mx record', 'no mx or a', 'mx record', 'null mx', 'nullmx', 'does not accept mail (nullmx)', 'does not receive mail', 'dns error', 'dns lookup fail', "couldn't find any host", 'can not find host', 'cannot find your recipients domain', 'name or service not known', 'no valid hosts', 'no such host', 'invalid domain', 'all relevant mx records point to non-existent hosts', 'domain has no mail exchangers', 'could not resolve', 'cannot resolve', 'illegal host/domain', 'ドメインが見つかりません', 'ドメインは存在', '域名不存在', 'domain konnte nicht gefunden', "domaine n'existe pas", "nom de domaine n'existe pas", 'domaine introuvable', 'dominio no existe', 'dominio inesistente', 'dominio non trovato', 'dominio nao existe', 'домен не существует', 'домен не найден',
  ]],
  ['moved', [
    'has moved', 'user has moved', 'changed address', 'address has changed', 'new address', 'no longer works', 'no longer at this company', 'has left the', 'mailbox has moved', 'moved to',
    'nicht mehr im unternehmen', "n'est plus dans l'entreprise",
  ]],
  ['mailbox-closed', [
    'account disabled', 'account is disabled', 'account has been disabled', 'mailbox disabled', 'mailbox is disabled', 'is disabled', 'user disabled', 'account inactive', 'is inactive', 'inactive account', 'mailbox is inactive', 'inactive user', 'not active', 'account is not active', 'account suspended', 'suspended', 'account has been suspended', 'account deactivated', 'deactivated', 'account closed', 'account is closed', 'has been closed', 'account expired', 'account has expired', 'mailbox unavailable or disabled', 'mailbox is locked', 'account locked', 'account is locked', 'mailbox locked', 'discontinued', 'has been deleted', 'abandoned',
    'temporarily disabled', 'temporarily locked', 'konto deaktiviert', 'postfach deaktiviert', 'gesperrt', 'compte desactive', 'compte est desactive', 'compte suspendu', 'boite desactivee', 'cuenta desactivada', 'cuenta suspendida', 'cuenta deshabilitada', 'account disattivato', 'casella disabilitata', 'conta desativada', 'conta suspensa', 'ящик заблокирован', 'заблокирован', 'отключен', '帐号已停用', '账号已停用', '已停用', '已被禁用', '帳號已停用', 'アカウントは無効', '利用停止', '휴면', '정지된 계정',
  ]],
  ['too-large', [
    'message too large', 'message too big', 'message is too large', 'message size exceeds', 'size exceeds', 'exceeds maximum message size', 'exceeds the maximum size', 'exceeded maximum incoming message size', 'maximum message size', 'message file too big', 'message is too big', 'larger than the current system limit', 'too large to', 'size limit', 'exceeds size limit', 'exceeded the size', 'fixed maximum message size', 'max message size', 'message length exceeds', 'message header size', 'resourcesrestricted', 'msg too big', 'too big for',
    'nachricht zu gross', 'nachricht ist zu gross', 'maximale grosse', 'zu gross', 'maximum incoming message', 'trop volumineux', 'taille maximale', 'trop gros', 'demasiado grande', 'tamano maximo', 'troppo grande', 'dimensione massima', 'dimensioni massime', 'tamanho maximo', 'muito grande', 'te groot', 'слишком большо', 'превышает максимальный размер', '邮件过大', '邮件太大', '超过大小', '超过了', 'サイズが大きすぎ', 'サイズ制限', 'サイズが制限', '너무 큽니다',
  ]],
  ['unknown-address', [
    'user unknown', 'unknown user', 'no such user', 'no such recipient', 'unknown recipient', 'recipient unknown', 'unknown local part', 'unknown address', 'address unknown', 'no such address', 'no such account', 'unknown account', 'no such mailbox', 'mailbox unknown', 'unknown mailbox', 'mailbox not found', 'mailbox does not exist', "mailbox doesn't exist", 'user not found', 'user does not exist', "user doesn't exist", 'account does not exist', "account that you tried to reach does not exist", 'recipient not found', 'address not found', 'addressee unknown', 'does not exist', "doesn't exist", 'not exist', 'non-existent', 'nonexistent', 'no longer exist', 'invalid recipient', 'recipient invalid', 'invalid user', 'invalid mailbox', 'invalid address', 'bad destination mailbox', 'recipient address rejected: user', 'recipient address rejected: undeliverable', 'not a valid user', 'not a valid mailbox', 'not a valid recipient', 'is not a valid', 'not listed in', 'no mailbox here', 'no mailbox by that name', "doesn't have a", "does not have a", 'recipnotfound', 'not our customer', 'not a known user', 'unknown to address', 'user invalid', 'illegal user', 'illegal alias', 'unknown or illegal', 'unrouteable address', 'unroutable address', 'recipient name is not recognized', 'name is not recognized', "couldn't be found", 'could not be found', "wasn't found", 'was not found at', 'e-mail account does not exist', 'email account that you', 'email address could not be found', 'verify that the recipient', 'mailbox unavailable', 'mailbox not available', "can't verify recipient", 'no valid recipient', 'recipient does not exist', 'not known at', 'is unknown', 'unable to find', 'not found in directory', 'not listed in domino directory', 'nosuchuser', 'no local mailbox', 'no mailbox', 'no user', 'destination address', 'address rejected', 'recipient rejected', 'bad address', 'undeliverable address', 'not in my', 'invalid/inactive', 'unknown name', 'vdeliver: invalid', 'the account or domain may not exist', 'user does not', 'not a valid address', 'incorrect', 'user doesn',
    'benutzer unbekannt', 'unbekannter benutzer', 'unbekannter empfanger', 'empfanger unbekannt', 'empfanger nicht gefunden', 'konnte nicht gefunden werden', 'wurde nicht gefunden', 'existiert nicht', 'nicht bekannt', 'nicht vorhanden', "n'existe pas", 'utilisateur inconnu', 'destinataire inconnu', 'adresse inconnue', 'introuvable', "n'a pas ete trouve", 'destinatario desconocido', 'usuario desconocido', 'no existe', 'no se encontro', 'no se ha encontrado', 'utente sconosciuto', 'destinatario sconosciuto', 'non esiste', 'inesistente', 'non e stato trovato', 'usuario desconhecido', 'destinatario desconhecido', 'nao existe', 'nao foi encontrado', 'inexistente', 'onbekende gebruiker', 'bestaat niet', 'niet gevonden', 'okand anvandare', 'finns inte', 'hittades inte', 'finnes ikke', 'findes ikke', 'ukendt', 'ukjent', 'ei loytynyt', 'tuntematon', 'nie istnieje', 'nieznany', 'nie znaleziono', 'neexistuje', 'nenalezen', 'neznamy', 'nem letezik', 'ismeretlen', 'nu exista', 'utilizator necunoscut', 'пользователь не найден', 'неизвестный пользователь', 'не существует', 'не найден', 'неизвестн', 'недействител', 'нет такого', 'δεν υπαρχει', 'δεν βρεθηκε', 'bulunamadi', 'mevcut degil', 'bilinmeyen kullanici', 'לא נמצא', 'لم يتم العثور', 'غير موجود', '見つかりません', '存在しません', '存在しない', 'ユーザーが不明', '宛先不明', 'ユーザ不明', 'あて先', '用户不存在', '不存在', '未找到', '找不到', '无效用户', '收件人无效', '無此', '查無此', '존재하지 않', '찾을 수 없', '없는 사용자', '없는 계정', 'ไม่พบ', 'khong ton tai', 'khong tim thay', 'tidak ditemukan', 'tidak ada', 'ne postoji', 'ne obstaja', 'neexistuje',
  ]],
  ['loop', [
    'loop', 'looping', 'loops', 'too many hops', 'hop count', 'too many received', 'routing loop', 'schleife', 'boucle', 'bucle', 'ループ',
  ]],
  ['authentication', [
    'dmarc', 'dkim', 'spf', 'sender policy framework', 'unauthenticated email', 'not pass authentication', 'authentication checks', 'sender id', 'ptr record', 'reverse dns', 'reverse hostname', 'rdns', 'no ptr', 'missing a ptr', 'fcrdns', 'helo',
  ]],
  ['spam', [
    'spam', 'spammer', 'spamming', 'spam-', 'junk', 'unsolicited', 'bulk mail', 'bulk email', 'content rejected', 'message content', 'rejected due to content', 'content reject', 'content filter', 'message was rejected by', 'spamverdacht', 'indesirable', 'correo no deseado', 'posta indesiderata', 'спам', '垃圾', '迷惑メール', '스팸',
  ]],
  ['blocked', [
    'blacklist', 'black list', 'blocklist', 'block list', 'blocked using', 'dnsbl', 'rbl', 'spamhaus', 'sorbs', 'spamcop', 'barracuda', 'poor reputation', 'reputation', 'ip address has been', 'banned sending', 'client host', 'sender address rejected', 'sender rejected', 'sender denied', 'sender is blocked', 'sender blocked', 'your ip', 'blocked by', 'is blocked', 'has been blocked', 'bad sender', 'listed at', 'listed in', 'ip blocked', 'sender verify', 'blocked', '黑名单', '黑名單', 'черный список', 'черном списке', 'liste noire', 'lista negra', 'sperrliste', 'schwarze liste',
  ]],
  ['too-many', [
    'too many', 'rate limit', 'ratelimit', 'throttl', 'exceeded the rate', 'receiving mail too quickly', 'receiving mail at a rate', 'sending limit', 'hourly', 'max recipients', 'too fast', 'limit exceeded', 'exceeded the max', 'exceeded the maximum number', 'trop de', 'demasiados', 'zu viele', '发送过多', '过于频繁', '频率',
  ]],
  ['encryption', [
    'tls', 'starttls', 'certificate', 'encryption needed', 'encryption required', 'must issue a starttls', 'ssl',
  ]],
  ['unreachable', [
    'connection refused', 'connection timed out', 'no route to host', 'network is unreachable', 'unable to connect', 'could not connect', "couldn't connect", "can't connect", 'cannot connect', 'failed to connect', 'lost connection', 'conversation with', 'host is unreachable', 'not responding', 'not reachable', 'establish an smtp connection', 'connection reset', 'connection dropped',
  ]],
  ['not-allowed', [
    'relay', 'not permitted', 'not allowed', 'not authorized', 'not authorised', 'unauthorized', 'access denied', 'permission', 'denied', 'restricted', 'refused by', 'policy', 'prohibited', 'not accept', 'rejected by', 'administrative prohibition', 'delivery not authorized', 'only accepts', 'members only', 'not accepting', 'security', 'forbidden', 'transaction failed', 'nicht berechtigt', 'nicht erlaubt', 'verweigert', 'abgelehnt', "n'est pas autorise", 'non autorise', 'refuse', 'no tiene permiso', 'no permitido', 'denegado', 'rechazado', 'non autorizzato', 'rifiutato', 'negato', 'nao autorizado', 'nao permitido', 'recusad', 'отклонен', 'запрещен', 'отказано', '拒绝', '拒絕', '拒否', '許可されて', '권한', '거부',
  ]],
  ['expired', [
    'expired', 'timed out', 'time out', 'timeout', 'retry time', 'retry timeout', 'too long', 'maximum delivery attempts', 'delivery time', 'queue too long', 'has not been collected', 'in the queue too', 'giving up', 'attempts', 'max retries', 'could not be delivered for', 'hours', 'delivery attempt', 'for days', 'unable to deliver', '超时', '逾時', 'タイムアウト', 'zeituberschreitung', 'delai', 'tiempo de espera', 'время ожидания',
  ]],
  ['unreachable', [
    'connection refused', 'connection timed', 'connect to', 'unreachable', 'no route to host', 'network is', 'could not connect', 'cannot connect', "couldn't connect", "can't connect", 'unable to connect', 'failed to connect', 'establish an smtp connection', 'lost connection', 'connection reset', 'connection dropped', 'connection closed', 'not responding', 'no answer from host', 'did not respond', 'host down', 'conversation with', 'server busy', 'service not available', 'service unavailable', 'deferred', 'connection', 'no response', 'nicht erreichbar', 'keine verbindung', 'injoignable', 'no se pudo conectar', 'irraggiungibile', 'недоступен', '无法连接', '連線', '接続',
  ]],
  ['try-later', [
    'greylist', 'graylist', 'grey list', 'try again', 'try later', 'temporarily', 'temporary', 'please retry', 'come back later', 'resources', 'vorubergehend', 'temporairement', 'temporalmente', 'временно', '稍后', '一時的',
  ]],
  ['bad-address', [
    'syntax', 'malformed', 'bad recipient address syntax', 'invalid format', 'illegal character', 'ambiguous', 'not fully qualified', 'non-ascii', 'smtputf8',
  ]],
  ['bad-content', [
    'conversion', 'format error', '8bit', 'bare lf', 'line too long', 'message header', 'invalid header', 'rfc 5322', 'rfc 2822', 'invalid content', 'not rfc',
  ]],
  ['server-error', [
    'local error', 'internal error', 'system error', 'configuration error', 'local configuration', 'software error', 'io error', 'i/o error', "can't create output", 'cannot append', 'no space left', 'out of memory', 'command output', 'cannot open', 'local delivery failed', 'server error', 'lookup failure', 'misconfigur', 'not implemented', 'unrecognized', 'pipe', 'transport', 'storedrv', 'service currently',
  ]],
]; // prettier-ignore

const longestWords = 4000;

/** Short Latin words are also found in names: only as words of their own. */
function seekerOf(phrase: string): (text: string) => boolean {
  const sought = foldWords(phrase);
  if (!/^[a-z0-9]{1,4}$/.test(sought)) return (text) => text.includes(sought);
  const word = new RegExp(`(?<![a-z0-9])${sought}(?![a-z0-9])`);
  return (text) => word.test(text);
}

/** What is worded in too many ways to list. */
const seekersOf: Readonly<Partial<Record<FailureCause, (text: string) => boolean>>> = {
  'mailbox-full': (text) => fullMailbox(text) !== null,
  'unknown-domain': (text) => unknownDomain(text),
  'unknown-address': (text) => unknownMailbox(text) !== null,
};

const folded = words.map(([cause, phrases]) => {
  const seeker = seekersOf[cause];
  return [cause, [...phrases.map(seekerOf), ...(seeker ? [seeker] : [])]] as const;
});

/** What the words of a server mean; null where they say nothing known. */
export function causeOfWords(text: string): FailureCause | null {
  return firstOf(folded, text);
}

const unmistakable = new Set<FailureCause>([
  'mailbox-full',
  'unknown-domain',
  'mailbox-closed',
  'too-large',
  'unknown-address',
  'loop',
]);
const sure = folded.filter(([cause]) => unmistakable.has(cause));

/** As `causeOfWords`, for a whole notice with its usual phrases: only what those do not hold. */
export function causeOfNotice(text: string): FailureCause | null {
  return firstOf(sure, text);
}

function firstOf(causes: typeof folded, text: string): FailureCause | null {
  const said = foldWords(text.slice(0, longestWords));
  return causes.find(([, seekers]) => seekers.some((isIn) => isIn(said)))?.[0] ?? null;
}
