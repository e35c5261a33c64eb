import type { Editor } from '@tiptap/core';
import { useState } from 'react';
import type { Interaction } from '../../../contract/domain/interaction.ts';
import type { Outgoing } from '../../../contract/domain/outgoing.ts';
import { listIdentifiers, listIdentifiersInText } from '../../editor/identifiers.ts';
import type { Failure } from '../../../contract/error.ts';
import { type Accepted, type Concern, findConcerns } from './checks.ts';
import { allRecipients } from './reply-state.ts';
import type { ReplyStore } from './reply-actions.ts';
import { writtenText } from './written-text.ts';

export interface Sending {
  /** What to ask about first; null: nothing is asked. */
  readonly concerns: readonly Concern[] | null;
  /** Sends, or asks first. */
  readonly begin: () => void;
  readonly sendAnyway: () => void;
  readonly goBack: () => void;
}

interface Asking {
  readonly concerns: readonly Concern[];
  /** By a press on "Send anyway". */
  readonly accepted: Accepted;
}

/** From the press on Send to the mail on its way. */
export function useSending(
  store: ReplyStore,
  editor: Editor,
  interaction: Interaction | null,
  onSent: (sent: Outgoing) => void,
): Sending {
  const [asking, setAsking] = useState<Asking | null>(null);

  function lookOver(): Concern[] {
    const { fields, kind, attachments, suggested, draft, uploads } = store.getState();
    const original = interaction?.messages.find((message) => message.id === draft?.mailId) ?? null;
    return findConcerns({
      kind,
      recipients: allRecipients(fields),
      subject: fields.subject,
      culture: fields.culture,
      text: writtenText(editor.state.doc),
      identifiers: [
        ...new Set([...listIdentifiersInText(fields.subject), ...listIdentifiers(editor.state.doc)]),
      ],
      attachmentCount:
        attachments.filter((each) => each.contentId === null).length +
        uploads.filter((each) => each.failure === null).length,
      suggested,
      original,
      messages: interaction?.messages ?? [],
    });
  }

  async function send(accepted: Accepted): Promise<void> {
    const sent = await store.actions.send(accepted);
    if (sent !== null) {
      onSent(sent);
      return;
    }
    const { failure } = store.getState();
    const ask = failure === null ? null : askAbout(failure, accepted);
    if (ask === null) return;
    store.actions.dismissFailure();
    setAsking(ask);
  }

  return {
    concerns: asking?.concerns ?? null,
    begin() {
      const { phase, conflict } = store.getState();
      if (phase.state !== 'open' || asking !== null || conflict !== null) return;
      const refusal = store.actions.findRefusal();
      if (refusal) return;
      const concerns = lookOver();
      const has = (type: Concern['type']) => concerns.some((concern) => concern.type === type);
      const accepted = {
        unresolved: has('unresolved'),
        expired: false,
        writtenAgain: has('written-again'),
      };
      if (concerns.length === 0) void send(accepted);
      else setAsking({ concerns, accepted });
    },
    sendAnyway() {
      setAsking(null);
      if (asking !== null) void send(asking.accepted);
    },
    goBack() {
      setAsking(null);
      editor.commands.focus();
    },
  };
}

/** What only the server knows: it refuses until it is told that the agent does. Null: it refuses for good. */
function askAbout({ code, detail }: Failure, accepted: Accepted): Asking | null {
  if (code === 'expired-responses' && !accepted.expired) {
    const responses = detail?.['responses']?.split('\n') ?? [];
    return { concerns: [{ type: 'expired', responses }], accepted: { ...accepted, expired: true } };
  }
  if (code === 'written-again' && !accepted.writtenAgain) {
    const { sender = '', beginning = '' } = detail ?? {};
    return {
      concerns: [{ type: 'written-again', sender, beginning }],
      accepted: { ...accepted, writtenAgain: true },
    };
  }
  return null;
}
