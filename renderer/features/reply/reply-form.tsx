import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { Interaction } from '../../../contract/domain/interaction.ts';
import { readHtml, writeHtml } from '../../editor/html/document-html.ts';
import { MailEditor } from '../../editor/mail-editor.tsx';
import { useMailEditor } from '../../editor/use-mail-editor.ts';
import { useStrings } from '../../strings/strings.ts';
import { AttachmentList } from './attachment-list.tsx';
import { ChecksDialog } from './checks-dialog.tsx';
import { ConflictChoice } from './conflict-choice.tsx';
import { DiscardDialog } from './discard-dialog.tsx';
import { DropTarget } from './drop-target.tsx';
import { Recipients } from './recipients.tsx';
import { ReplyBar } from './reply-bar.tsx';
import { ReplyHead } from './reply-head.tsx';
import { ReplyNotices } from './reply-notices.tsx';
import type { ReplyStore } from './reply-store.ts';
import { replyStrings } from './strings.ts';
import { SubjectField } from './subject-field.tsx';
import { useSending } from './use-sending.ts';

export interface ReplyFormProps {
  readonly store: ReplyStore;
  readonly interaction: Interaction | null;
  readonly onClosed: () => void;
}

/** The open draft: fields, text, files, and what can be done with it. */
export function ReplyForm({ store, interaction, onClosed }: ReplyFormProps) {
  const strings = useStrings(replyStrings);
  const { actions } = store;
  const state = useStore(store);
  const [isDiscarding, setIsDiscarding] = useState(false);
  const editor = useMailEditor({
    html: actions.startHtml(),
    images: actions.images,
    extensions: [],
    onChange: actions.documentChanged,
    onBlur: () => void actions.keepNow(),
    onFiles: (dropped) => void actions.attach(dropped),
  });
  const sending = useSending(store, editor, interaction, onClosed);

  useEffect(
    () =>
      actions.connectDocument({
        read: () => readHtml(editor.state.doc),
        write: (html) => {
          writeHtml(editor, html);
        },
      }),
    [actions, editor],
  );

  async function discard(): Promise<void> {
    if (await actions.discard()) onClosed();
  }

  const { draft, fields, kind, phase, conflict } = state;
  if (draft === null) return null;
  const name = {
    reply: strings.reply,
    'reply-all': strings.replyAll,
    forward: strings.forward,
    new: strings.newMail,
  };

  return (
    <DropTarget
      label={name[kind]}
      onFiles={(files) => void actions.attach(files)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing)
          return;
        event.preventDefault();
        event.stopPropagation();
        sending.begin();
      }}
    >
      <ReplyHead
        kind={kind}
        saved={state.saved}
        onKind={(next) => void actions.switchKind(next)}
        onClose={() => {
          void actions.keepNow();
          onClosed();
        }}
      />
      <ReplyNotices recovery={state.recovery} failure={state.failure} actions={actions} />
      {conflict === null ? null : (
        <ConflictChoice
          conflict={conflict}
          onMine={() => void actions.keepMine()}
          onTheirs={actions.takeTheirs}
        />
      )}
      <div className="reply-sheet" inert={conflict !== null || phase.state === 'sending'}>
        <MailEditor editor={editor}>
          <div className="reply-fields">
            <div className="reply-row">
              <span className="reply-label">{strings.from}</span>
              <bdi className="reply-from">
                {draft.from.name === '' ? null : <span>{draft.from.name}</span>} {draft.from.address}
              </bdi>
            </div>
            <Recipients fields={fields} invalid={state.invalid} onChange={actions.change} />
            <SubjectField
              value={fields.subject}
              onChange={(subject) => {
                actions.change({ subject });
              }}
            />
          </div>
        </MailEditor>
        <AttachmentList
          attachments={state.attachments}
          uploads={state.uploads}
          onRemove={(id) => void actions.detach(id)}
          onDismiss={actions.dismissUpload}
        />
      </div>
      <ReplyBar
        isSending={phase.state === 'sending'}
        isBlocked={conflict !== null}
        onSend={sending.begin}
        onFiles={(files) => void actions.attach(files)}
        onDiscard={() => {
          setIsDiscarding(true);
        }}
        insert={null}
        language={null}
      />
      {sending.concerns === null ? null : (
        <ChecksDialog concerns={sending.concerns} onSend={sending.sendAnyway} onClose={sending.goBack} />
      )}
      {isDiscarding ? (
        <DiscardDialog
          onClose={() => {
            setIsDiscarding(false);
          }}
          onDiscard={() => {
            setIsDiscarding(false);
            void discard();
          }}
        />
      ) : null}
    </DropTarget>
  );
}
