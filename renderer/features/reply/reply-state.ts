import type {
  Draft,
  DraftAttachment,
  DraftContent,
  DraftKind,
  Recipient,
} from '../../../contract/domain/draft.ts';
import type { Failure } from '../../../contract/error.ts';

export type RecipientField = 'to' | 'cc' | 'bcc';
export const recipientFields: readonly RecipientField[] = ['to', 'cc', 'bcc'];

/** How safe the newest words are. */
export type SaveState =
  | { readonly state: 'untouched' }
  | { readonly state: 'typing' }
  /** In the journal on this computer. */
  | { readonly state: 'local' }
  /** In the storage of this browser only: the web edition does not answer. */
  | { readonly state: 'browser' }
  /** Also on the server. */
  | { readonly state: 'server' }
  | { readonly state: 'failed'; readonly failure: Failure };

/** opening ──► open ◄──► sending ──► closed;  opening ──► failed ──retry──► opening */
export type Phase =
  | { readonly state: 'opening' }
  | { readonly state: 'failed'; readonly failure: Failure }
  | { readonly state: 'open' }
  | { readonly state: 'sending' }
  | { readonly state: 'closed' };

/** Two versions of the text exist; the person chooses. `mine` is what the editor shows. */
export interface Conflict {
  readonly mine: DraftContent;
  readonly theirs: Draft;
}

/** Text from before an interruption was put back; `saved` is what the server had. */
export interface Recovery {
  readonly keptAt: string;
  readonly saved: DraftContent;
}

export interface Upload {
  readonly key: string;
  readonly name: string;
  readonly size: number;
  /** Bytes that have left this computer; null: the server has the file already and attaches it itself. */
  readonly sent: number | null;
  /** Null while it is under way. */
  readonly failure: Failure | null;
  /** False: it has to be put in anew, as a picture at its place in the text. */
  readonly canRetry: boolean;
}

/** An entry that is no address; it stays in its field until it is mended or removed. */
export interface InvalidRecipient {
  readonly field: RecipientField;
  readonly text: string;
}

/** What the person edits besides the text, which lives in the editor. */
export type Fields = Omit<DraftContent, 'html'>;

export interface ReplyState {
  readonly phase: Phase;
  /** The draft as the server last told it: identity, sender, group, revision. */
  readonly draft: Draft | null;
  readonly kind: DraftKind;
  readonly fields: Fields;
  /** Whom the draft was addressed to when it was opened. */
  readonly suggested: readonly Recipient[];
  readonly invalid: readonly InvalidRecipient[];
  readonly saved: SaveState;
  readonly conflict: Conflict | null;
  readonly recovery: Recovery | null;
  readonly attachments: readonly DraftAttachment[];
  readonly uploads: readonly Upload[];
  /** Why something that the person asked for did not happen: sending, discarding, switching. */
  readonly failure: Failure | null;
}

export const initialState: ReplyState = {
  phase: { state: 'opening' },
  draft: null,
  kind: 'reply',
  fields: { to: [], cc: [], bcc: [], subject: '', culture: 'en-US' },
  suggested: [],
  invalid: [],
  saved: { state: 'untouched' },
  conflict: null,
  recovery: null,
  attachments: [],
  uploads: [],
  failure: null,
};

export function fieldsOf({ to, cc, bcc, subject, culture }: DraftContent): Fields {
  return { to, cc, bcc, subject, culture };
}

export function contentOf({ to, cc, bcc, subject, culture, html }: DraftContent): DraftContent {
  return { to, cc, bcc, subject, culture, html };
}

/** Adds recipients that are not in any field yet; addresses are the same whatever their case. */
export function addRecipients(fields: Fields, field: RecipientField, added: readonly Recipient[]): Fields {
  const present = new Set(
    recipientFields.flatMap((each) => fields[each].map((recipient) => recipient.address.toLowerCase())),
  );
  const fresh = added.filter((recipient) => {
    const address = recipient.address.toLowerCase();
    if (present.has(address)) return false;
    present.add(address);
    return true;
  });
  return { ...fields, [field]: [...fields[field], ...fresh] };
}

export function removeRecipient(fields: Fields, field: RecipientField, address: string): Fields {
  return { ...fields, [field]: fields[field].filter((recipient) => recipient.address !== address) };
}

export function allRecipients(fields: Fields): readonly Recipient[] {
  return recipientFields.flatMap((field) => fields[field]);
}
