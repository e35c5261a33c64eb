import type { StoreApi } from 'zustand/vanilla';
import type { DraftSafety } from '../../../contract/desktop.ts';
import type { Draft, DraftAttachment, DraftKind } from '../../../contract/domain/draft.ts';
import type { AttachmentId } from '../../../contract/domain/ids.ts';
import type { Outgoing } from '../../../contract/domain/outgoing.ts';
import type { FilledResponse } from '../../../contract/domain/response.ts';
import type { InlineImages } from '../../editor/inline-images.ts';
import type { Accepted } from './checks.ts';
import type { Fields, InvalidRecipient, ReplyState } from './reply-state.ts';

/** The editor, as the store sees it. */
export interface ReplyDocument {
  readonly read: () => string;
  readonly write: (html: string) => void;
}

/** Asks the server for the draft: the interaction's, or one by its id. */
export type OpenDraft = (kind: DraftKind) => Promise<Draft>;

/** What can be done with the draft that is open. */
export interface ReplyActions {
  readonly open: () => Promise<void>;
  /** The document for an editor that is about to mount. */
  readonly startHtml: () => string;
  readonly connectDocument: (document: ReplyDocument) => () => void;
  readonly documentChanged: () => void;
  readonly change: (fields: Partial<Fields>, invalid?: readonly InvalidRecipient[]) => void;
  readonly applySafety: (safety: DraftSafety) => void;
  /** Shows what somebody else has put into the draft, unless the agent's own words conflict with it. */
  readonly refresh: () => Promise<void>;
  /** Keeps what is not kept yet, now. */
  readonly keepNow: () => Promise<void>;
  readonly switchKind: (kind: DraftKind) => Promise<void>;
  readonly keepMine: () => Promise<void>;
  readonly takeTheirs: () => void;
  readonly refuseRecovery: () => void;
  readonly acceptRecovery: () => void;
  readonly attach: (files: readonly File[]) => Promise<void>;
  /** What comes with a response whose text was inserted: its files, and its subject unless the agent wrote one. */
  readonly takeResponse: (
    filled: FilledResponse,
    attaching: () => Promise<readonly DraftAttachment[]>,
  ) => Promise<void>;
  readonly detach: (id: AttachmentId) => Promise<void>;
  readonly cancelUpload: (key: string) => Promise<void>;
  readonly retryUpload: (key: string) => void;
  readonly dismissUpload: (key: string) => void;
  readonly applyProgress: (key: string, sent: number) => void;
  readonly dismissFailure: () => void;
  /** Shows what went wrong elsewhere on this draft. */
  readonly report: (error: unknown) => void;
  /** What makes sending pointless, shown where it was asked for; false: nothing. */
  readonly findRefusal: () => boolean;
  /** What was handed over; null: it was not. A second call while the first is under way does nothing. */
  readonly send: (accepted: Accepted) => Promise<Outgoing | null>;
  /** True when it is gone. */
  readonly discard: () => Promise<boolean>;
  readonly images: InlineImages;
}

export interface ReplyStore extends StoreApi<ReplyState> {
  readonly actions: ReplyActions;
}
