import type { FrameDescription } from './ipc-main.ts';

/** What a test may ask of the stand-in over the IPC channel of its process. */
export type ControlRequest =
  /** Lays out the answer of the next dialog. */
  | { readonly do: 'answer-dialog'; readonly answer: unknown }
  | { readonly do: 'read-record' }
  | { readonly do: 'click-notification'; readonly index: number }
  | { readonly do: 'choose-menu'; readonly id: string }
  /** Calls a handler as if the given frame had; null: a frame that is gone. */
  | {
      readonly do: 'invoke';
      readonly channel: string;
      readonly input: unknown;
      readonly contentsId: number;
      readonly senderFrame: FrameDescription | null;
    }
  | { readonly do: 'list-channels' }
  /** Tells the app that the process of its page has gone, though here it has not. */
  | { readonly do: 'tell-crash' }
  | { readonly do: 'set-bounds'; readonly bounds: Electron.Rectangle }
  | { readonly do: 'second-instance' }
  | { readonly do: 'resume' }
  | { readonly do: 'quit' };

export interface RecordSnapshot {
  readonly dialogs: readonly { readonly kind: string; readonly options: unknown; readonly answer: unknown }[];
  readonly notifications: readonly { readonly title: string; readonly body: string }[];
  readonly opened: readonly string[];
  readonly blocked: readonly string[];
  readonly badge: number;
}

export interface ControlMessage {
  readonly number: number;
  readonly request: ControlRequest;
}

/** `shown`: a window of the app stands, and a test may attach to it. */
export type ControlAnswer =
  | { readonly event: 'shown' }
  | { readonly number: number; readonly value: unknown }
  | { readonly number: number; readonly failure: string };
