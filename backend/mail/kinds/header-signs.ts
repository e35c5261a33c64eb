import { fieldOf, type HeaderField } from '../mime/header-block.ts';
import type { ReadMail } from '../mime/mail-content.ts';
import { delayWords, failureInSubject, successInSubject } from './failure-phrases.ts';
import { foldWords } from './fold-words.ts';

/** Something that speaks for or against a kind; the weights are added up. */
export interface Sign {
  readonly weight: number;
  readonly words: string;
  /** True: only a machine does so. */
  readonly isMachine?: boolean;
  /** True: of machines only a mail system; parcel services have senders and return paths like theirs. */
  readonly isMailSystem?: boolean;
}

/** Senders whose mail with a returned mail in it is a non-delivery report (G10, `ndr-senders-list`). */
export const defaultNdrSenders: readonly string[] = ['mailer-daemon', 'postmaster', 'mmdf'];

export type HeaderSource = Pick<
  ReadMail,
  'from' | 'to' | 'subject' | 'inReplyTo' | 'references' | 'replyTo'
> & {
  readonly fields: readonly HeaderField[];
};

/** A mail that was read, before it is known what it is. */
export type NatureSource = HeaderSource & Pick<ReadMail, 'to' | 'text' | 'attachments'>;

export function localPartOf(address: string): string {
  const at = address.lastIndexOf('@');
  return (at === -1 ? address : address.slice(0, at)).toLowerCase();
}

const daemon =
  /^(?:mailer[-_.]?d(?:a|e)e?mon|mail[-_.]?daemon|mailerdaemon|mmdf|maildaemon|mdaemon|microsoftexchange[0-9a-f]{20,40}|mail[-_.]?deliver(?:y|er)?(?:[-_.]?(?:sub)?system)?|e\d{3}_smtp_mail_service|smtp[-_]?daemon|daemon|undeliverable|mailsystem|mail[-_]system)$/;
const administrator =
  /^(?:postoffice|mailmaster|mail[-_.]?admin(?:istrator)?|mailadmin|exchange|administrator|systemadmin(?:istrator)?|inetgw\d*|majordomo|listserv|mailman|sympa|ecartis|mailmarshal|mail-?sweeper|interscan|imss|mailfoundry|ironport|barracuda|bounces?|bounced?[-+=].*|returned?[-_.]?mail|ndr|dsn|smtp|mailgateway|mail[-_.]?gateway|gateway|gwia|mta|root|mail|qmailr|internet|.*smtp.*|.*(?:mail|smtp|virus|exchange)[-_.]?(?:gateway|server|scanner)s?)$/;
/** RFC 5321 §4.5.1, in its spellings. */
export function isPostmaster(local: string): boolean {
  return /^post[._-]?master$/.test(local);
}

/** VERP and the like. */
const bounceAddress = /(?:^|[-_.+=])bounces?(?:$|[-_.+=])|^(?:return|returns|verp|errors?)[-_.+=]/;
const daemonName =
  /mail(?:er)?[ -]?(?:deliver(?:y|er)?|daemon|system)(?!\w)|sieve (?:sub)?system|delivery (?:sub)?system|(?:message|internet|email) delivery|postmaster|system administrator|mail administrator|microsoft outlook|exchange administrator|systemadministrator|administrateur syst|administrador del sistema|amministratore di sistema|mail router|mailsweeper|jetmail system|virus ?wall|network administrator|system attendant|mail server|メール配信|管理者|系统管理员|系統管理員|邮件系统|администратор|почтовая/i;

