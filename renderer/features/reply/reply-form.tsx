import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { assertNever } from '../../../contract/assert-never.ts';
import type { Draft } from '../../../contract/domain/draft.ts';
import type { Interaction } from '../../../contract/domain/interaction.ts';
import type { Outgoing } from '../../../contract/domain/outgoing.ts';
import { focusToolbar, MailEditor } from '../../editor/mail-editor.tsx';
import { useDesktop } from '../../platform/desktop-context.ts';
import { LanguageMenu } from '../../spelling/language-menu.tsx';
import { SuggestionsPopover } from '../../spelling/suggestions-popover.tsx';
import { useStrings } from '../../strings/strings.ts';
import { AttachmentList } from './attachment-list.tsx';
import { chooseFiles } from './choose-files.ts';
import { ChecksDialog } from './checks-dialog.tsx';
import { ConflictChoice } from './conflict-choice.tsx';
import { DiscardDialog } from './discard-dialog.tsx';
import { DropTarget } from './drop-target.tsx';
import { InsertTools } from './insert-tools.tsx';
import { Recipients } from './recipients.tsx';
import { useReplyCommands, type ReplyCommands } from './reply-commands.ts';
import { ReplyBar } from './reply-bar.tsx';
import { ReplyHead } from './reply-head.tsx';
import { ReplyNotices } from './reply-notices.tsx';
import { allRecipients, type ReplyState } from './reply-state.ts';
import type { ReplyStore } from './reply-actions.ts';
import { SaveStateText } from './save-state.tsx';
import { replyStrings } from './strings.ts';
import { SubjectField } from './subject-field.tsx';
import { useReplyEditor } from './use-reply-editor.ts';
import { useSending } from './use-sending.ts';

export interface ReplyFormProps {
  readonly store: ReplyStore;
  readonly draft: Draft;
  readonly interaction: Interaction | null;
  readonly onSent: (sent: Outgoing) => void;
  readonly onClosed: () => void;
}

/** The open draft: fields, text, files, and what can be done with it. */
export function ReplyForm({ store, draft, interaction, onSent, onClosed }: ReplyFormProps) {
  const strings = useStrings(replyStrings);
  const desktop = useDesktop();
  const { actions } = store;
  // Not `saved`: it changes with the typing, and the form must not be drawn again for it.
  const state = useStore(
    store,
    useShallow(({ saved: _saved, ...rest }: ReplyState) => rest),
  );
  const { fields, kind, phase, conflict } = state;
  const { editor, spelling, texts, onInserted } = useReplyEditor(store, desktop, draft, fields.culture);
  const sending = useSending(store, editor, interaction, (sent) => {
    onSent(sent);
    onClosed();
  });
  const [isDiscarding, setIsDiscarding] = useState(false);
  const [isPicking, setIsPicking] = useState(false);
  const attach = (files: readonly File[]) => void actions.attach(files);
  const names = {
    reply: strings.reply,
    'reply-all': strings.replyAll,
    forward: strings.forward,
    new: strings.newMail,
  };
  const isSending = phase.state === 'sending';
  const fieldsPart = useRef<HTMLDivElement>(null);
  const shownKind = useRef(kind);
  useEffect(() => {
    if (kind === shownKind.current) return;
    shownKind.current = kind;
    // Who gets it has changed: that must be seen, however far down the text is read.
    fieldsPart.current?.scrollIntoView({ block: 'start' });
  }, [kind]);

  useEffect(() => {
    const people = [...allRecipients(fields), draft.from].map(({ name }) => name);
    const around =
      interaction === null
        ? []
        : [interaction.from.name, interaction.agent?.name ?? '', interaction.group.name];
    spelling.session.knowNames([...people, ...around]);
  }, [spelling.session, fields, draft.from, interaction]);

  const run = useEffectEvent((command: keyof ReplyCommands) => {
    switch (command) {
      case 'send':
        if (!isSending && conflict === null) sending.begin();
        break;
      case 'insertResponse':
        setIsPicking(true);
        break;
      case 'attach':
        chooseFiles(attach);
        break;
      case 'nextMisspelling':
        editor.commands.focus();
        editor.commands.keyboardShortcut('F7');
        break;
      case 'focusToolbar':
        focusToolbar(editor);
        break;
      default:
        assertNever(command);
    }
  });
  useEffect(() => {
    const commands: ReplyCommands = {
      send: () => {
        run('send');
      },
      insertResponse: () => {
        run('insertResponse');
      },
      attach: () => {
        run('attach');
      },
      nextMisspelling: () => {
        run('nextMisspelling');
      },
      focusToolbar: () => {
        run('focusToolbar');
      },
    };
    useReplyCommands.setState({ commands });
    return () => {
      if (useReplyCommands.getState().commands === commands) useReplyCommands.setState({ commands: null });
    };
  }, []);

  async function discard(): Promise<void> {
    if (await actions.discard()) onClosed();
  }

  function onKeyDown(event: React.KeyboardEvent): void {
    const isModified = event.ctrlKey || event.metaKey;
    if (!isModified || event.altKey || event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') sending.begin();
    else if (event.shiftKey && event.key.toLowerCase() === 'r') setIsPicking(true);
    else if (event.shiftKey && event.key.toLowerCase() === 'a') chooseFiles(attach);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <DropTarget label={names[kind]} onFiles={attach} onKeyDown={onKeyDown}>
      <ReplyHead
        kind={kind}
        from={draft.from}
        saved={<SaveStateText store={store} />}
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
      <div className="reply-sheet" inert={conflict !== null || isSending}>
        <MailEditor editor={editor}>
          <div className="reply-fields" ref={fieldsPart}>
            <Recipients fields={fields} invalid={state.invalid} onChange={actions.change} />
            <SubjectField
              value={fields.subject}
              onChange={(subject) => {
                actions.change({ subject });
              }}
            />
          </div>
        </MailEditor>
        <SuggestionsPopover editor={editor} session={spelling.session} target={spelling.target} />
        <AttachmentList
          attachments={state.attachments}
          uploads={state.uploads}
          onRemove={(id) => void actions.detach(id)}
          onCancel={(key) => void actions.cancelUpload(key)}
          onRetry={actions.retryUpload}
          onDismiss={actions.dismissUpload}
        />
      </div>
      <ReplyBar
        isSending={isSending}
        isBlocked={conflict !== null}
        onSend={sending.begin}
        onAttach={() => {
          chooseFiles(attach);
        }}
        onDiscard={() => {
          setIsDiscarding(true);
        }}
        insert={
          <InsertTools
            editor={editor}
            texts={texts}
            isPicking={isPicking}
            onPicking={setIsPicking}
            onInserted={onInserted}
            onFailed={actions.report}
          />
        }
        language={
          <LanguageMenu
            session={spelling.session}
            culture={fields.culture}
            onChange={(culture) => {
              actions.change({ culture });
            }}
          />
        }
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
