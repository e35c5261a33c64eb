import type { Editor } from '@tiptap/core';
import { useState } from 'react';
import type { Interaction } from '../../../contract/domain/interaction.ts';
import type { Outgoing } from '../../../contract/domain/outgoing.ts';
import { listIdentifiers, listIdentifiersInText } from '../../editor/identifiers.ts';
import { findConcerns, type Concern } from './checks.ts';
import { allRecipients } from './reply-state.ts';
import type { ReplyStore } from './reply-store.ts';
import { writtenText } from './written-text.ts';

export interface Sending {
  /** What to ask about first; null: nothing is asked. */
  readonly concerns: readonly Concern[] | null;
  /** Sends, or asks first. */
  readonly begin: () => void;
  readonly sendAnyway: () => void;
  readonly goBack: () => void;
}

/** From the press on Send to the mail on its way. */
export function useSending(
  store: ReplyStore,
  editor: Editor,
  interaction: Interaction | null,
  onSent: (sent: Outgoing) => void,
): Sending {
  const [concerns, setConcerns] = useState<readonly Concern[] | null>(null);

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
    });
  }

  async function send(acceptUnresolved: boolean): Promise<void> {
    const sent = await store.actions.send(acceptUnresolved);
    if (sent !== null) onSent(sent);
  }

  return {
    concerns,
    begin() {
      const { phase, conflict } = store.getState();
      if (phase.state !== 'open' || concerns !== null || conflict !== null) return;
      const refusal = store.actions.findRefusal();
      if (refusal) return;
      const found = lookOver();
      if (found.length === 0) void send(false);
      else setConcerns(found);
    },
    sendAnyway() {
      const isUnresolved = concerns?.some((concern) => concern.type === 'unresolved') ?? false;
      setConcerns(null);
      void send(isUnresolved);
    },
    goBack() {
      setConcerns(null);
      editor.commands.focus();
    },
  };
}