/** What the header alone says for a return message. */
export function headerSigns(source: HeaderSource): readonly Sign[] {
  const { fields } = source;
  const signs: Sign[] = [];
  const add = (weight: number, words: string) =>
    signs.push({ weight, words, isMachine: true, isMailSystem: true });
  const addMachine = (weight: number, words: string) => signs.push({ weight, words, isMachine: true });
  const addOther = (weight: number, words: string) => signs.push({ weight, words });
  const value = (name: string) => fieldOf(fields, name) ?? '';

  const local = localPartOf(source.from?.address ?? '');
  const name = source.from?.name ?? '';
  if (daemon.test(local)) add(6, `the sender is ${local}`);
  else if (isPostmaster(local)) add(3, `the sender is ${local}`);
  else if (administrator.test(local)) addMachine(2, `the sender is ${local}`);
  if (
    !/^post ?master/i.test(name.trim() || local) &&
    (daemonName.test(name) || daemonName.test(local.replace(/[._-]/g, ' ')))
  )
    addMachine(3, `the sender calls itself ${name}`);
  if (fields.some((field) => field.name === 'return-path' && /^<?\s*>?$/.test(field.value)))
    addMachine(3, 'the return path is empty');
  else if (daemon.test(localPartOf(value('return-path').replace(/[<>]/g, ''))))
    add(3, 'the return path is a mail system');
  if (/<\s*>/.test(value('from'))) add(2, 'the sender has no address');
  else if (value('from') === '') addMachine(2, 'there is no sender');

  if (source.to.some(({ address }) => bounceAddress.test(localPartOf(address))))
    add(3, 'it was sent to an address for returned mail');

  if (value('x-failed-recipients') !== '') add(6, 'X-Failed-Recipients');
  if (
    /^true\b/i.test(value('x-ms-exchange-message-is-ndr')) ||
    fields.some((field) => field.name === 'x-ms-exchange-message-is-ndr')
  )
    add(8, 'Exchange marks it as a report');
  if (/content-classes:dsn/i.test(value('content-class'))) add(6, 'Content-Class says report');
  if (/^delivery report/i.test(value('message-type'))) add(6, 'Message-Type says report');
  if (fields.some((field) => field.name === 'x-ms-embedded-report')) add(3, 'X-MS-Embedded-Report');
  if (/report-type\s*=\s*"?delivery-status/i.test(value('content-type')))
    add(5, 'report-type delivery-status');
  else if (/^multipart\/report/i.test(value('content-type'))) add(4, 'multipart/report');
  if (value('x-mlserver') !== '') add(2, 'sent by a list server');
  if (/^auto-(?:replied|generated|notified)/i.test(value('auto-submitted'))) addMachine(2, 'Auto-Submitted');
  else if (value('x-autogenerated') !== '') addMachine(1, 'X-Autogenerated');

  const isNamed = signs.some(({ weight }) => weight >= 3);
  if (!isNamed && fields.some(({ name: field }) => /^list-(?:id|unsubscribe)$/.test(field)))
    addOther(-3, 'it comes from a mailing list');

  const title = foldWords((source.subject ?? '').slice(0, 500));
  const subject = failureInSubject(title) ?? delayWords(title) ?? successInSubject(title);
  if (subject !== null) addOther(4, `the subject says “${subject}”`);

  if (isReplyOrForward(source.subject ?? '')) addOther(-5, 'the subject is a reply or forward');
  if (
    fields.some(({ name: field }) => /^(?:user-agent|x-mailer)$/.test(field)) &&
    personalMailer.test(value('user-agent') + value('x-mailer'))
  )
    addOther(-3, 'written with a mail program');
  if (
    fields.some(({ name: field }) => field === 'x-originating-ip' || field === 'x-mimeole') &&
    !daemon.test(local)
  )
    addOther(-1, 'written by a person');
  return signs;
}

/** Begins as mail programs mark replies and forwards, in their languages. */
export function isReplyOrForward(subject: string): boolean {
  return /^\s*(?:re|r|rif|aw|sv|vs|antw?|ynt|ilt|odp|odg|atb|hs|vá|vl|res|απ|σχετ|fwd?|i|wg|tr|rv|enc|rvs|vb|doorst|pd|pr|továbbítás|πρθ|ha|ftw|回复|答复|回覆|转发|轉寄|답장|회신|전달|返信|転送|الرد|رد|إعادة توجيه|השב|הועבר)\s*(?:\[\d+\]|\(\d+\)|\d+)?\s*[:：]/iu.test(
    subject,
  );
}

const personalMailer =
  /outlook(?! express macintosh)|thunderbird|apple mail|iphone|ipad|mutt\/|mozilla|evolution|kmail|eudora|pine|the bat|webmail|roundcube|squirrelmail|pegasus|claris|lotus notes release|airmail|k-9|microsoft office/i;

export function sumOf(signs: readonly Sign[]): number {
  return signs.reduce((sum, { weight }) => sum + weight, 0);
}
