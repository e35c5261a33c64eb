import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { me, type Me } from '../../contract/api/session.ts';
import { draft, draftContent, type Draft, type DraftContent } from '../../contract/domain/draft.ts';
import { draftId } from '../../contract/domain/ids.ts';
import { createLineLog, type HostLog } from '../services/host-log.ts';

export const sampleDraftId = draftId.parse('31');

export function sampleMe(login = 'ada', id = '7'): Me {
  return me.parse({
    agent: {
      id,
      login,
      name: 'Ada Byron',
      firstName: 'Ada',
      lastName: 'Byron',
      roles: ['agent'],
      capacity: 3,
      culture: 'fr-FR',
    },
    groups: [],
    presence: { state: 'not-ready', reason: 'signed-in', since: '2026-03-01T08:00:00.000Z' },
    tenant: { key: 'demo', name: 'Demo', culture: 'en-US', notReadyReasons: [] },
    revision: 40,
  });
}

export function sampleContent(html: string): DraftContent {
  return draftContent.parse({
    to: [{ name: 'Jo', address: 'jo@example.org', source: 'from' }],
    cc: [],
    bcc: [],
    subject: 'Re: parcel',
    html,
    culture: 'fr-FR',
  });
}

export function sampleDraft(revision: number, content: DraftContent): Draft {
  return draft.parse({
    ...content,
    id: sampleDraftId,
    kind: 'reply',
    interactionId: '5',
    mailId: '6',
    groupId: '2',
    from: { name: 'Sales', address: 'sales@example.org' },
    author: '7',
    revision,
    attachments: [],
    updatedAt: '2026-03-01T08:00:00.000Z',
  });
}

export interface TemporaryFolder extends AsyncDisposable {
  readonly path: string;
}

export async function makeTemporaryFolder(): Promise<TemporaryFolder> {
  const folder = await mkdtemp(path.join(tmpdir(), 'postroom-host-'));
  return {
    path: folder,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A log that a test can read. */
export function createMemoryLog(): { readonly log: HostLog; readonly lines: string[] } {
  const lines: string[] = [];
  const log = createLineLog((line) => {
    lines.push(line);
  });
  return { log, lines };
}
