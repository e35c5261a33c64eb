import type { ReadAddress } from '../../../contract/domain/mail-address.ts';
import type { MailKind } from '../../../contract/domain/mail-kind.ts';
import type { ReadMail } from '../../mail/mime/mail-content.ts';
import type { MailHeaders } from '../mail-headers.ts';

/** A text of a mail as rules look at it. */
export interface FactText {
  readonly text: string;
  /** Composed, in lower case, every run of blanks and line ends one blank. */
  readonly folded: string;
}

/** What rules know of a mail. */
export interface MailFacts {
  /** Address and name of each person, each a text of its own. */
  readonly from: readonly FactText[];
  readonly to: readonly FactText[];
  readonly cc: readonly FactText[];
  readonly subject: readonly FactText[];
  readonly body: readonly FactText[];
  readonly replyText: readonly FactText[];
  readonly header: (name: string) => readonly FactText[];
  readonly attachments: readonly { readonly name: string; readonly type: string; readonly size: number }[];
  readonly kind: MailKind;
  readonly language: string | null;
  /** Name of the service access that the mail came by. */
  readonly serviceAccess: string | null;
  /** Key of the service group that it leads to. */
  readonly group: string;
  /** Bytes. */
  readonly size: number;
  readonly spam: boolean;
}

/** Of a longer text the beginning is looked at: what a rule is after stands there, and the time is bounded. */
const longestFact = 100_000;
/** People beyond these are not looked at. */
const mostPeople = 500;

/** Gathers the facts of a mail; what is costly is worked out when a rule first asks. */
export function gatherFacts(
  mail: ReadMail,
  headers: MailHeaders,
  placed: Pick<MailFacts, 'language' | 'serviceAccess' | 'group' | 'size'>,
): MailFacts {
  const kept = new Map<string, readonly FactText[]>();
  const once = (name: string, make: () => readonly string[]): readonly FactText[] => {
    const before = kept.get(name);
    if (before) return before;
    const made = make().map(factText);
    kept.set(name, made);
    return made;
  };
  return {
    ...placed,
    get from() {
      return once('from', () => textsOf(mail.from ? [mail.from] : []));
    },
    get to() {
      return once('to', () => textsOf(mail.to));
    },
    get cc() {
      return once('cc', () => textsOf(mail.cc));
    },
    get subject() {
      return once('subject', () => [mail.subject ?? '']);
    },
    get body() {
      return once('body', () => [mail.text]);
    },
    get replyText() {
      return once('replyText', () => [mail.replyText]);
    },
    header: (name) => once(`header ${name.toLowerCase()}`, () => headers.all(name)),
    attachments: mail.attachments.map(({ name, type, size }) => ({ name: name ?? '', type, size })),
    kind: mail.nature.kind,
    spam: mail.nature.spam?.flagged === true,
  };
}

function textsOf(people: readonly ReadAddress[]): readonly string[] {
  return people
    .slice(0, mostPeople)
    .flatMap(({ name, address }) => (name === '' || name === address ? [address] : [address, name]));
}

/** A text to be looked at; folded when that is first needed. */
export function factText(whole: string): FactText {
  const text = whole.slice(0, longestFact);
  let folded: string | null = null;
  return {
    text,
    get folded() {
      folded ??= fold(text);
      return folded;
    },
  };
}

/** As texts are compared. */
export function fold(text: string): string {
  return text.normalize('NFC').toLowerCase().replaceAll(/\s+/g, ' ').trim();
}
